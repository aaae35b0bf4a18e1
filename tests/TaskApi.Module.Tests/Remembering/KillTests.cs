using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>
/// A process that works on a batch over sockets is killed at random moments, and run again until all is done. TASKAPI_KILLS sets how often
/// (25 otherwise), TASKAPI_KILL_SEED repeats the moments of another run.
/// </summary>
public sealed class KillTests
{
    private const int UsualKills = 25;
    private const int SlotsOfAnAccount = 10;

    // More than any moment waits for, so that each run has something to send.
    private const int FewestUnsent = 15;
    private const int MoreRows = 25;

    // The server answers a POST this late: a request is under way long enough to be killed with its process.
    private const int Latency = 120;

    [Fact]
    public async Task Whenever_it_is_killed_each_row_becomes_one_task_and_one_whole_file_or_is_told_to_be_uncertain()
    {
        int kills = Setting("TASKAPI_KILLS") ?? UsualKills;
        int seed = Setting("TASKAPI_KILL_SEED") ?? Random.Shared.Next();
        Say($"{kills} kills, TASKAPI_KILL_SEED={seed}");
        using EmulatorServer server = await EmulatorServer.Start("--task-speed", "20", "--balance", "100000", "--failure-rate", "0.05", "--fault", $"latency:post:1:{Latency}", "--fault", "latency:get:0.3:60");
        using var batch = new BatchProcess(server);
        IReadOnlyDictionary<int, DateTimeOffset> killed = await KillAgainAndAgain(batch, server, new Random(seed), kills);

        BatchReport report = await batch.Run();

        Assert.Empty(report.OtherErrors);
        JsonElement[] tasks = await server.Tasks();
        JsonElement stats = await server.Stats();
        LedgerRow[] ledger = LedgerRow.ReadAll(batch.Ledger);
        AssertEachRowHasOneTask(batch, report, tasks);
        AssertUncertainOnesWereUnderWay(report, ledger, killed);
        AssertMoneyAgrees(report, tasks, stats);
        await AssertFilesAreWhole(batch, report, tasks, server);
        Assert.Equal((0, true), (stats.GetProperty("create").GetProperty("bans").GetInt32(), stats.GetProperty("create").GetProperty("largest_in_a_second").GetInt32() <= SlotsOfAnAccount));
        string arrived = $"{report.Uncertain.Count(prompt => tasks.Any(task => PromptOf(task) == prompt))} of them had become tasks";
        Say($"{batch.RowCount} rows, {tasks.Length} tasks, {report.Uncertain.Length} uncertain rows after {killed.Count} kills ({arrived}), {report.Saved.Length} files");

        BatchReport skipped = await batch.Run("Skip");

        Assert.Empty(skipped.OtherErrors);
        Assert.Empty(skipped.Uncertain);
        Assert.Equal(report.Saved.Order(), skipped.Saved.Order());
        JsonElement after = await server.Stats();
        Assert.Equal((Requests(stats, "create"), Requests(stats, "poll")), (Requests(after, "create"), Requests(after, "poll")));
    }

    /// <returns>The processes that were killed, by their numbers, and when.</returns>
    private static async Task<IReadOnlyDictionary<int, DateTimeOffset>> KillAgainAndAgain(BatchProcess batch, EmulatorServer server, Random random, int kills)
    {
        var killed = new Dictionary<int, DateTimeOffset>();
        var moments = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int undisturbed = 0;
        while (killed.Count < kills)
        {
            int created = (await server.Stats()).GetProperty("tasks_created").GetInt32();
            if (batch.RowCount - created < FewestUnsent)
            {
                batch.AddRows(MoreRows);
            }

            var moment = new KillMoment(random);
            if (await batch.RunAndKill(moment) is { } id)
            {
                killed[id] = DateTimeOffset.UtcNow;
                moments[moment.Name] = moments.GetValueOrDefault(moment.Name) + 1;
            }
            else
            {
                Assert.True(++undisturbed <= kills, $"{undisturbed} runs ended before they could be killed, the last one at {moment}.");
            }
        }

        Say($"killed after: {string.Join(", ", moments.Select(moment => $"{moment.Key} {moment.Value}"))}; {undisturbed} runs ended by themselves before");
        return killed;
    }

