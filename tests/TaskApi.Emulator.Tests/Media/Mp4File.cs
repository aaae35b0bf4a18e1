using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Xunit;

namespace TaskApi.Emulator.Tests.Media;

/// <summary>Reads an MP4 file of one track of one chunk.</summary>
internal sealed class Mp4File
{
    private static readonly string[] Containers = ["moov", "trak", "mdia", "minf", "dinf", "stbl"];
    private readonly byte[] _file;
    private readonly Dictionary<string, (int Start, int End)> _boxes = [];

    public Mp4File(byte[] file)
    {
        _file = file;
        Walk(0, file.Length);
    }

    /// <summary>The outermost boxes and their children, in the order of the file.</summary>
    public List<string> Order { get; } = [];

    public (int Width, int Height) TrackSize => (Number("tkhd", 76) >> 16, Number("tkhd", 80) >> 16);

    public (int Width, int Height) SampleSize => (Number("stsd", 8 + 32) >> 16, Number("stsd", 8 + 32) & 0xFFFF);

    public TimeSpan MovieDuration => Duration("mvhd");

    public TimeSpan MediaDuration => Duration("mdhd");

    public IEnumerable<(int Count, int Duration)> Times =>
        Enumerable.Range(0, Number("stts", 4)).Select(i => (Number("stts", 8 + (8 * i)), Number("stts", 12 + (8 * i))));

    public int[] KeyFrames => [.. Enumerable.Range(0, Number("stss", 4)).Select(i => Number("stss", 8 + (4 * i)) - 1)];

    public int FrameCount => Number("stsz", 8);

    /// <summary>The configuration record of the decoder.</summary>
    public byte[] Configuration
    {
        get
        {
            // The description's box starts after the entry count; its own fields take 78 bytes.
            int start = _boxes["stsd"].Start + 8 + 8 + 78;
            Assert.Equal("avcC", Encoding.ASCII.GetString(_file, start + 4, 4));
            return _file[(start + 8)..(start + Number(start))];
        }
    }

    public byte[] SequenceParameterSet => Configuration[8..(8 + BinaryPrimitives.ReadUInt16BigEndian(Configuration.AsSpan(6)))];

    /// <summary>The H.264 unit of each frame; fails if a frame is not one whole unit or is not all in the data.</summary>
    public IEnumerable<byte[]> Units()
    {
        (int start, int end) = _boxes["mdat"];
        Assert.Equal((1, 1, FrameCount, 1), (Number("stsc", 4), Number("stsc", 8), Number("stsc", 12), Number("stsc", 16)));
        Assert.Equal((1, start), (Number("stco", 4), Number("stco", 8)));
        int at = start;
        for (int i = 0; i < FrameCount; i++)
        {
            int size = Number("stsz", 12 + (4 * i));
            Assert.InRange(at + size, start, end);
            Assert.Equal(size - 4, Number(at));
            yield return _file[(at + 4)..(at + size)];
            at += size;
        }

        Assert.Equal(end, at);
    }

    private void Walk(int start, int end)
    {
        while (start < end)
        {
            int size = Number(start);
            Assert.InRange(size, 8, end - start);
            string type = Encoding.ASCII.GetString(_file, start + 4, 4);
            Order.Add(type);
            _boxes.Add(type, (start + 8, start + size));
            if (Containers.Contains(type))
            {
                Walk(start + 8, start + size);
            }

            start += size;
        }

        Assert.Equal(end, start);
    }

    private TimeSpan Duration(string box) => TimeSpan.FromTicks(Number(box, 16) * TimeSpan.TicksPerSecond / Number(box, 12));

    private int Number(string box, int offset) => Number(_boxes[box].Start + offset);

    private int Number(int at) => BinaryPrimitives.ReadInt32BigEndian(_file.AsSpan(at));
}
