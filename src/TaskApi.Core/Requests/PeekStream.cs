using System;
using System.IO;

namespace TaskApi;

/// <summary>A stream whose beginning can be looked at before it is read; pipes and unpacked files cannot be wound back.</summary>
internal sealed class PeekStream : ForwardStream
{
    private const int Longest = 4096;

    private readonly Stream _inner;
    private readonly byte[] _start = new byte[Longest];
    private int _taken;
    private int _length;

    /// <summary>Looks at this stream, which stays its owner's to close.</summary>
    public PeekStream(Stream inner) => _inner = inner;

    /// <summary>The first bytes: 4096, or as many as there are. To be called before anything is read.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        int count;
        while (_length < Longest && (count = _inner.Read(_start, _length, Longest - _length)) > 0)
        {
            _length += count;
        }

        return _start.AsSpan(0, _length);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_taken == _length)
        {
            return _inner.Read(buffer, offset, count);
        }

        int taken = Math.Min(count, _length - _taken);
        Array.Copy(_start, _taken, buffer, offset, taken);
        _taken += taken;
        return taken;
    }
}
