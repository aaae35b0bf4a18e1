using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Ledger.Slots;

/// <summary>What every store of slots does. Each store stands for a process.</summary>
public abstract class SlotStoreTests
{
    private protected const string Post = "POST";

    private protected static readonly TimeSpan Longest = TimeSpan.FromSeconds(113);

    [Fact]
    public async Task Ten_are_there_for_all_and_one_comes_back_a_second_after_its_release()
    {
        (ISlotStore one, ISlotStore other) = (Store(), Store());
        var taken = new List<long>();
        for (int i = 0; i < 10; i++)
        {
            taken.Add((await TryTakeAsync(i % 2 == 0 ? one : other)).Slot!.Value);
        }

        Assert.Equal(10, taken.Distinct().Count());
        Assert.Null((await TryTakeAsync(one)).Slot);

        await one.ReleaseAsync(Post, taken[0], SlotPool.Window);
        SlotOffer offer = await TryTakeAsync(other);
        Assert.Equal((null, TimeSpan.FromMilliseconds(1005)), (offer.Slot, offer.Wait));
        await AdvanceAsync(TimeSpan.FromMilliseconds(1004));
        Assert.Null((await TryTakeAsync(other)).Slot);
        await AdvanceAsync(TimeSpan.FromMilliseconds(1));
        Assert.NotNull((await TryTakeAsync(other)).Slot);
        Assert.Null((await TryTakeAsync(other)).Slot);
    }

    [Fact]
    public async Task Verbs_and_accounts_have_slots_of_their_own()
    {
        ISlotStore one = Store();
        await TakeAsync(one, 10);

        Assert.NotNull((await one.TryTakeAsync("GET", 10, 0, Longest)).Slot);
        Assert.NotNull((await TryTakeAsync(Store("another account"))).Slot);
        Assert.Null((await TryTakeAsync(Store())).Slot);
    }

    [Fact]
    public async Task Who_can_wait_leaves_some_to_the_others()
    {
        await TakeAsync(Store(), 7);

        Assert.NotNull((await TryTakeAsync(Store(), spare: 2)).Slot);
        Assert.Null((await TryTakeAsync(Store(), spare: 2)).Slot);
        Assert.NotNull((await TryTakeAsync(Store(), spare: 1)).Slot);
    }

    [Fact]
    public async Task A_ban_closes_the_gate_for_all_and_a_shorter_one_does_not_open_it()
    {
        (ISlotStore one, ISlotStore other) = (Store(), Store());

        Assert.True(await one.CloseAsync(Post, TimeSpan.FromSeconds(60)));
        Assert.False(await other.CloseAsync(Post, TimeSpan.FromSeconds(1)));

        SlotOffer offer = await TryTakeAsync(other);
        Assert.Equal((null, TimeSpan.FromSeconds(60)), (offer.Slot, offer.Wait));
        Assert.NotNull((await other.TryTakeAsync("GET", 10, 0, Longest)).Slot);
        await AdvanceAsync(TimeSpan.FromSeconds(60));
        Assert.NotNull((await TryTakeAsync(other)).Slot);
    }

    [Fact]
    public async Task What_a_dead_process_had_comes_back_when_its_request_cannot_arrive_any_more()
    {
        ISlotStore dead = Store();
        await TakeAsync(dead, 10);
        await EndAsync(dead);
        ISlotStore other = Store();

        Assert.Null((await TryTakeAsync(other)).Slot);
        await AdvanceAsync(SlotPool.RestAfterLoss - TimeSpan.FromMilliseconds(1));
        Assert.Null((await TryTakeAsync(other)).Slot);
        await AdvanceAsync(TimeSpan.FromMilliseconds(1));
        await TakeAsync(other, 10);
    }

    [Fact]
    public async Task A_release_of_what_is_not_ones_own_changes_nothing()
    {
        await TakeAsync(Store(), 10);
        ISlotStore other = Store();

        for (int slot = 0; slot < 10; slot++)
        {
            await other.ReleaseAsync(Post, slot, TimeSpan.Zero);
        }

        Assert.Null((await TryTakeAsync(other)).Slot);
    }

    [Fact]
    public async Task What_was_given_back_and_taken_by_another_is_not_given_back_again()
    {
        ISlotStore one = Store();
        long[] taken = await TakeAsync(one, 10);
        await one.ReleaseAsync(Post, taken[0], TimeSpan.Zero);
        ISlotStore other = Store();
        await TakeAsync(other, 1);

        await one.ReleaseAsync(Post, taken[0], TimeSpan.Zero);

        Assert.Null((await TryTakeAsync(other)).Slot);
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_no_two_get_the_same()
    {
        ISlotStore[] stores = [.. Enumerable.Range(0, 8).Select(_ => Store())];
        for (int round = 0; round < 5; round++)
        {
            SlotOffer[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => TryTakeAsync(stores[i % 8]))));
            (ISlotStore Store, long Slot)[] taken =
                [.. Enumerable.Range(0, 40).Where(i => answers[i].Slot is not null).Select(i => (stores[i % 8], answers[i].Slot!.Value))];

            // One who asks while another is just taking may be told to wait although one is left; never the other way round.
            Assert.InRange(taken.Length, 1, 10);
            Assert.Equal(taken.Length, taken.Select(slot => slot.Slot).Distinct().Count());
            long[] left = await TakeAsync(stores[0], 10 - taken.Length);
            Assert.Null((await TryTakeAsync(stores[0])).Slot);
            await Task.WhenAll(taken.Concat(left.Select(slot => (stores[0], slot))).Select(slot => slot.Item1.ReleaseAsync(Post, slot.Item2, TimeSpan.Zero)));
        }
    }

    /// <summary>A new store of an account.</summary>
    private protected abstract ISlotStore Store(string account = "account");

    /// <summary>Lets time pass.</summary>
    private protected abstract Task AdvanceAsync(TimeSpan time);

    /// <summary>Ends a store as the end of its process does.</summary>
    private protected abstract Task EndAsync(ISlotStore store);

    private protected static Task<SlotOffer> TryTakeAsync(ISlotStore store, int spare = 0) => store.TryTakeAsync(Post, 10, spare, Longest);

    private protected static async Task<long[]> TakeAsync(ISlotStore store, int count)
    {
        var taken = new List<long>();
        for (int i = 0; i < count; i++)
        {
            taken.Add((await TryTakeAsync(store)).Slot!.Value);
        }

        return [.. taken];
    }
}
