using System;
using System.IO;

namespace TaskApi.Tests.Support;

/// <summary>A body that breaks off: some bytes, then an error.</summary>
internal sealed class BrokenStream(byte[]? bytes = null, Exception? failure = null) : MemoryStream(bytes ?? "{\"code\":200,"u8.ToArray())
{
    public override int Read(byte[] buffer, int offset, int count) =>
        base.Read(buffer, offset, count) is var read and > 0 ? read : throw failure ?? new IOException("The response ended prematurely.");
#if NET

    public override int Read(Span<byte> buffer) =>
        base.Read(buffer) is var read and > 0 ? read : throw failure ?? new IOException("The response ended prematurely.");
#endif
}
