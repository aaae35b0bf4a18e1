using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Ledger;

/// <summary>What a batch has spent or set aside, and the budget that it never passes.</summary>
public abstract partial class LedgerTests
{
    [Fact]
    public async Task A_request_that_would_pass_the_budget_is_not_written()
    {
        await IntendedAsync(Priced("1", 0.6m), 1m);

        LedgerIntent intent = await Ledger.IntendAsync(Priced("2", 0.400_000_001m), 1m);

        Assert.Equal((false, 0.6m), (intent.MayBeSent, intent.Committed));
        Assert.Single(await Ledger.ListAsync(new LedgerQuery { Account = Account }));
        await IntendedAsync(Priced("3", 0.4m), 1m);
        Assert.Equal(1m, await CommittedAsync());
    }

    [Fact]
    public async Task Each_batch_and_each_account_has_a_sum_of_its_own()
    {
        await IntendedAsync(Priced("1", 1m), 1m);

        await IntendedAsync(Priced("1", 1m) with { Batch = "another" }, 1m);
        await IntendedAsync(Priced("1", 1m) with { Account = "another" }, 1m);
        Assert.Equal(1m, await CommittedAsync());
    }

    [Theory]
    [InlineData(LedgerState.Refused, 0)]
    [InlineData(LedgerState.Unsent, 0)]
    [InlineData(LedgerState.Uncertain, 0.6)]
    [InlineData(LedgerState.Accepted, 0.6)]
    public async Task What_may_have_been_charged_stays_set_aside_and_the_rest_is_free_again(LedgerState state, double committed)
    {
        LedgerEntry entry = await IntendedAsync(Priced("1", 0.6m), 1m);

        await Ledger.SettleAsync(entry with { State = state, Task = state == LedgerState.Accepted ? Task("a") : null });

        Assert.Equal((decimal)committed, await CommittedAsync());
    }

    [Fact]
    public async Task What_the_service_tells_takes_the_place_of_the_estimate()
    {
        await Ledger.SettleAsync(await IntendedAsync(Priced("1", 0.6m), 1m) with { State = LedgerState.Accepted, Task = Task("a") });
        await Ledger.SettleAsync(await IntendedAsync(Priced("2", 0.4m), 1m) with { State = LedgerState.Accepted, Task = Task("b") });
        await Ledger.NoteAsync(Account, Task("a") with { Status = GenTaskStatus.Completed, Cost = 0.5m });
        Assert.Equal(0.9m, await CommittedAsync());

        // Refunded.
        await Ledger.NoteAsync(Account, Task("b") with { Status = GenTaskStatus.Failed, Cost = 0 });

        Assert.Equal(0.5m, await CommittedAsync());
        GenBatch sum = Assert.Single(await Ledger.SumUpAsync(Account, "b"));
        Assert.Equal((0.5m, 0m, 0), (sum.Spent, sum.Estimated, sum.WithoutCost));
    }

    [Fact]
    public async Task What_is_spent_and_what_is_only_estimated_are_summed_apart_and_together_are_what_counts()
    {
        await Ledger.SettleAsync(await IntendedAsync(Priced("1", 0.6m)) with { State = LedgerState.Accepted, Task = Task("a") with { Cost = 0.5m } });
        await Ledger.SettleAsync(await IntendedAsync(Priced("2", 0.4m)) with { State = LedgerState.Accepted, Task = Task("b") });
        await Ledger.SettleAsync(await IntendedAsync(Priced("3", 0.3m)) with { State = LedgerState.Uncertain });
        await Ledger.SettleAsync(await IntendedAsync(Priced("4", 0.2m)) with { State = LedgerState.Refused });
        await IntendedAsync(Priced("5", 0.1m));
        await Ledger.SettleAsync(await IntendedAsync(Priced("6", 0m) with { EstimatedCost = null }) with { State = LedgerState.Accepted, Task = Task("c") });

        GenBatch sum = Assert.Single(await Ledger.SumUpAsync(Account, "b"));

        Assert.Equal((0.5m, 0.8m, 1), (sum.Spent, sum.Estimated, sum.WithoutCost));
        Assert.Equal(sum.Spent + sum.Estimated, await CommittedAsync());
    }

    [Fact]
    public async Task A_refused_request_is_set_aside_for_again_when_it_is_sent_again()
    {
        LedgerEntry entry = await IntendedAsync(Priced("1", 0.6m), 1m);
        await Ledger.SettleAsync(entry with { State = LedgerState.Refused });
        await IntendedAsync(Priced("2", 0.6m), 1m);

        LedgerIntent passes = await Ledger.IntendAsync(entry, 1m);
        LedgerIntent fits = await Ledger.IntendAsync(entry, 1.2m);

        Assert.Equal((false, 0.6m, true), (passes.MayBeSent, passes.Committed, fits.MayBeSent));
        Assert.Equal(1.2m, await CommittedAsync());
    }

