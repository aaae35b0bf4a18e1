using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using Npgsql;
using TaskApi.Ledger.Postgres;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Slots;

/// <summary>Slots that processes of many machines share in a database.</summary>
public sealed class PostgresSlotStoreTests : SlotStoreTests, IAsyncLifetime
{
    // The server's clock, in the tests' hands.
    private const string Now = "public.test_now()";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly List<PostgresSlotStore> _stores = [];
    private PostgresDatabase? _database;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        await Database.ExecuteAsync("CREATE TABLE public.test_clock AS SELECT 1764000000000::bigint AS ms");
        await Database.ExecuteAsync("CREATE FUNCTION public.test_now() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT ms FROM public.test_clock'");
    }

    public async ValueTask DisposeAsync()
    {
        _stores.ForEach(store => store.Dispose());
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task What_a_process_on_another_machine_has_stays_its_own_until_its_request_must_have_arrived()
    {
        await TakeAsync(Store(), 10);
        await Database.ExecuteAsync("UPDATE taskapi.slot SET owner = 'elsewhere/1/2/3'");
        ISlotStore other = Store();

        Assert.Null((await TryTakeAsync(other)).Slot);
        await AdvanceAsync(Longest - TimeSpan.FromMilliseconds(1));
        Assert.Null((await TryTakeAsync(other)).Slot);
        await AdvanceAsync(TimeSpan.FromMilliseconds(1));
        await TakeAsync(other, 10);
    }

    [Fact]
    public async Task What_somebody_has_who_is_called_as_one_of_this_machine_stays_his_while_his_lock_is_held()
    {
        await TakeAsync(Store(), 10);
        string twin = new LedgerWorker().Name.Replace("/", "/9", StringComparison.Ordinal);
        Assert.True(LedgerWorker.IsGone(twin));
        await Database.ExecuteAsync($"UPDATE taskapi.slot SET owner = '{twin}'");
        await using var holder = new NpgsqlConnection(Database.ConnectionString);
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await RunAsync(holder, $"SELECT pg_advisory_lock_shared({PostgresPresence.LockOfName}) FROM (SELECT '{twin}'::text AS name) AS o");
        ISlotStore other = Store();

        Assert.Null((await TryTakeAsync(other)).Slot);
        await AdvanceAsync(SlotPool.RestAfterLoss);
        Assert.Null((await TryTakeAsync(other)).Slot);

        await RunAsync(holder, "SELECT pg_advisory_unlock_all()");
        ISlotStore third = Store();
        Assert.Null((await TryTakeAsync(third)).Slot);
        await AdvanceAsync(SlotPool.RestAfterLoss);
        await TakeAsync(third, 10);
    }

    [Fact]
    public async Task A_slot_whose_answer_was_lost_is_taken_once()
    {
        using var proxy = new CuttingProxy(Database.ConnectionString);
        PostgresSlotStore store = Open(proxy.ConnectionString);
        await TakeAsync(store, 1);
        proxy.Cut("SKIP LOCKED", 3);

        SlotOffer offer = await TryTakeAsync(store);

        Assert.Equal(3, proxy.Cuts);
        Assert.NotNull(offer.Slot);
        Assert.Equal(2L, await Database.ExecuteAsync("SELECT count(*) FROM taskapi.slot WHERE token IS NOT NULL"));
    }

    [Fact]
    public async Task A_slot_whose_giving_back_was_not_answered_is_given_back_once()
    {
        using var proxy = new CuttingProxy(Database.ConnectionString);
        PostgresSlotStore store = Open(proxy.ConnectionString);
        long[] taken = await TakeAsync(store, 10);
        proxy.Cut("AS released", 2);

        await store.ReleaseAsync(Post, taken[0], SlotPool.Window);

        Assert.Equal(2, proxy.Cuts);
        await AdvanceAsync(SlotPool.Window);
        await TakeAsync(Store(), 1);
        Assert.Null((await TryTakeAsync(Store())).Slot);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_binds_nobody_to_the_time_of_before()
    {
        ISlotStore store = Store();
        foreach (long slot in await TakeAsync(store, 10))
        {
            await store.ReleaseAsync(Post, slot, SlotPool.Window);
        }

        await store.CloseAsync(Post, TimeSpan.FromSeconds(60));
        await AdvanceAsync(TimeSpan.FromDays(-1));
        ISlotStore other = Store();

        Assert.Null((await TryTakeAsync(other)).Slot);
        await AdvanceAsync(TimeSpan.FromSeconds(59));
        Assert.Null((await TryTakeAsync(other)).Slot);
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        await TakeAsync(other, 10);
    }

    [Fact]
    public async Task A_server_that_starts_again_frees_nothing_and_after_a_crash_all_slots_rest_until_the_slowest_request_has_arrived()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(server.ConnectionString);
        PostgresSlotStore holder = Open(database.ConnectionString, PostgresLedger.Now);
        await TakeAsync(holder, 10);
        holder.Dispose();

        await server.EndAsync();
        await server.BeginAsync();
        PostgresSlotStore other = Open(database.ConnectionString, PostgresLedger.Now);

        // The lock of the dead is free, as those of the living are now: it proves nothing any more.
        Assert.Null((await TryTakeAsync(other)).Slot);
        Assert.Equal(10L, await database.ExecuteAsync("SELECT count(*) FROM taskapi.slot WHERE token IS NOT NULL"));

        await server.CrashAsync();
        var running = Stopwatch.StartNew();
        await server.BeginAsync();
        SlotOffer offer = await other.TryTakeAsync(Post, 10, 0, TimeSpan.FromSeconds(20));

        Assert.Null(offer.Slot);
        Assert.InRange(offer.Wait, Longest - running.Elapsed - TimeSpan.FromSeconds(1), Longest);
        Assert.NotNull((await other.TryTakeAsync("GET", 10, 0, Longest)).Slot);
    }

    [Fact]
    public async Task A_server_that_comes_back_is_waited_for_and_one_that_does_not_is_an_error()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(server.ConnectionString);
        PostgresSlotStore patient = Open(database.ConnectionString, PostgresLedger.Now);
        PostgresSlotStore impatient = Open(database.ConnectionString, PostgresLedger.Now, TimeSpan.FromSeconds(0.5));
        await TakeAsync(patient, 1);
        await TakeAsync(impatient, 1);
        await server.EndAsync();

        Task<SlotOffer> waiting = TryTakeAsync(patient);
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => TryTakeAsync(impatient));
        Assert.Equal(GenErrorCode.LedgerFailed, failure.Code);
        Assert.DoesNotContain(PostgresServer.Password, failure.ToString(), StringComparison.Ordinal);
        Assert.False(waiting.IsCompleted);

        await server.BeginAsync();
        Assert.NotNull((await waiting).Slot);
    }

    [Fact]
    public async Task A_server_that_was_never_reached_is_an_error_at_once()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Host = "127.0.0.1", Port = 1 };
        PostgresSlotStore store = Open(nowhere.ConnectionString);

        Task<GenServiceException> failing = Assert.ThrowsAsync<GenServiceException>(() => TryTakeAsync(store));

        GenServiceException failure = await failing.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Contains("no server can be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_lost_at_the_first_slot_is_made_again_where_the_server_was_reached_before()
    {
        using var proxy = new CuttingProxy(Database.ConnectionString);
        using PostgresLedger ledger = PostgresLedger.Open(proxy.ConnectionString);
        proxy.Cut("pg_catalog.pg_tables", 1);

        await TakeAsync(Open(proxy.ConnectionString), 10);

        Assert.Equal(1, proxy.Cuts);
    }

    [Fact]
    public async Task A_database_whose_usual_writes_are_not_durable_keeps_the_gate_all_the_same()
    {
        await Database.ExecuteAsync($"ALTER DATABASE {Database.Name} SET synchronous_commit = off");
        await TakeAsync(Store(), 10);

        // What a crash leaves of them.
        await Database.ExecuteAsync("TRUNCATE taskapi.slot");

        Assert.Null((await TryTakeAsync(Store())).Slot);
        await AdvanceAsync(Longest);
        await TakeAsync(Store(), 10);
    }

    private PostgresDatabase Database => _database!;

    private protected override ISlotStore Store(string account = "account")
    {
        PostgresSlotStore store = PostgresSlotStore.Open(PostgresAddress.Read(Database.ConnectionString, null, null), account, Patience, Now);
        _stores.Add(store);
        return store;
    }

    private protected override async Task AdvanceAsync(TimeSpan time) =>
        await Database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"UPDATE public.test_clock SET ms = ms + {(long)time.TotalMilliseconds}"));

    private protected override async Task EndAsync(ISlotStore store)
    {
        store.Dispose();

        // The server notices the end of a connection a moment later.
        const string Locks =
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        while (await Database.ExecuteAsync(Locks) is not 0L)
        {
            await Task.Yield();
        }
    }

    private PostgresSlotStore Open(string connectionString, string now = Now, TimeSpan? patience = null)
    {
        PostgresSlotStore store = PostgresSlotStore.Open(PostgresAddress.Read(connectionString, null, null), "account", patience ?? Patience, now);
        _stores.Add(store);
        return store;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The test's own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
