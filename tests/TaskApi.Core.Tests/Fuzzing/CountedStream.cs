using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Tests.Fuzzing;

/// <summary>
/// What a sender sends, a few bytes at a time, counting how often it is asked: who asks on and on after the end would hang on a real socket.
/// </summary>
/// <param name="bytes">What is sent.</param>
/// <param name="step">How many bytes come at a time, at most.</param>
internal sealed class CountedStream(byte[] bytes, int step) : MemoryStream(bytes)
{
    private int _left = (bytes.Length / step) + 3;

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _left-- > 0 ? base.ReadAsync(buffer, offset, Math.Min(step, count), cancellationToken)
            : throw new InvalidOperationException("The reader asks on after the end.");
}
