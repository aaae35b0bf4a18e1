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
    private readonly LinkedList<Waiter> _waiters = new();
    private readonly ITimer _timer;
    private long _closedUntil;
    private bool _isDisposed;

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
    public Task<IRequestSlot> TakeAsync(int spare, CancellationToken cancellation, Func<Task>? check = null)
    {
        var waiter = new Waiter(spare, cancellation);
        lock (_gate)
        {
            if (_isDisposed)
            {
                waiter.Drop();
                return waiter.Task;
            }

            _waiters.AddLast(waiter);
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
            _isDisposed = true;
            foreach (Waiter waiter in _waiters)
            {
                waiter.Drop();
            }

            _waiters.Clear();
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
            // One moment for all: a slot that became free between two looks at the clock would be neither given nor waited for.
            long now = Now();
            LinkedListNode<Waiter>? next = _waiters.First;
            while (next is { } node)
            {
                next = node.Next;
                if (FreeSlot(node.Value.Spare, now) is { } slot)
                {
                    _waiters.Remove(node);
                    if (node.Value.TryGive(new Slot(this, slot)))
                    {
                        _freeAt[slot] = Taken;
                    }
                }
                else if (node.Value.IsGone)
                {
                    _waiters.Remove(node);
                }
            }

            if (_waiters.Count > 0 && NextChange(now) is var change && change != Taken)
            {
                // Rounded up: a timer that fires early would only have to be set again.
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(TimeSpan.FromTicks(change - now).TotalMilliseconds)), Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The slot that has been free for longest, when that many more are free too.</summary>
    private int? FreeSlot(int spare, long now)
    {
        int free = 0;
        int longest = 0;
        for (int i = 0; i < _freeAt.Length; i++)
        {
            free += _freeAt[i] <= now ? 1 : 0;
            longest = _freeAt[i] < _freeAt[longest] ? i : longest;
        }

        return free > spare && _closedUntil <= now ? longest : null;
    }

    /// <summary>When the gate opens or one more slot becomes free; <see cref="Taken"/> when nothing but a release changes anything.</summary>
    private long NextChange(long now)
    {
        if (_closedUntil > now)
        {
            return _closedUntil;
        }

        long next = Taken;
        foreach (long freeAt in _freeAt)
        {
            next = freeAt > now && freeAt < next ? freeAt : next;
        }

        return next;
    }

    /// <summary>Ticks since the pool was made, by a clock that nobody sets back.</summary>
    private long Now() => _clock.GetElapsedTime(_start).Ticks;

    private sealed class Slot(SlotPool pool, int index) : IRequestSlot
    {
        // Nobody else gets it before it is given back.
        public bool MayBeUsed => true;

        public void Release() => pool.Release(index, pool._rest);

        public void ReleaseAfterLoss() => pool.Release(index, RestAfterLoss);

        public void ReleaseUnused() => pool.Release(index, TimeSpan.Zero);

        public bool CloseGate(TimeSpan ban) => pool.Close(ban);
    }

    private sealed class Waiter
    {
        private readonly TaskCompletionSource<IRequestSlot> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenRegistration _registration;

        public Waiter(int spare, CancellationToken cancellation)
        {
            Spare = spare;
            _registration = cancellation.Register(() => _source.TrySetCanceled());
        }

        /// <summary>How many slots must be free beside the one it gets.</summary>
        public int Spare { get; }

        public Task<IRequestSlot> Task => _source.Task;

        public bool IsGone => _source.Task.IsCompleted;

        /// <summary>It gets no slot any more: its token, which may live on for long, need not remember it.</summary>
        public void Drop()
        {
            _source.TrySetCanceled();
            _registration.Dispose();
        }

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
