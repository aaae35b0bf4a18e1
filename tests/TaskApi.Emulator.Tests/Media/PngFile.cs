using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using Xunit;

namespace TaskApi.Emulator.Tests.Media;

/// <summary>Reads a PNG file of red, green and blue bytes, and fails on whatever a decoder would refuse.</summary>
internal sealed class PngFile
{
    public PngFile(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        List<(string Type, byte[] Data)> chunks = ReadChunks(file);
        Assert.Equal("IHDR", chunks[0].Type);
        Assert.Equal(("IEND", 0), (chunks[^1].Type, chunks[^1].Data.Length));

        byte[] header = chunks[0].Data;
        Width = BinaryPrimitives.ReadInt32BigEndian(header);
        Height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        Assert.Equal([8, 2, 0, 0, 0], header[8..]);
        Rows = Unfilter(Inflate([.. chunks.Where(chunk => chunk.Type == "IDAT").SelectMany(chunk => chunk.Data)]));
    }

    public int Width { get; }

    public int Height { get; }

    public byte[][] Rows { get; }

    private static List<(string Type, byte[] Data)> ReadChunks(byte[] file)
    {
        var chunks = new List<(string, byte[])>();
        int at = 8;
        while (at < file.Length)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            byte[] typeAndData = file[(at + 4)..(at + 8 + length)];
            Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)), Crc(typeAndData));
            chunks.Add((Encoding.ASCII.GetString(typeAndData, 0, 4), typeAndData[4..]));
            at += 12 + length;
        }

        return chunks;
    }

    // ZLibStream checks the header and the Adler-32 checksum itself.
    private static byte[] Inflate(byte[] data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zlib.CopyTo(plain);
        return plain.ToArray();
    }

    private byte[][] Unfilter(byte[] data)
    {
        int length = 1 + (Width * 3);
        Assert.Equal(length * Height, data.Length);
        return [.. data.Chunk(length).Select(filtered =>
        {
            Assert.Equal(1, filtered[0]);
            byte[] row = filtered[1..];
            for (int i = 3; i < row.Length; i++)
            {
                row[i] += row[i - 3];
            }

            return row;
        })];
    }

    // Bit by bit, to be independent of the writer's table.
    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte item in bytes)
        {
            crc ^= item;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
