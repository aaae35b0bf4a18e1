using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Tests.Support;

/// <summary>A body that gives some bytes and then neither ends nor breaks off.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="between">Happens before all but the first of them are given; null for nothing.</param>
internal sealed class SilentStream(byte[] bytes, Action? between = null) : MemoryStream(bytes)
{
    private readonly TaskCompletionSource<bool> _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when somebody waits for more than there is.</summary>
    public Task Silent => _silent.Task;

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (Position > 0 && Position < Length)
        {
            between?.Invoke();
        }

        int read = Read(buffer, offset, count);
        if (read == 0)
        {
            _silent.SetResult(true);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        return read;
    }
}
