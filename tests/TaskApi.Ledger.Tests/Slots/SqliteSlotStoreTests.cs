using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Support;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Slots;

/// <summary>Slots that several processes share. Each store stands for a process.</summary>
public sealed class SqliteSlotStoreTests : IDisposable
{
    private const string Post = "POST";

    private readonly LedgerFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly List<SqliteSlotStore> _stores = [];

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void Ten_are_there_for_all_and_one_comes_back_a_second_after_its_release()
    {
        (SqliteSlotStore one, SqliteSlotStore other) = (Store(), Store());
        int[] taken = [.. Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? one : other).TryTake(Post, 10, 0).Slot!.Value)];
        Assert.Equal(10, taken.Distinct().Count());
        Assert.Null(one.TryTake(Post, 10, 0).Slot);

        one.Release(Post, taken[0], SlotPool.Window);
        Assert.Equal((null, TimeSpan.FromMilliseconds(1005)), (other.TryTake(Post, 10, 0).Slot, other.TryTake(Post, 10, 0).Wait));
        _clock.Advance(TimeSpan.FromMilliseconds(1004));
        Assert.Null(other.TryTake(Post, 10, 0).Slot);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(taken[0], other.TryTake(Post, 10, 0).Slot);
    }

    [Fact]
    public void Verbs_and_accounts_have_slots_of_their_own()
    {
        SqliteSlotStore one = Store();
        Take(one, 10);

        Assert.NotNull(one.TryTake("GET", 10, 0).Slot);
        Assert.NotNull(Store("another account").TryTake(Post, 10, 0).Slot);
        Assert.Null(Store().TryTake(Post, 10, 0).Slot);
    }

    [Fact]
    public void Who_can_wait_leaves_some_to_the_others()
    {
        SqliteSlotStore one = Store();
        Take(one, 7);

        Assert.NotNull(Store().TryTake(Post, 10, 2).Slot);
        Assert.Null(Store().TryTake(Post, 10, 2).Slot);
        Assert.NotNull(Store().TryTake(Post, 10, 1).Slot);
    }

    [Fact]
    public void A_ban_closes_the_gate_for_all_and_a_shorter_one_does_not_open_it()
    {
        (SqliteSlotStore one, SqliteSlotStore other) = (Store(), Store());

        Assert.True(one.Close(Post, TimeSpan.FromSeconds(60)));
        Assert.False(other.Close(Post, TimeSpan.FromSeconds(1)));

        Assert.Equal((null, TimeSpan.FromSeconds(60)), (other.TryTake(Post, 10, 0).Slot, other.TryTake(Post, 10, 0).Wait));
        Assert.NotNull(other.TryTake("GET", 10, 0).Slot);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.NotNull(other.TryTake(Post, 10, 0).Slot);
    }

    [Fact]
    public void What_a_dead_process_had_comes_back_when_its_request_cannot_arrive_any_more()
    {
        SqliteSlotStore dead = Store();
        Take(dead, 10);
        dead.Dispose();
        SqliteSlotStore other = Store();

        Assert.Null(other.TryTake(Post, 10, 0).Slot);
        _clock.Advance(SlotPool.RestAfterLoss - TimeSpan.FromMilliseconds(1));
        Assert.Null(other.TryTake(Post, 10, 0).Slot);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotNull(other.TryTake(Post, 10, 0).Slot);
    }

    [Fact]
    public void What_a_living_process_has_stays_its_own_however_long_it_takes()
    {
        Take(Store(), 10);
        SqliteSlotStore other = Store();

        for (int i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(5));
            Assert.Null(other.TryTake(Post, 10, 0).Slot);
        }
    }

    [Fact]
    public void A_release_of_what_is_not_ones_own_changes_nothing()
    {
        Take(Store(), 10);
        SqliteSlotStore other = Store();

        for (int slot = 0; slot < 10; slot++)
        {
            other.Release(Post, slot, TimeSpan.Zero);
        }

        Assert.Null(other.TryTake(Post, 10, 0).Slot);
    }

    [Fact]
    public void A_machine_that_started_anew_is_not_bound_by_the_clock_of_before()
    {
        _clock.Advance(TimeSpan.FromDays(30));
        SqliteSlotStore before = Store();
        foreach (int slot in Take(before, 10))
        {
            before.Release(Post, slot, TimeSpan.FromSeconds(3));
        }

        before.Close(Post, TimeSpan.FromSeconds(60));
        SqliteSlotStore after = SqliteSlotStore.Open(SlotsFile, "account", new FakeTimeProvider());
        _stores.Add(after);

        Assert.NotNull(after.TryTake(Post, 10, 0).Slot);
    }

    [Fact]
    public void A_file_that_is_locked_for_long_is_an_error_of_its_own()
    {
        SqliteSlotStore store = Store();
        using var other = new SqliteConnection($"Data Source={SlotsFile};Pooling=False;Default Timeout=1");
        other.Open();
        using SqliteTransaction transaction = other.BeginTransaction(deferred: false);

        Assert.Equal(GenErrorCode.LedgerFailed, Assert.Throws<GenServiceException>(() => store.TryTake(Post, 10, 0)).Code);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Several_processes_together_never_send_more_than_ten_in_a_second_nor_much_less(int processes)
    {
        const int Each = 30;
        var clock = new SteppingClock();
        var sent = new List<long>();
        Task[] workers = [.. Enumerable.Range(0, processes).Select(_ => WorkAsync(clock, Each, sent))];

        await clock.RunUntilAsync(() => workers.All(worker => worker.IsCompleted));
        await Task.WhenAll(workers);

        sent.Sort();
        Assert.Equal(processes * Each, sent.Count);
        Assert.All(Enumerable.Range(0, sent.Count - 10), i => Assert.True(sent[i + 10] - sent[i] > TimeSpan.TicksPerSecond));
        double seconds = (sent[^1] - sent[0]) / (double)TimeSpan.TicksPerSecond;
        Assert.InRange(sent.Count / Math.Max(1, seconds), 0.85 * 10 / 1.105, 11);
    }

    [Fact]
    public async Task Without_a_store_a_process_goes_on_with_its_own_slots()
    {
        var clock = new SteppingClock();
        using var slots = new SharedSlots(new SlotPool(10, clock, SlotPool.Window), new SharedSlotStore(() => throw new GenServiceException(GenErrorCode.LedgerFailed, "It is damaged.")), Post, 10, clock);

        for (int i = 0; i < 10; i++)
        {
            Assert.True(slots.TakeAsync(spare: 0, CancellationToken.None).IsCompletedSuccessfully);
        }

        Task<IRequestSlot> eleventh = slots.TakeAsync(spare: 0, CancellationToken.None);
        await clock.PassAsync(TimeSpan.FromSeconds(5));
        Assert.False(eleventh.IsCompleted);
    }

    private async Task WorkAsync(SteppingClock clock, int requests, List<long> sent)
    {
        SqliteSlotStore store = SqliteSlotStore.Open(SlotsFile, "account", clock);
        _stores.Add(store);
        using var slots = new SharedSlots(new SlotPool(10, clock, SlotPool.Window), new SharedSlotStore(() => store), Post, 10, clock);
        await Task.WhenAll(Enumerable.Range(0, requests).Select(async _ =>
        {
            IRequestSlot slot = await slots.TakeAsync(spare: 0, CancellationToken.None);
            await clock.Delay(TimeSpan.FromMilliseconds(50));
            lock (sent)
            {
                sent.Add(clock.GetTimestamp() * TimeSpan.TicksPerSecond / clock.TimestampFrequency);
            }

            await clock.Delay(TimeSpan.FromMilliseconds(50));
            slot.Release();
        }));
    }

    private string SlotsFile => _folder.File + ".slots";

    private SqliteSlotStore Store(string account = "account")
    {
        SqliteSlotStore store = SqliteSlotStore.Open(SlotsFile, account, _clock);
        _stores.Add(store);
        return store;
    }

    private static int[] Take(SqliteSlotStore store, int count) => [.. Enumerable.Range(0, count).Select(_ => store.TryTake(Post, 10, 0).Slot!.Value)];
}
