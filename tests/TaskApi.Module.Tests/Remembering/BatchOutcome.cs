using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>
/// What became of a batch, whatever befell the processes that worked on it: what the user is told, what the ledger holds and what lies on the
/// disk, beside the service's books.
/// </summary>
internal sealed class BatchOutcome
{
    private const int SlotsOfAnAccount = 10;

    private readonly BatchProcess _batch;
    private readonly EmulatorServer _server;
    private readonly IReadOnlyDictionary<int, DateTimeOffset> _killed;
    private readonly BatchReport _report;
    private readonly JsonElement[] _tasks;
    private readonly JsonElement _stats;

    private BatchOutcome(BatchProcess batch, EmulatorServer server, IReadOnlyDictionary<int, DateTimeOffset> killed, BatchReport report, JsonElement[] tasks,
        JsonElement stats) =>
        (_batch, _server, _killed, _report, _tasks, _stats) = (batch, server, killed, report, tasks, stats);

    /// <summary>Runs the batch's script once more, undisturbed, so that it can tell of everything; and asserts that nothing is lost, paid twice or told
    /// wrongly.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="server">The service.</param>
    /// <param name="killed">The processes that were killed, and when: only what they had under way then may be uncertain.</param>
    /// <returns>What the last run told.</returns>
    public static async Task<BatchReport> Judge(BatchProcess batch, EmulatorServer server, IReadOnlyDictionary<int, DateTimeOffset> killed)
    {
        BatchReport report = await batch.Run();
        var outcome = new BatchOutcome(batch, server, killed, report, await server.Tasks(), await server.Stats());
        report.AssertTellsOfEachRow();
        outcome.AssertEachRowHasOneTask();
        outcome.AssertUncertainOnesWereUnderWay();
        outcome.AssertMoneyAgrees();
        await outcome.AssertFilesAreWhole();
        outcome.Say();
        return report;
    }

    /// <summary>Nothing is paid twice, nothing is forgotten, and no id is lost except where the row is uncertain.</summary>
    private void AssertEachRowHasOneTask()
    {
        Assert.Empty(_tasks.GroupBy(PromptOf).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Equal(_batch.Prompts.Order(StringComparer.Ordinal),
            _report.Tasks.Select(task => task.Prompt).Concat(_report.Uncertain).Order(StringComparer.Ordinal));
        Dictionary<string, string> made = _tasks.ToDictionary(PromptOf, IdOf, StringComparer.Ordinal);
        Assert.All(_report.Tasks, task => Assert.Equal(made[task.Prompt], task.Id));
        Assert.All(_report.Tasks, task => Assert.Contains(task.Status, (string[])["Completed", "Failed"]));
        Assert.Equal(_report.Tasks.Where(task => task.Status == "Failed").Select(task => task.Id).Order(StringComparer.Ordinal),
            _report.Failed.Order(StringComparer.Ordinal));
        Assert.Empty(made.Keys.Except(_report.Tasks.Select(task => task.Prompt)).Except(_report.Uncertain));
        Assert.Equal((_batch.RowCount, _report.Uncertain.Length), (_report.Rows, _report.SumUncertain));
    }

    /// <summary>Only what had left a process, or was about to, when it was _killed.</summary>
    private void AssertUncertainOnesWereUnderWay()
    {
        LedgerRow[] uncertain = [.. LedgerRow.ReadAll(_batch.Ledger).Where(row => row.State == "Uncertain")];
        Assert.Equal(_report.Uncertain.Length, uncertain.Length);
        Assert.All(uncertain, row => Assert.True(_killed.ContainsKey(row.Process), $"{row} became uncertain, and process {row.Process} was not _killed."));
        Assert.All(uncertain, row => Assert.InRange(row.IntendedAt, _killed[row.Process] - TimeSpan.FromMinutes(1), _killed[row.Process]));
        foreach (IGrouping<int, LedgerRow> kill in uncertain.GroupBy(row => row.Process))
        {
            Assert.InRange(kill.Count(), 0, SlotsOfAnAccount);
        }
    }

    /// <summary>The ledger's sum is what the server charged for the tasks that the ledger knows, to the cent.</summary>
    private void AssertMoneyAgrees()
    {
        var known = _report.Tasks.Select(task => task.Id).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(_tasks.Where(task => known.Contains(IdOf(task))).Sum(CostOf), _report.Spent);
        Assert.Equal(_stats.GetProperty("charged_usd").GetDecimal() - _stats.GetProperty("refunded_usd").GetDecimal(), _tasks.Sum(CostOf));
    }

    /// <summary>One file for each completed task that the ledger knows, byte for byte as the server has it; what was half stays hidden.</summary>
    private async Task AssertFilesAreWhole()
    {
        string[] completed = [.. _report.Tasks.Where(task => task.Status == "Completed").Select(task => task.Id).Order(StringComparer.Ordinal)];
        Assert.Equal(completed, _report.Saved.Select(file => file.Task).Order(StringComparer.Ordinal));
        Assert.Equal(
            _report.Saved.Select(file => file.Path).Order(StringComparer.Ordinal),
            Directory.GetFiles(_batch.Results).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal));
        Dictionary<string, JsonElement> made = _tasks.ToDictionary(IdOf, StringComparer.Ordinal);
        foreach ((string task, string path) in _report.Saved)
        {
            string url = made[task].GetProperty("output").EnumerateObject().Select(field => field.Value.GetString()!).First(
                text => text.StartsWith("http", StringComparison.Ordinal));
            byte[] served = await _server.File(url);
            byte[] saved = await File.ReadAllBytesAsync(path);
            Assert.True(served.AsSpan().SequenceEqual(saved), $"{path} is not what the server has.");
            Assert.Equal(Path.GetExtension(url), Path.GetExtension(path));
        }
    }

    private static string PromptOf(JsonElement task) => task.GetProperty("prompt").GetString()!;

    private static string IdOf(JsonElement task) => task.GetProperty("task_id").GetString()!;

    private static decimal CostOf(JsonElement task) => task.GetProperty("cost").GetDecimal();

    private void Say()
    {
        string arrived = $"{_report.Uncertain.Count(prompt => _tasks.Any(task => PromptOf(task) == prompt))} of them had become tasks";
        KillPlan.Say($"{_batch.RowCount} rows, {_tasks.Length} tasks, {_report.Uncertain.Length} uncertain rows " +
            $"after {_killed.Count} kills ({arrived}), {_report.Saved.Length} files");
    }
}