    [Fact]
    public async Task Whoever_asks_at_once_the_budget_is_kept_to_the_last_cent()
    {
        using ILedger other = OpenAgain();
        LedgerIntent[] intents = await System.Threading.Tasks.Task.WhenAll(
            Enumerable.Range(0, 60).Select(
                row => System.Threading.Tasks.Task.Run(() => (row % 2 == 0 ? Ledger : other).IntendAsync(Priced($"{row}", 0.07m), 1m))));

        Assert.Equal(14, intents.Count(intent => intent.MayBeSent));
        Assert.Equal(0.98m, await CommittedAsync());
    }

    [Fact]
    public async Task The_sum_is_that_of_the_entries_whatever_happened_to_them()
    {
        // All that can happen to an entry, in any order and several at once.
        var random = new Random(7);
        using ILedger other = OpenAgain();
        await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, 80).Select(async row =>
        {
            int seed = random.Next();
            await System.Threading.Tasks.Task.Run(() => LiveAsync(row % 3 == 0 ? other : Ledger, $"{row}", new Random(seed)));
        }));

        IReadOnlyList<LedgerEntry> entries = await Ledger.ListAsync(new LedgerQuery { Account = Account, Batch = "b" });
        Assert.Equal(entries.Sum(Weight), await CommittedAsync());
        await Ledger.ForgetAsync(Account, DateTimeOffset.UtcNow.AddHours(1), evenOpen: false, isRehearsal: false);
        entries = await Ledger.ListAsync(new LedgerQuery { Account = Account, Batch = "b" });
        Assert.InRange(entries.Count, 1, 79);
        Assert.Equal(entries.Sum(Weight), await CommittedAsync());

        static decimal Weight(LedgerEntry entry) => entry.State is LedgerState.Refused or LedgerState.Unsent ? 0 : entry.Task?.Cost ?? entry.EstimatedCost ?? 0;
    }

    [Fact]
    public async Task What_is_set_aside_unsent_costs_nothing_counts_as_unsent_and_is_sent_later()
    {
        LedgerEntry sent = await IntendedAsync(Priced("1", 0.6m));

        await Ledger.SetAsideAsync([Priced("1", 0.6m), Priced("2", 0.4m)], "The budget came first.");

        GenBatch sum = Assert.Single(await Ledger.SumUpAsync(Account, "b"));
        Assert.Equal((2, 1, 1, 0.6m), (sum.Rows, sum.Running, sum.Unsent, sum.Estimated));
        Assert.Equal((sent.Number, LedgerState.Sending), ((await Ledger.FindRequestAsync(Account, "b", "1"))!.Number, LedgerState.Sending));
        LedgerEntry unsent = (await Ledger.FindRequestAsync(Account, "b", "2"))!;
        Assert.Equal((LedgerState.Unsent, "The budget came first."), (unsent.State, unsent.Problem));

        // Also by a worker that looked before it was set aside.
        LedgerIntent intent = await Ledger.IntendAsync(Priced("2", 0.4m), 1m);

        Assert.Equal((true, unsent.Number, LedgerState.Sending), (intent.MayBeSent, intent.Entry.Number, intent.Entry.State));
        Assert.Equal(1m, await CommittedAsync());
    }

    private static LedgerEntry Priced(string requestKey, decimal price) => Fox() with { Batch = "b", RequestKey = requestKey, EstimatedCost = price };

    private static async Task LiveAsync(ILedger ledger, string key, Random random)
    {
        LedgerEntry entry = (await ledger.IntendAsync(Priced(key, random.Next(1, 100) / 100m))).Entry;
        if (random.Next(2) == 0)
        {
            await ledger.SettleAsync(entry with { State = LedgerState.Unsent });
            entry = (await ledger.IntendAsync(entry with { EstimatedCost = random.Next(1, 100) / 100m })).Entry;
        }

        LedgerState state = (LedgerState)random.Next(5);
        if (state != LedgerState.Sending)
        {
            await ledger.SettleAsync(entry with { State = state, Task = state == LedgerState.Accepted ? Task(key) : null });
        }

        for (int i = random.Next(3); i > 0; i--)
        {
            await ledger.NoteAsync(Account,
                Task(key) with { Status = (GenTaskStatus)random.Next(1, 5), Cost = random.Next(2) == 0 ? null : random.Next(100) / 100m });
        }
    }

    /// <summary>What the ledger believes to be committed: it says so when there is no money at all.</summary>
    private async Task<decimal> CommittedAsync() => (await Ledger.IntendAsync(Priced("asked", 1m), 0m)).Committed!.Value;
}
