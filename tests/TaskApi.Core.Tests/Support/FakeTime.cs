using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace TaskApi.Tests.Support;

/// <summary>Lets a fake clock run while work that depends on it goes on in the background.</summary>
internal static class FakeTime
{
    // A test that hangs shall fail, not stop the run.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A clock that stands at a fixed moment.</summary>
    public static FakeTimeProvider Start() => new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Advances the clock until the work has ended, and gives its result or throws its failure.</summary>
    public static async Task<T> RunAsync<T>(this FakeTimeProvider clock, Task<T> work, double stepSeconds = 0.25)
    {
        await clock.RunUntilAsync(() => work.IsCompleted, stepSeconds);
        return await work;
    }

    /// <summary>Advances the clock until the condition holds.</summary>
    public static async Task RunUntilAsync(this FakeTimeProvider clock, Func<bool> done, double stepSeconds = 0.25)
    {
        var watch = Stopwatch.StartNew();
        await SettleAsync();
        while (!done())
        {
            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException("What the test waits for does not happen.");
            }

            clock.Advance(TimeSpan.FromSeconds(stepSeconds));
            await SettleAsync();
        }
    }

    /// <summary>Advances the clock by that much, in small steps.</summary>
    public static async Task PassAsync(this FakeTimeProvider clock, double seconds, double stepSeconds = 0.25)
    {
        await SettleAsync();
        DateTimeOffset end = clock.GetUtcNow() + TimeSpan.FromSeconds(seconds);
        while (clock.GetUtcNow() < end)
        {
            TimeSpan left = end - clock.GetUtcNow();
            clock.Advance(left < TimeSpan.FromSeconds(stepSeconds) ? left : TimeSpan.FromSeconds(stepSeconds));
            await SettleAsync();
        }
    }

    /// <summary>
    /// Waits until the thread pool has nothing left to do: several passes through its queues in a row must find it idle. What is still
    /// under way after that is late by a step of the clock, which tests must bear.
    /// </summary>
    public static async Task SettleAsync()
    {
        for (int idle = 0; idle < 4; idle++)
        {
            long before = ThreadPool.CompletedWorkItemCount;
            await Task.Run(static () => { });
            if (ThreadPool.PendingWorkItemCount > 0 || ThreadPool.CompletedWorkItemCount - before > 2)
            {
                idle = 0;
            }
        }
    }
}
