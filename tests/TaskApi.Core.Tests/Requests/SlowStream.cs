using System;

namespace TaskApi.Tests.Requests;

/// <summary>A stream that gives a few bytes at a time, as pipes do.</summary>
internal sealed class SlowStream : ForwardStream
{
    private readonly byte[] _bytes;
    private readonly int _step;
    private int _place;

    public SlowStream(byte[] bytes, int step)
    {
        _bytes = bytes;
        _step = step;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int length = Math.Min(Math.Min(count, _step), _bytes.Length - _place);
        Array.Copy(_bytes, _place, buffer, offset, length);
        _place += length;
        return length;
    }
}
