using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>Several processes at the same batch with one ledger, as when a script is started in four windows or on four machines.</summary>
public abstract class SharedBatchTests
{
    // Those that measure a rate do not run at the same time.
    internal const string Together = "Shared batches";

    private const int Processes = 4;
    private const int Rows = 90;
    private const int Slots = 10;

    // What four processes get done in the time in which one process gets all done.
    private const double LeastShare = 0.85;

    // Other programs of the machine may take it from one of the two runs.
    private const int Tries = 6;

    // Slots that nobody has used yet are all free at once; and what four processes compile at the same time is no part of the limit's rate.
    private const int WarmUp = 3 * Slots;

    [Fact]
    public async Task Four_processes_share_a_batch_and_the_limit_and_are_as_quick_as_one()
    {
        double share = 0;
        for (int i = 0; i < Tries && share < LeastShare; i++)
        {
            double alone = (await RunAsync(1)).Rate;
            share = await RunTogetherAsync() / alone;
            TestContext.Current.TestOutputHelper!.WriteLine(
                FormattableString.Invariant($"one process {alone:0.00} tasks a second, four processes {share:0.0%} of it"));
        }

        Assert.True(share >= LeastShare, FormattableString.Invariant($"Four processes together got {share:0.0%} of one's work done."));
    }

    /// <summary>Lets four do it together, within the limit.</summary>
    /// <returns>How many requests left in a second.</returns>
    private async Task<double> RunTogetherAsync()
    {
        (double rate, BatchReport[] reports, JsonElement[] tasks, JsonElement stats, LedgerRow[] ledger) = await RunAsync(Processes);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"rows of each process: {string.Join(", ", ledger.CountBy(row => row.Process).Select(count => count.Value))}");

        Assert.All(reports, report => Assert.Empty(report.OtherErrors.Concat(report.Uncertain)));
        Assert.Equal(Enumerable.Range(1, Rows).Select(number => $"row {number}").Order(StringComparer.Ordinal),
            tasks.Select(task => task.GetProperty("prompt").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(
            tasks.Select(task => task.GetProperty("task_id").GetString()).Order(StringComparer.Ordinal),
            reports.SelectMany(report => report.Saved).Select(file => file.Task).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        foreach (JsonElement verb in (JsonElement[])[stats.GetProperty("create"), stats.GetProperty("poll")])
        {
            Assert.Equal(0, verb.GetProperty("bans").GetInt32());
            Assert.InRange(verb.GetProperty("largest_in_a_second").GetInt32(), 1, Slots);
        }

        Assert.True(ledger.Select(row => row.Process).Distinct().Count() > 1, "One process sent all rows.");
        return rate;
    }

    /// <summary>Lets processes do a new batch with an empty ledger.</summary>
    private protected abstract Task<SharedRun> RunAsync(int processes);

    private protected static async Task<SharedRun> RunAsync(int processes, string? database)
    {
        using EmulatorServer server = await EmulatorServer.Start("--task-speed", "20");
        using var batch = new BatchProcess(server, database);
        batch.AddRows(Rows);
        Task<BatchReport>[] running = await batch.RunTogether(processes, apart: true);
        BatchReport[] reports = await Task.WhenAll(running);
        string[] found = [.. Directory.GetFiles(batch.Results).Order(StringComparer.Ordinal)];
        Assert.Equal(found,
            reports.SelectMany(report => report.Saved).Select(file => file.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        LedgerRow[] ledger = LedgerRow.ReadAll(batch.Ledger);
        Assert.Equal(Rows, ledger.Length);
        return new SharedRun(Rate(ledger), reports, await server.Tasks(), await server.Stats(), ledger);
    }

    /// <summary>How many requests left in a second, by the ledger's times.</summary>
    private static double Rate(LedgerRow[] ledger)
    {
        DateTimeOffset[] left = [.. ledger.Select(row => row.IntendedAt).Order()];
        return (Rows - WarmUp) / (left[Rows - 1] - left[WarmUp - 1]).TotalSeconds;
    }

    private protected sealed record SharedRun(double Rate, BatchReport[] Reports, JsonElement[] Tasks, JsonElement Stats, LedgerRow[] Ledger);
}
