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

/// <summary>Slots that the processes of a machine share in a file.</summary>
[Collection(FakeClock.Name)]
public sealed class SqliteSlotStoreTests : SlotStoreTests, IDisposable
{
    private readonly LedgerFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly List<SqliteSlotStore> _stores = [];

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public async Task What_a_living_process_has_stays_its_own_however_long_it_takes()
    {
        await TakeAsync(Store(), 10);
        ISlotStore other = Store();

        for (int i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(5));
            Assert.Null((await TryTakeAsync(other)).Slot);
        }
    }

    [Fact]
    public async Task A_machine_that_started_anew_is_not_bound_by_the_clock_of_before()
    {
        _clock.Advance(TimeSpan.FromDays(30));
        ISlotStore before = Store();
        foreach (long slot in await TakeAsync(before, 10))
        {
            await before.ReleaseAsync(Post, slot, TimeSpan.FromSeconds(3));
        }

        await before.CloseAsync(Post, TimeSpan.FromSeconds(60));
        SqliteSlotStore after = SqliteSlotStore.Open(SlotsFile, "account", new FakeTimeProvider());
        _stores.Add(after);

        Assert.NotNull((await TryTakeAsync(after)).Slot);
    }

    [Fact]
    public async Task What_could_not_be_given_back_while_the_file_was_locked_is_given_back_as_soon_as_it_is_not()
    {
        SqliteSlotStore store = SqliteSlotStore.Open(SlotsFile, "account", _clock, busySeconds: 1);
        _stores.Add(store);
        List<long> taken = [.. await TakeAsync(store, 10)];
        ISlotStore other = Store();
        using (var program = new SqliteConnection($"Data Source={SlotsFile};Pooling=False"))
        {
            program.Open();
            using SqliteTransaction transaction = program.BeginTransaction(deferred: false);
            foreach (long slot in taken.Take(2))
            {
                await Assert.ThrowsAsync<GenServiceException>(() => store.ReleaseAsync(Post, slot, TimeSpan.FromSeconds(1)));
            }

            // It is still locked when it is tried again.
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null((await TryTakeAsync(other)).Slot);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(taken.Take(2).Order(), (await TakeAsync(other, 2)).Order());
        Assert.Null((await TryTakeAsync(other)).Slot);
    }

    [Fact]
    public async Task A_file_that_is_locked_for_long_is_an_error_of_its_own()
    {
        SqliteSlotStore store = SqliteSlotStore.Open(SlotsFile, "account", _clock, busySeconds: 1);
        _stores.Add(store);
        using var other = new SqliteConnection($"Data Source={SlotsFile};Pooling=False;Default Timeout=1");
        other.Open();
        using SqliteTransaction transaction = other.BeginTransaction(deferred: false);

        Assert.Equal(GenErrorCode.LedgerFailed, (await Assert.ThrowsAsync<GenServiceException>(() => TryTakeAsync(store))).Code);
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

    private async Task WorkAsync(SteppingClock clock, int requests, List<long> sent)
    {
        // A thread that a busy machine puts aside amid its turn must not count as a store that fails.
        SqliteSlotStore store = SqliteSlotStore.Open(SlotsFile, "account", clock, busySeconds: 60);
        _stores.Add(store);
        using var slots = new SharedSlots(new SlotPool(10, clock, SlotPool.Window), new SharedSlotStore(() => store, canDoWithout: true), Post, 10, clock);
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

    private protected override ISlotStore Store(string account = "account")
    {
        SqliteSlotStore store = SqliteSlotStore.Open(SlotsFile, account, _clock);
        _stores.Add(store);
        return store;
    }

    private protected override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    private protected override Task EndAsync(ISlotStore store)
    {
        store.Dispose();
        return Task.CompletedTask;
    }
}
