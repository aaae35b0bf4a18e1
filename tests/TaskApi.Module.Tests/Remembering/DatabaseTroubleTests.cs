using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Npgsql;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>
/// Something befalls the database while two workers share a batch. They wait for it and go on: nobody gives up, nothing is uncertain, and
/// nothing is paid for twice. TASKAPI_KILLS sets how often, TASKAPI_KILL_SEED repeats the moments of another run.
/// </summary>
public sealed class DatabaseTroubleTests
{
    private const int Usually = 2;
    private const int UsualCrashes = 1;
    private const int Workers = 2;
    private const int RowsAtOnce = 30;
    private const int TroublesAtOnce = 2;
    private const int LongestPause = 4000;
    private const int MostCommits = 3;

    // A crash loses who has which slot: they rest for as long as a request may take.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    // Shorter than the longest pause, so that some are given up and done again.
    private const int CommandSeconds = 2;

    [Fact]
    public async Task A_database_that_is_restarted_is_waited_for()
    {
        await using PostgresServer database = await PostgresServer.StartAsync();
        await Endure(database, _ => RestartAsync(database.EndAsync, database));
    }

    [Fact]
    public async Task A_database_that_crashes_and_recovers_is_waited_for()
    {
        await using PostgresServer database = await PostgresServer.StartAsync();
        await Endure(database, _ => RestartAsync(database.CrashAsync, database), UsualCrashes);
    }

    [Fact]
    public async Task A_database_that_stands_still_is_waited_for()
    {
        await using PostgresServer database = await PostgresServer.StartAsync();
        await Endure(database, async random =>
        {
            await database.PauseAsync();
            await Task.Delay(random.Next(LongestPause));
            await database.ResumeAsync();
        });
    }

    [Fact]
    public async Task Connections_that_are_cut_are_made_again()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        await Endure(database, database.ConnectionString, _ => database.CutAsync());
    }

    [Fact]
    public async Task Connections_may_break_at_any_moment_even_between_a_commit_and_its_answer()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        using var proxy = new CuttingProxy(database.ConnectionString);
        await Endure(database, proxy.ConnectionString, random =>
        {
            proxy.CutCommits(random.Next(MostCommits + 1));
            proxy.Reset();
            return Task.CompletedTask;
        });
        KillPlan.Say(string.Create(CultureInfo.InvariantCulture, $"{proxy.Resets} connections reset, {proxy.Cuts} commits not answered"));
        Assert.True(proxy.Resets > 0);
    }

    private static async Task RestartAsync(Func<Task> end, PostgresServer database)
    {
        await end();
        await database.BeginAsync();
    }

    private static async Task Endure(PostgresServer server, Func<Random, Task> trouble, int usually = Usually)
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(server.ConnectionString);
        await Endure(database, database.ConnectionString, trouble, usually);
    }

    private static async Task Endure(PostgresDatabase database, string address, Func<Random, Task> trouble, int usually = Usually)
    {
        KillPlan plan = KillPlan.Read(usually);
        using EmulatorServer server = await EmulatorServer.Start("--task-speed", "20", "--balance", "100000", "--failure-rate", "0.05");
        var impatient = new NpgsqlConnectionStringBuilder(address) { CommandTimeout = CommandSeconds };
        using var batch = new BatchProcess(server, impatient.ConnectionString) { RequestTimeout = RequestTimeout };
        int befell = 0;
        var reports = new List<BatchReport>();
        while (befell < plan.Times)
        {
            batch.AddRows(RowsAtOnce);
            Task<BatchReport[]> working = Task.WhenAll(await batch.RunTogether(Workers));
            for (int i = 0; i < TroublesAtOnce && befell < plan.Times
                && await new KillMoment(plan.Random).Comes(server, batch.Results, () => working.IsCompleted); i++)
            {
                await trouble(plan.Random);
                befell++;
            }

            reports.AddRange(await working);
        }

        Assert.All(reports, report => report.AssertTellsOfEachRow());
        Assert.All(reports, report => Assert.Empty(report.Uncertain));
        BatchReport told = await BatchOutcome.Judge(batch, server, new Dictionary<int, DateTimeOffset>());
        Assert.Empty(told.Uncertain);
        Assert.All(LedgerRow.ReadAll(database.ConnectionString), row => Assert.Equal("Accepted", row.State));
        KillPlan.Say($"{befell} troubles, {reports.Count} runs, {reports.Sum(report => report.Left)} rows told as left to another worker");
    }
}
