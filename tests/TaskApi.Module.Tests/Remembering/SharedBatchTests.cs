using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>Several processes at the same batch with one ledger, as when a script is started in four windows or on four machines.</summary>
public abstract class SharedBatchTests
{
    private const int Processes = 4;
    private const int Rows = 60;
    private const int Slots = 10;

    [Fact]
    public async Task Four_processes_share_a_batch_and_the_limit()
    {
        await using PostgresDatabase? database = await CreateDatabaseAsync();
        using EmulatorServer server = await EmulatorServer.Start("--task-speed", "20");
        using var batch = new BatchProcess(server, database?.ConnectionString);
        batch.AddRows(Rows);

        BatchReport[] reports = await Task.WhenAll(await batch.RunTogether(Processes));

        JsonElement[] tasks = await server.Tasks();
        LedgerRow[] ledger = LedgerRow.ReadAll(batch.Ledger);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"rows of each process: {string.Join(", ", ledger.CountBy(row => row.Process).Select(count => count.Value))}");
        Assert.Equal(Rows, ledger.Length);
        Assert.True(ledger.Select(row => row.Process).Distinct().Count() > 1, "One process sent all rows.");
        Assert.All(reports, report => Assert.Empty(report.OtherErrors.Concat(report.Uncertain)));
        Assert.Equal(Enumerable.Range(1, Rows).Select(number => $"row {number}").Order(StringComparer.Ordinal),
            tasks.Select(task => task.GetProperty("prompt").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(
            tasks.Select(task => task.GetProperty("task_id").GetString()).Order(StringComparer.Ordinal),
            reports.SelectMany(report => report.Saved).Select(file => file.Task).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(
            Directory.GetFiles(batch.Results).Order(StringComparer.Ordinal),
            reports.SelectMany(report => report.Saved).Select(file => file.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        JsonElement stats = await server.Stats();
        foreach (JsonElement verb in (JsonElement[])[stats.GetProperty("create"), stats.GetProperty("poll")])
        {
            Assert.Equal(0, verb.GetProperty("bans").GetInt32());
            Assert.InRange(verb.GetProperty("largest_in_a_second").GetInt32(), 1, Slots);
        }
    }

    /// <summary>The database of the ledger; null for a file.</summary>
    private protected abstract Task<PostgresDatabase?> CreateDatabaseAsync();
}
