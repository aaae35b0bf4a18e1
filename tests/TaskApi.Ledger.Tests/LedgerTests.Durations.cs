using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Ledger;

public abstract partial class LedgerTests
{
    [Fact]
    public async Task What_several_have_seen_of_durations_is_there_for_all_the_last_first()
    {
        using ILedger other = OpenAgain();
        await Ledger.NoteDurationAsync(Account, Took("m\nmode=pro", 19.5, 20.25));
        await other.NoteDurationAsync(Account, Took("m\nmode=pro", 0, 21));
        await other.NoteDurationAsync(Account, Took("m", 5, 6));
        await other.NoteDurationAsync("another", Took("m\nmode=pro", 7, 8));

        using ILedger third = OpenAgain();
        Assert.Equal([Took("m\nmode=pro", 0, 21), Took("m\nmode=pro", 19.5, 20.25)], await third.ListDurationsAsync(Account, "m\nmode=pro"));
        Assert.Equal([Took("m", 5, 6)], await third.ListDurationsAsync(Account, "m"));
        Assert.Empty(await third.ListDurationsAsync(Account, "n"));
    }

    [Fact]
    public async Task Of_durations_only_the_last_are_kept_and_those_of_other_tasks_stay()
    {
        await Ledger.NoteDurationAsync(Account, Took("rare", 5, 6));
        for (int i = 1; i <= LedgerBook.MostDurations + 10; i++)
        {
            await Ledger.NoteDurationAsync(Account, Took("m", i, i + 1));
        }

        IReadOnlyList<LedgerDuration> kept = await Ledger.ListDurationsAsync(Account, "m");
        Assert.Equal(Enumerable.Range(11, LedgerBook.MostDurations).Reverse().Select(i => Took("m", i, i + 1)), kept);
        Assert.Single(await Ledger.ListDurationsAsync(Account, "rare"));
    }

    private static LedgerDuration Took(string tasks, double ranFor, double endedBy) => new(tasks, TimeSpan.FromSeconds(ranFor), TimeSpan.FromSeconds(endedBy));
}
