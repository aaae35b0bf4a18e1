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

    // Longer than a machine puts a thread aside, and shorter than a test's patience: who is at it for longer is blocked, and does not count.
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(15);
    private static readonly Lazy<Task> Calibration = new(CalibrateAsync);

    // How many threads of the pool are blocked, the tests' runner's first of all, and how many more tests block that cannot await.
    private static int _idle;
    private static int _blocking;

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

    /// <summary>
    /// Waits until the thread pool has had nothing to do for a moment, and none of its threads is still at something: one that a busy machine
    /// has put aside in the middle of its work counts, however long it does not run.
    /// </summary>
    public static async Task SettleAsync()
    {
        await Calibration.Value.ConfigureAwait(false);
        Stopwatch? waiting = null;
        var quiet = Stopwatch.StartNew();
        for (int passes = 0; passes < 4 || quiet.Elapsed < TimeSpan.FromMilliseconds(1.5); passes++)
        {
            long before = ThreadPool.CompletedWorkItemCount;
            await Task.Run(static () => { }).ConfigureAwait(false);
            bool isBusy = ThreadPool.PendingWorkItemCount > 0 || ThreadPool.CompletedWorkItemCount - before > 2;
            if (OthersAtWork() is var others && others > Volatile.Read(ref _idle))
            {
                waiting ??= Stopwatch.StartNew();
                Volatile.Write(ref _idle, waiting.Elapsed < LongestWork ? _idle : others);
                isBusy = true;
                await Task.Delay(1).ConfigureAwait(false);
            }

            if (isBusy)
            {
                passes = 0;
                quiet.Restart();
            }
        }
    }

    /// <summary>Blocks until the work has ended, for tests that cannot await: the thread that is blocked so is not taken for one at work.</summary>
    public static T Block<T>(Task<T> work)
    {
        int one = Thread.CurrentThread.IsThreadPoolThread ? 1 : 0;
        _ = Interlocked.Add(ref _blocking, one);
        try
        {
            return work.GetAwaiter().GetResult();
        }
        finally
        {
            _ = Interlocked.Add(ref _blocking, -one);
        }
    }

    /// <summary>How many threads of the pool are at something, or blocked, beside this one.</summary>
    private static int OthersAtWork()
    {
        ThreadPool.GetMaxThreads(out int all, out _);
        ThreadPool.GetAvailableThreads(out int free, out _);
        return all - free - (Thread.CurrentThread.IsThreadPoolThread ? 1 : 0) - Volatile.Read(ref _blocking);
    }

    /// <summary>Finds out how many threads of the pool the tests' runner keeps blocked: what is seen most while nothing happens.</summary>
    private static async Task CalibrateAsync()
    {
        var seen = new List<int>();
        for (int i = 0; i < 50; i++)
        {
            await Task.Delay(1).ConfigureAwait(false);
            seen.Add(OthersAtWork());
        }

        // One of its threads waits for the others at any time.
        _idle = Math.Max(1, seen.GroupBy(static count => count).OrderByDescending(static group => group.Count()).First().Key);
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
