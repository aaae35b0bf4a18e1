using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Ledger.Postgres;
using TaskApi.Tests.Ledger.Batches;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Postgres;

/// <summary>Batches in PostgreSQL, which workers on several machines share.</summary>
public sealed class PostgresBatchPassTests : BatchPassTests, IAsyncLifetime
{
    private PostgresDatabase? _database;
    private PostgresLedger? _ledger;

    private protected override ILedger Ledger => _ledger!;

    private PostgresDatabase Database => _database!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _ledger = PostgresLedger.Open(Database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _ledger?.Dispose();
        Dispose();
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task What_another_machine_has_under_way_is_uncertain_when_nobody_has_seen_that_machine_for_a_minute()
    {
        using (PostgresLedger elsewhere = PostgresLedger.Open(Database.ConnectionString))
        {
            await elsewhere.IntendAsync(Draft(Fox()) with { Owner = "elsewhere/1/1/x" });
        }

        // Its last sign of life, as a machine leaves it that loses its power.
        await Database.ExecuteAsync($"INSERT INTO taskapi.worker (name, seen_at) VALUES ('elsewhere/1/1/x', {PostgresLedger.Now} - 20000)");
        using BatchPass soon = Pass();
        Assert.Null((await soon.LookUpAsync(Fox())).Problem);

        await LaterAsync(41);
        using BatchPass late = Pass();
        Assert.NotNull((await late.LookUpAsync(Fox())).Problem);
    }

    [Fact]
    public async Task A_worker_that_still_lives_is_seen_again_with_the_next_sign_of_life()
    {
        using PostgresLedger elsewhere = PostgresLedger.Open(Database.ConnectionString);
        LedgerEntry entry = (await elsewhere.IntendAsync(Draft(Fox()) with { Owner = "elsewhere/1/1/x" })).Entry;
        await LaterAsync(61);
        Assert.True(await Ledger.IsGoneAsync(entry));

        await elsewhere.BeatAsync();

        Assert.False(await Ledger.IsGoneAsync(entry));
    }

    [Fact]
    public async Task A_worker_of_a_machine_with_the_same_name_lives_as_long_as_its_connection()
    {
        // As far as processes tell, it died: the number is that of none.
        using PostgresLedger elsewhere = PostgresLedger.Open(Database.ConnectionString);
        LedgerEntry entry = (await elsewhere.IntendAsync(Draft(Fox()) with { Owner = $"{Environment.MachineName}/4999999/1/x" })).Entry;
        Assert.False(await Ledger.IsGoneAsync(entry));

        await Database.CutAsync();
        Assert.True(await Ledger.IsGoneAsync(entry));
    }

    [Fact]
    public async Task A_worker_whose_connection_was_lost_holds_its_place_again_with_the_next_sign_of_life()
    {
        using PostgresLedger elsewhere = PostgresLedger.Open(Database.ConnectionString);
        using var worker = new LedgerWorker();
        LedgerEntry entry = (await elsewhere.IntendAsync(Draft(Fox()) with { Owner = worker.Name })).Entry;
        await Database.CutAsync();

        await elsewhere.BeatAsync();

        worker.Dispose();
        Assert.False(await Ledger.IsGoneAsync(entry));
        await elsewhere.BeatAsync();
        Assert.True(await Ledger.IsGoneAsync(entry));
    }

    [Fact]
    public async Task A_ledger_that_is_closed_leaves_no_worker_behind()
    {
        // A server that is slow to answer does not keep a closing ledger for more than two seconds: then it leaves the worker.
        TimeSpan took;
        object? left;
        int tries = 0;
        do
        {
            PostgresLedger elsewhere = PostgresLedger.Open(Database.ConnectionString);
            await elsewhere.IntendAsync(Draft(Fox()) with { Owner = "elsewhere/1/1/x" });
            Assert.Equal(1L, await Database.ExecuteAsync("SELECT count(*) FROM taskapi.worker"));
            var closing = Stopwatch.StartNew();
            elsewhere.Dispose();
            took = closing.Elapsed;
            left = await Database.ExecuteAsync("SELECT count(*) FROM taskapi.worker");
        }
        while (left is not 0L && took > TimeSpan.FromSeconds(1.5) && ++tries < 10);

        Assert.Equal(0L, left);
    }

    [Fact]
    public async Task A_task_that_a_slow_worker_has_noted_meanwhile_comes_back_although_the_worker_was_thought_gone()
    {
        using PostgresLedger elsewhere = PostgresLedger.Open(Database.ConnectionString);
        LedgerEntry entry = (await elsewhere.IntendAsync(Draft(Fox()) with { Owner = "elsewhere/1/1/x" })).Entry;
        await LaterAsync(61);
        using (BatchPass early = Pass())
        {
            Assert.NotNull((await early.LookUpAsync(Fox())).Problem);
        }

        await elsewhere.SettleAsync(entry with { State = LedgerState.Accepted, Task = Done("abc123def456") });

        using BatchPass late = Pass();
        Assert.Equal("abc123def456", (await late.LookUpAsync(Fox())).Task?.Id);
    }

    [Fact]
    public async Task Four_workers_on_one_batch_send_each_row_once()
    {
        const int Rows = 500;
        var sent = new ConcurrentDictionary<int, int>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(WorkAsync)));

        Assert.Equal(Enumerable.Range(0, Rows), sent.Keys.Order());
        Assert.All(sent.Values, times => Assert.Equal(1, times));
        GenBatch sum = Assert.Single(await Ledger.SumUpAsync("account", "b"));
        Assert.Equal((Rows, Rows, 0), (sum.Rows, sum.Done, sum.Uncertain));

        async Task WorkAsync()
        {
            using var book = new LedgerBook(() => PostgresLedger.Open(Database.ConnectionString), "account", new Uri("https://api.example.org/"));
            using var pass = new BatchPass(book, "b", new BatchOptions());
            for (int row = 0; row < Rows; row++)
            {
                BatchRow found = await pass.LookUpAsync(Request(("prompt", row.ToString(CultureInfo.InvariantCulture))));
                if (found.ToSend is { } draft)
                {
                    var record = new SubmissionRecord(book, draft, budget: null);
                    try
                    {
                        await record.LeavesAsync();
                    }
                    catch (RequestTakenException)
                    {
                        continue;
                    }

                    sent.AddOrUpdate(row, 1, (_, times) => times + 1);
                    await record.AcceptedAsync(Done(string.Create(CultureInfo.InvariantCulture, $"task{row}")));
                }
            }
        }
    }

    // The server's clock cannot be turned, but what was noted can.
    private Task<object?> LaterAsync(int seconds) => Database.ExecuteAsync($"UPDATE taskapi.worker SET seen_at = seen_at - {seconds * 1000}");
}
