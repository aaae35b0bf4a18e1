using System;
using System.IO;

namespace TaskApi.Tests.Support;

/// <summary>A file on a disk that has room for so many bytes more.</summary>
internal sealed class FullDisk(Stream file, int room) : Stream
{
    // As Linux tells it.
    private const int NoSpace = 28;

    private int _room = room;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position { get => file.Position; set => throw new NotSupportedException(); }

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        file.Write(buffer, offset, Math.Min(count, _room));
        _room -= count;
        if (_room < 0)
        {
            throw new IOException("No space left on device", NoSpace);
        }
    }

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
        if (disposing && _room < 0)
        {
            throw new IOException("No space left on device", NoSpace);
        }
    }
}
