using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using TaskApi.Ledger.Sqlite;
using Xunit;

namespace TaskApi.Tests.Ledger.Slots;

/// <summary>Slots that are given back later, because their file was locked.</summary>
public sealed class OwedSlotsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<long> _given = [];

    [Fact]
    public async Task Whoever_comes_to_pay_back_while_another_does_takes_no_slot_for_given_back_that_was_not()
    {
        Task? second = null;
        var locked = new HashSet<long> { 1, 2 };
        OwedSlots owed = null!;
        owed = new OwedSlots(Release, _clock);
        Fail(1);
        locked.Remove(1);

        PassASecond();

        await second!;
        Assert.Equal([1, 2], _given);
        owed.Dispose();

        int Release(string verb, long slot, TimeSpan rest)
        {
            if (locked.Contains(slot))
            {
                throw new GenServiceException(GenErrorCode.LedgerFailed, "It is locked.");
            }

            if (slot == 1 && second is null)
            {
                // While the first is given back another cannot be, and the next try begins.
                Fail(2);
                locked.Remove(2);
                second = Task.Run(PassASecond, TestContext.Current.CancellationToken);
                _ = second.Wait(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            }

            _given.Add(slot);
            return 1;
        }

        void Fail(long slot) => Assert.Throws<GenServiceException>(() => owed.Release("POST", slot, TimeSpan.Zero));
    }

    private void PassASecond() => _clock.Advance(TimeSpan.FromSeconds(1));
}
