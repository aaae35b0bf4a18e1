using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Npgsql;
using TaskApi.Ledger.Postgres;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Postgres;

/// <summary>A server that goes and comes back: writing pauses and goes on, nothing is lost, and nothing is written twice.</summary>
public sealed class LostConnectionTests
{
    private const int Intents = 200;

    // Many more than there are connections; and few enough to be written in a tenth of the time that a ledger's end waits for them.
    private const int FewIntents = 40;

    [Fact]
    public async Task Intents_whose_connections_are_cut_are_each_written_once()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        using PostgresLedger ledger = PostgresLedger.Open(database.ConnectionString);

        Task<LedgerIntent[]> intents = IntendAsync(ledger);
        TimeSpan pause = TimeSpan.FromMilliseconds(100);
        for (int cut = 0; cut < 5 || !intents.IsCompleted; cut++)
        {
            await database.CutAsync();
            await Task.WhenAny(intents, Task.Delay(pause, TestContext.Current.CancellationToken));

            // However slowly a busy machine connects anew, some pause is long enough for it.
            pause *= cut < 5 ? 1 : 2;
        }

        AssertOnce(await intents, await database.ExecuteAsync("SELECT count(*) FROM taskapi.entry"));
    }

    [Fact]
    public async Task An_intent_whose_commit_was_not_answered_is_written_once()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        using var proxy = new CuttingProxy(database.ConnectionString);
        using PostgresLedger ledger = PostgresLedger.Open(proxy.ConnectionString);
        await ledger.IntendAsync(Fox(0));
        proxy.CutCommits(2);

        LedgerIntent withoutBatch = await ledger.IntendAsync(Fox(1));
        Assert.Equal(2, proxy.Cuts);
        proxy.CutCommits(1);
        LedgerIntent inBatch = await ledger.IntendAsync(Fox(2) with { Batch = "b", RequestKey = "1" });

        Assert.Equal(3, proxy.Cuts);
        Assert.True(withoutBatch.MayBeSent);
        Assert.True(inBatch.MayBeSent);
        Assert.Equal(3L, await database.ExecuteAsync("SELECT count(*) FROM taskapi.entry"));
    }

    [Fact]
    public async Task What_is_sent_again_under_its_number_may_be_sent_though_the_commit_was_not_answered()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        using var proxy = new CuttingProxy(database.ConnectionString);
        using PostgresLedger ledger = PostgresLedger.Open(proxy.ConnectionString);
        LedgerEntry entry = (await ledger.IntendAsync(Fox(1) with { Batch = "b", RequestKey = "1" })).Entry;
        await ledger.SettleAsync(entry with { State = LedgerState.Refused, Problem = "no" });
        proxy.CutCommits(1);

        LedgerIntent again = await ledger.IntendAsync(entry);

        Assert.Equal((1, true), (proxy.Cuts, again.MayBeSent));
        Assert.False((await ledger.IntendAsync(entry)).MayBeSent);
    }

    [Fact]
    public async Task A_task_is_noted_though_the_commit_was_not_answered()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        using var proxy = new CuttingProxy(database.ConnectionString);
        using PostgresLedger ledger = PostgresLedger.Open(proxy.ConnectionString);
        LedgerEntry entry = (await ledger.IntendAsync(Fox(1))).Entry;
        proxy.CutCommits(1);

        await ledger.SettleAsync(entry with { State = LedgerState.Accepted, Task = new GenTask { Id = "abc123def456", Model = "m/x" } });

        Assert.Equal(1, proxy.Cuts);
        Assert.Equal("abc123def456", (await ledger.FindTaskAsync("a", "abc123def456"))?.Task?.Id);
    }

    [Fact]
    public async Task A_connection_that_is_lost_while_a_ledger_is_opened_is_made_again_where_the_server_was_reached_before()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        using var proxy = new CuttingProxy(database.ConnectionString);
        PostgresLedger.Open(proxy.ConnectionString).Dispose();
        proxy.Cut("pg_catalog.pg_tables", 1);

        using PostgresLedger again = PostgresLedger.Open(proxy.ConnectionString);

        Assert.Equal(1, proxy.Cuts);
    }

    [Fact]
    public async Task A_server_that_is_restarted_is_waited_for()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(server.ConnectionString);
        using PostgresLedger ledger = PostgresLedger.Open(database.ConnectionString);
        Task<LedgerIntent[]> intents = IntendAsync(ledger);

        await server.EndAsync();
        Task<LedgerIntent[]> more = IntendAsync(ledger);
        Task<LedgerEntry?> reading = ledger.FindTaskAsync("a", "x");
        await server.BeginAsync();

        AssertOnce([.. await intents, .. await more], await database.ExecuteAsync("SELECT count(*) FROM taskapi.entry"));
        Assert.Null(await reading);
    }

    [Fact]
    public async Task A_server_that_stands_still_is_waited_for_and_given_another_connection()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(server.ConnectionString);
        using var proxy = new CuttingProxy(database.ConnectionString);
        var impatient = new NpgsqlConnectionStringBuilder(proxy.ConnectionString) { CommandTimeout = 1, Timeout = 2 };
        using PostgresLedger ledger = PostgresLedger.Open(impatient.ConnectionString);
        await ledger.IntendAsync(Fox(-1));
        await server.PauseAsync();

        // That one is made shows that the first was given up.
        Task another = proxy.NextConnectionAsync();
        Task<LedgerIntent[]> intents = IntendAsync(ledger, 20);
        await another.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(intents.IsCompleted);
        await server.ResumeAsync();

        await intents;
        AssertOnce(await intents, (long)(await database.ExecuteAsync("SELECT count(*) FROM taskapi.entry"))! - 1);
    }

    [Fact]
    public async Task An_intent_that_cannot_be_confirmed_in_time_is_an_error_and_its_request_must_not_leave()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(server.ConnectionString);
        using PostgresLedger ledger = await PostgresLedger.OpenAsync(database.ConnectionString, null, null, TimeSpan.FromSeconds(1));
        await ledger.IntendAsync(Fox(0));
        await server.EndAsync();

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => ledger.IntendAsync(Fox(1)));

        Assert.Equal(GenErrorCode.LedgerFailed, failure.Code);
        Assert.Contains(ledger.Place, failure.Message, StringComparison.Ordinal);
        Assert.Contains("do not leave unrecorded", failure.Message, StringComparison.Ordinal);
        await server.BeginAsync();
        Assert.True((await IntendAtLastAsync(ledger, Fox(2))).MayBeSent);
    }

    [Fact]
    public async Task What_is_under_way_is_written_before_the_ledger_is_closed_and_nothing_is_begun_afterwards()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        PostgresLedger ledger = PostgresLedger.Open(database.ConnectionString);
        Task<LedgerIntent>[] intents = [.. Enumerable.Range(0, FewIntents).Select(number => ledger.IntendAsync(Fox(number)))];

        ledger.Dispose();

        AssertOnce(await Task.WhenAll(intents), await database.ExecuteAsync("SELECT count(*) FROM taskapi.entry"));
        Assert.Equal(GenErrorCode.LedgerFailed, (await Assert.ThrowsAsync<GenServiceException>(() => ledger.IntendAsync(Fox(1)))).Code);
    }

    private static Task<LedgerIntent[]> IntendAsync(PostgresLedger ledger, int count = Intents) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Run(() => ledger.IntendAsync(Fox(number)))));

    /// <summary>Intends until it works: with a second's patience a busy machine may need longer to find out which connections are lost.</summary>
    private static async Task<LedgerIntent> IntendAtLastAsync(PostgresLedger ledger, LedgerEntry entry)
    {
        for (var trying = Stopwatch.StartNew(); ;)
        {
            try
            {
                return await ledger.IntendAsync(entry);
            }
            catch (GenServiceException failure) when (failure.Code == GenErrorCode.LedgerFailed && trying.Elapsed < TimeSpan.FromMinutes(1))
            {
                // Not yet.
            }
        }
    }

    private static void AssertOnce(LedgerIntent[] intents, object? written)
    {
        Assert.All(intents, intent => Assert.True(intent.MayBeSent));
        Assert.Equal(intents.Length, intents.Select(intent => intent.Entry.Number).Distinct().Count());
        Assert.Equal((long)intents.Length, written);
    }

    private static LedgerEntry Fox(int number) => new()
    {
        Account = "a",
        Endpoint = "https://api.example.org/",
        Owner = "m/1/1/a",
        Request = new GenRequest { Model = "m/x", Input = new Dictionary<string, object?> { ["prompt"] = number.ToString(CultureInfo.InvariantCulture) } },
    };
}
