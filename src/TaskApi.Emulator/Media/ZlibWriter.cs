using System;
using System.IO;
using System.IO.Compression;

namespace TaskApi.Emulator.Media;

/// <summary>Compresses bytes to the zlib format of RFC 1950, which .NET Standard 2.0 lacks.</summary>
internal sealed class ZlibWriter : IDisposable
{
    // RFC 1950, section 9: the largest prime below 2^16, and the most bytes whose sums surely fit 32 bits without a remainder.
    private const uint Prime = 65521;
    private const int BytesPerRemainder = 5552;

    private readonly MemoryStream _stream = new();
    private readonly DeflateStream _deflate;
    private uint _low = 1;
    private uint _high;

    /// <summary>Starts a stream.</summary>
    public ZlibWriter()
    {
        // RFC 1950, section 2.2: deflate with a window of 32 KB (0x78), the default level and a check of five bits (0x9C).
        _stream.WriteByte(0x78);
        _stream.WriteByte(0x9C);
        _deflate = new DeflateStream(_stream, CompressionLevel.Optimal, leaveOpen: true);
    }

    /// <summary>Compresses more bytes.</summary>
    public void Write(byte[] bytes)
    {
        AddToChecksum(bytes);
        _deflate.Write(bytes, 0, bytes.Length);
    }

    /// <summary>Ends the stream with its Adler-32 checksum and gives it.</summary>
    public byte[] Finish()
    {
        _deflate.Dispose();
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            _stream.WriteByte((byte)(((_high << 16) | _low) >> shift));
        }

        return _stream.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _deflate.Dispose();
        _stream.Dispose();
    }

    private void AddToChecksum(byte[] bytes)
    {
        for (int start = 0; start < bytes.Length; start += BytesPerRemainder)
        {
            int end = Math.Min(bytes.Length, start + BytesPerRemainder);
            for (int i = start; i < end; i++)
            {
                _low += bytes[i];
                _high += _low;
            }

            _low %= Prime;
            _high %= Prime;
        }
    }
}
