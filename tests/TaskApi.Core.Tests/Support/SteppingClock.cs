using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace TaskApi.Tests.Support;

/// <summary>
/// A fake clock that runs by itself while a test waits for background work: from one timer to the next, at most a second at a time. Work
/// that the thread pool has not got round to when the clock goes on is late by such steps, so tests hold lower bounds exactly and leave
/// upper ones room.
/// </summary>
internal sealed class SteppingClock() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    // A test that hangs shall fail, not stop the run; one that is slow on a busy machine shall not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Nudge = TimeSpan.FromMilliseconds(1);
    private const int MostStuck = 20;
    private readonly ConcurrentDictionary<object, DateTimeOffset> _due = new();
    private int _stuck;

    /// <summary>How many timers are set.</summary>
    public int Timers => _due.Count;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this);
        timer.Inner = base.CreateTimer(given => timer.Fire(callback, given), state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs until the work has ended, and gives its result or throws its failure.</summary>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        await RunUntilAsync(() => work.IsCompleted);
        return await work;
    }

    /// <summary>Runs until the condition holds.</summary>
    public async Task RunUntilAsync(Func<bool> done)
    {
        var watch = Stopwatch.StartNew();
        await SettleAsync();
        while (!done())
        {
            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException("What the test waits for does not happen.");
            }

            Step(DateTimeOffset.MaxValue);
            await SettleAsync();
        }
    }

    /// <summary>Runs for that long.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        DateTimeOffset end = GetUtcNow() + time;
        await SettleAsync();
        while (!_due.IsEmpty && GetUtcNow() < end)
        {
            Step(end);
            await SettleAsync();
        }

        Advance(end - GetUtcNow());
        await SettleAsync();
    }

    /// <summary>
    /// Waits, while the clock stands still, until the condition holds. For what the thread pool does: on a busy machine a moment without
    /// work says little, because a thread that works may have been put aside.
    /// </summary>
    public static async Task SettleAsync(Func<bool> done)
    {
        var watch = Stopwatch.StartNew();
        while (!done())
        {
            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException("What the test waits for does not happen.");
            }

            await SettleAsync();
        }
    }

    /// <summary>Waits until the thread pool has had nothing to do for a moment.</summary>
    public static async Task SettleAsync()
    {
        var quiet = Stopwatch.StartNew();
        for (int passes = 0; passes < 4 || quiet.Elapsed < TimeSpan.FromMilliseconds(1.5); passes++)
        {
            long before = ThreadPool.CompletedWorkItemCount;
            await Task.Run(static () => { });
            if (ThreadPool.PendingWorkItemCount > 0 || ThreadPool.CompletedWorkItemCount - before > 2)
            {
                passes = 0;
                quiet.Restart();
            }
        }
    }

    private void Step(DateTimeOffset end)
    {
        DateTimeOffset now = GetUtcNow();
        DateTimeOffset next = _due.Values.Append(end).Min();
        TimeSpan step = next == DateTimeOffset.MaxValue ? TimeSpan.Zero : next - now;
        _stuck = step > TimeSpan.Zero || next == DateTimeOffset.MaxValue ? 0 : _stuck + 1;
        // A timer that another thread set while the clock went on is due later than it was noted for: without a nudge, never.
        Advance(_stuck > MostStuck ? Nudge : step < TimeSpan.Zero ? TimeSpan.Zero : step > LongestStep ? LongestStep : step);
    }

    private sealed class WatchedTimer(SteppingClock clock) : ITimer
    {
        public ITimer Inner { get; set; } = null!;

        public void Fire(TimerCallback callback, object? state)
        {
            // What was set anew at this very moment, by another thread, is still to come.
            if (clock._due.TryGetValue(this, out DateTimeOffset due) && due <= clock.GetUtcNow())
            {
                _ = clock._due.TryRemove(new KeyValuePair<object, DateTimeOffset>(this, due));
            }

            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _ = clock._due.TryRemove(this, out _);
            if (dueTime >= TimeSpan.Zero)
            {
                clock._due[this] = clock.GetUtcNow() + dueTime;
            }

            return Inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            _ = clock._due.TryRemove(this, out _);
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
