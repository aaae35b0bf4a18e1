using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Ledger.Sqlite;
using Xunit;

namespace TaskApi.Tests.Ledger.Slots;

/// <summary>Slots that are given back later, because their file was locked.</summary>
public sealed class OwedSlotsTests
{
    private readonly HandClock _clock = new();
    private readonly List<long> _given = [];

    [Fact]
    public async Task Whoever_comes_to_pay_back_while_another_does_takes_no_slot_for_given_back_that_was_not()
    {
        Task second = Task.CompletedTask;
        bool hasBegun = false;
        var locked = new HashSet<long> { 1, 2 };
        OwedSlots owed = null!;
        owed = new OwedSlots(Release, _clock);
        Fail(1);
        locked.Remove(1);

        _clock.Fire();

        await second;
        Assert.Equal([1, 2], _given);
        owed.Dispose();

        int Release(string verb, long slot, TimeSpan rest)
        {
            if (locked.Contains(slot))
            {
                throw new GenServiceException(GenErrorCode.LedgerFailed, "It is locked.");
            }

            if (slot == 1 && !hasBegun)
            {
                hasBegun = true;

                // While the first is given back another cannot be, and the next try begins.
                Fail(2);
                locked.Remove(2);
                second = Task.Run(_clock.Fire, TestContext.Current.CancellationToken);
                _ = second.Wait(200, TestContext.Current.CancellationToken);
            }

            _given.Add(slot);
            return 1;
        }

        void Fail(long slot) => Assert.Throws<GenServiceException>(() => owed.Release("POST", slot, TimeSpan.Zero));
    }

    /// <summary>A clock whose only timer a test fires, also while it is at work, as the time of a machine does.</summary>
    private sealed class HandClock : TimeProvider
    {
        private Action _fired = () => { };

        public void Fire() => _fired();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _fired = () => callback(state);
            return new HandTimer();
        }

        private sealed class HandTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
