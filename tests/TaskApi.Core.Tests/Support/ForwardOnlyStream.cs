using System;
using System.IO;

namespace TaskApi.Tests.Support;

/// <summary>A body that comes over a network: bit by bit, and nobody knows its length before its end.</summary>
internal sealed class ForwardOnlyStream(byte[] bytes, int step = int.MaxValue, Action? beforeStep = null) : MemoryStream(bytes)
{
    public override bool CanSeek => false;

    public override int Read(byte[] buffer, int offset, int count)
    {
        beforeStep?.Invoke();
        return base.Read(buffer, offset, Math.Min(step, count));
    }
}
