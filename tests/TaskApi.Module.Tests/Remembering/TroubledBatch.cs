using System;
using System.Collections.Generic;
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
internal static class TroubledBatch
{
    private const int Usually = 2;
    private const int Workers = 2;
    private const int RowsAtOnce = 30;
    private const int TroublesAtOnce = 2;

    // A crash loses who has which slot: they rest for as long as a request may take.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    // Shorter than the longest pause, so that some are given up and done again.
    private const int CommandSeconds = 2;

    /// <summary>Lets the batch be worked on while something befalls a server of its own.</summary>
    /// <param name="server">The database server.</param>
    /// <param name="trouble">What befalls it, over when its task has ended.</param>
    /// <param name="usually">How often, where the environment does not say.</param>
    public static async Task Endure(PostgresServer server, Func<Random, Task> trouble, int usually = Usually)
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync(server.ConnectionString);
        await Endure(database, database.ConnectionString, trouble, usually);
    }

    /// <summary>Lets the batch be worked on while something befalls the connections to a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="address">The connection string that the workers use.</param>
    /// <param name="trouble">What befalls them.</param>
    /// <param name="usually">How often, where the environment does not say.</param>
    public static async Task Endure(PostgresDatabase database, string address, Func<Random, Task> trouble, int usually = Usually)
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
