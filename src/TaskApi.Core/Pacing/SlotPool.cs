using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Keeps the requests of one verb within the service's limit. A request takes a slot and gives it back when its response has ended;
/// the slot can be taken again a second (and a margin) later. With ten slots, eleven arrivals always span more than a second,
/// whatever the network does to them: spacing the departures cannot promise that.
/// </summary>
public sealed class SlotPool : IRequestSlots
{
    /// <summary>The window of the service's limit, and a margin for the resolution of clocks.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(1005);

    /// <summary>The rest after a request without a response: it may still be under way.</summary>
    public static readonly TimeSpan RestAfterLoss = TimeSpan.FromSeconds(3);

    private const long Taken = long.MaxValue;

    private readonly object _gate = new();
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly TimeSpan _rest;
    private readonly long[] _freeAt;
    private readonly Queue<Waiter> _waiters = new();
    private readonly ITimer _timer;
    private long _closedUntil;

    /// <summary>A pool of free slots.</summary>
    /// <param name="slots">How many requests may be under way at once.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="rest">How long a slot rests after its response: <see cref="Window"/>.</param>
    internal SlotPool(int slots, TimeProvider clock, TimeSpan rest)
    {
        _rest = rest;
        _clock = clock;
        _start = clock.GetTimestamp();
        _freeAt = new long[slots];
        _timer = clock.CreateTimer(static pool => ((SlotPool)pool!).Serve(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public Task<IRequestSlot> TakeAsync(CancellationToken cancellation)
    {
        var waiter = new Waiter(cancellation);
        lock (_gate)
        {
            _waiters.Enqueue(waiter);
        }

        Serve();
        return waiter.Task;
    }

    /// <summary>Lets nobody in until the ban is over. A shorter ban does not shorten a longer one.</summary>
    /// <returns>True when this call closed the gate; false when it was closed already.</returns>
    internal bool Close(TimeSpan ban)
    {
        lock (_gate)
        {
            long now = Now();
            bool closed = _closedUntil <= now;
            _closedUntil = Math.Max(_closedUntil, now + ban.Ticks);
            return closed;
        }
    }

    /// <summary>Stops the timer; callers that wait are cancelled.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            while (_waiters.Count > 0)
            {
                _waiters.Dequeue().Cancel();
            }
        }
    }

    private void Release(int slot, TimeSpan rest)
    {
        lock (_gate)
        {
            _freeAt[slot] = Now() + rest.Ticks;
        }

        Serve();
    }

    /// <summary>Hands free slots to those who wait, and sets the timer for the next one that becomes free.</summary>
    private void Serve()
    {
        lock (_gate)
        {
            while (_waiters.Count > 0)
            {
                if (_waiters.Peek().IsGone)
                {
                    _waiters.Dequeue();
                    continue;
                }

                int slot = Earliest();
                long wait = Math.Max(_freeAt[slot], _closedUntil) - Now();
                if (_freeAt[slot] == Taken)
                {
                    // Whoever gives a slot back calls here again.
                    return;
                }

                if (wait > 0)
                {
                    // Rounded up: a timer that fires early would only have to be set again.
                    _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(TimeSpan.FromTicks(wait).TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                    return;
                }

                if (_waiters.Dequeue().TryGive(new Slot(this, slot)))
                {
                    _freeAt[slot] = Taken;
                }
            }
        }
    }

    private int Earliest()
    {
        int earliest = 0;
        for (int i = 1; i < _freeAt.Length; i++)
        {
            if (_freeAt[i] < _freeAt[earliest])
            {
                earliest = i;
            }
        }

        return earliest;
    }

    /// <summary>Ticks since the pool was made, by a clock that nobody sets back.</summary>
    private long Now() => _clock.GetElapsedTime(_start).Ticks;

    private sealed class Slot(SlotPool pool, int index) : IRequestSlot
    {
        public void Release() => pool.Release(index, pool._rest);

        public void ReleaseAfterLoss() => pool.Release(index, RestAfterLoss);

        public void ReleaseUnused() => pool.Release(index, TimeSpan.Zero);

        public bool CloseGate(TimeSpan ban) => pool.Close(ban);
    }

    private sealed class Waiter
    {
        private readonly TaskCompletionSource<IRequestSlot> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenRegistration _registration;

        public Waiter(CancellationToken cancellation) => _registration = cancellation.Register(Cancel);

        public Task<IRequestSlot> Task => _source.Task;

        public bool IsGone => _source.Task.IsCompleted;

        public void Cancel() => _source.TrySetCanceled();

        public bool TryGive(IRequestSlot slot)
        {
            bool given = _source.TrySetResult(slot);
            if (given)
            {
                // Never waits: the callback takes no lock of the pool's.
                _registration.Dispose();
            }

            return given;
        }
    }
}