    /// <summary>Nothing is paid twice, nothing is forgotten, and no id is lost except where the row is uncertain.</summary>
    private static void AssertEachRowHasOneTask(BatchProcess batch, BatchReport report, JsonElement[] tasks)
    {
        Assert.Empty(tasks.GroupBy(PromptOf).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Equal(batch.Prompts.Order(StringComparer.Ordinal), report.Tasks.Select(task => task.Prompt).Concat(report.Uncertain).Order(StringComparer.Ordinal));
        Dictionary<string, string> made = tasks.ToDictionary(PromptOf, IdOf, StringComparer.Ordinal);
        Assert.All(report.Tasks, task => Assert.Equal(made[task.Prompt], task.Id));
        Assert.All(report.Tasks, task => Assert.Contains(task.Status, (string[])["Completed", "Failed"]));
        Assert.Equal(report.Tasks.Where(task => task.Status == "Failed").Select(task => task.Id).Order(StringComparer.Ordinal), report.Failed.Order(StringComparer.Ordinal));
        Assert.Empty(made.Keys.Except(report.Tasks.Select(task => task.Prompt)).Except(report.Uncertain));
        Assert.Equal((batch.RowCount, report.Uncertain.Length), (report.Rows, report.SumUncertain));
    }

    /// <summary>Only what had left a process, or was about to, when it was killed.</summary>
    private static void AssertUncertainOnesWereUnderWay(BatchReport report, LedgerRow[] ledger, IReadOnlyDictionary<int, DateTimeOffset> killed)
    {
        LedgerRow[] uncertain = [.. ledger.Where(row => row.State == "Uncertain")];
        Assert.Equal(report.Uncertain.Length, uncertain.Length);
        Assert.All(uncertain, row => Assert.True(killed.ContainsKey(row.Process), $"{row} became uncertain, and process {row.Process} was not killed."));
        Assert.All(uncertain, row => Assert.InRange(row.IntendedAt, killed[row.Process] - TimeSpan.FromSeconds(10), killed[row.Process]));
        foreach (IGrouping<int, LedgerRow> kill in uncertain.GroupBy(row => row.Process))
        {
            Assert.InRange(kill.Count(), 0, SlotsOfAnAccount);
        }
    }

    /// <summary>The ledger's sum is what the server charged for the tasks that the ledger knows, to the cent.</summary>
    private static void AssertMoneyAgrees(BatchReport report, JsonElement[] tasks, JsonElement stats)
    {
        var known = report.Tasks.Select(task => task.Id).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(tasks.Where(task => known.Contains(IdOf(task))).Sum(CostOf), report.Spent);
        Assert.Equal(stats.GetProperty("charged_usd").GetDecimal() - stats.GetProperty("refunded_usd").GetDecimal(), tasks.Sum(CostOf));
    }

    /// <summary>One file for each completed task that the ledger knows, byte for byte as the server has it; what was half stays hidden.</summary>
    private static async Task AssertFilesAreWhole(BatchProcess batch, BatchReport report, JsonElement[] tasks, EmulatorServer server)
    {
        string[] completed = [.. report.Tasks.Where(task => task.Status == "Completed").Select(task => task.Id).Order(StringComparer.Ordinal)];
        Assert.Equal(completed, report.Saved.Select(file => file.Task).Order(StringComparer.Ordinal));
        Assert.Equal(
            report.Saved.Select(file => file.Path).Order(StringComparer.Ordinal),
            Directory.GetFiles(batch.Results).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal));
        Dictionary<string, JsonElement> made = tasks.ToDictionary(IdOf, StringComparer.Ordinal);
        foreach ((string task, string path) in report.Saved)
        {
            string url = made[task].GetProperty("output").EnumerateObject().Select(field => field.Value.GetString()!).First(text => text.StartsWith("http", StringComparison.Ordinal));
            byte[] served = await server.File(url);
            byte[] saved = await File.ReadAllBytesAsync(path);
            Assert.True(served.AsSpan().SequenceEqual(saved), $"{path} is not what the server has.");
            Assert.Equal(Path.GetExtension(url), Path.GetExtension(path));
        }
    }

    private static string PromptOf(JsonElement task) => task.GetProperty("prompt").GetString()!;

    private static string IdOf(JsonElement task) => task.GetProperty("task_id").GetString()!;

    private static decimal CostOf(JsonElement task) => task.GetProperty("cost").GetDecimal();

    private static int Requests(JsonElement stats, string verb) => stats.GetProperty(verb).GetProperty("requests").GetInt32();

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
