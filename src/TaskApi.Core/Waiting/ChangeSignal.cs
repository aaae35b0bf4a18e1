using System;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>Wakes a planner that sleeps until something is due. Armed and set under the planner's lock.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource<bool> _changed = NewSource();

    /// <summary>Something has changed.</summary>
    public void Set() => _changed.TrySetResult(true);

    /// <summary>A task that ends with the next change.</summary>
    public Task Arm()
    {
        if (_changed.Task.IsCompleted)
        {
            _changed = NewSource();
        }

        return _changed.Task;
    }

    /// <summary>Waits for a change, at most so long.</summary>
    public static async Task WaitAsync(Task changed, TimeSpan longest, TimeProvider clock, CancellationToken cancellation)
    {
        using var delayEnds = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            // A millisecond on top: timers count whole ones and would otherwise wake just before the time.
            TimeSpan rounded = longest == Timeout.InfiniteTimeSpan ? longest : longest + TimeSpan.FromMilliseconds(1);
            await Task.WhenAny(changed, clock.Delay(rounded, delayEnds.Token)).ConfigureAwait(false);
        }
        finally
        {
            delayEnds.Cancel();
        }
    }

    private static TaskCompletionSource<bool> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
