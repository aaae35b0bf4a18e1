using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>
/// Two processes on one database work on a batch with one budget, which is raised again and again, and one of them is killed at a random
/// moment each time. See <see cref="KillPlan"/>.
/// </summary>
public sealed class BudgetKillTests
{
    private const int UsualKills = 2;
    private const int RowsOfARound = 12;
    private const decimal Raise = 0.31m;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Two_workers_never_pass_the_budget_of_their_batch_by_a_cent_whoever_is_killed()
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        using EmulatorServer server = await EmulatorServer.Start("--task-speed", "20", "--balance", "100000", "--fault", "latency:post:1:120");
        using var batch = new BatchProcess(server, database.ConnectionString) { Budget = 0 };
        KillPlan plan = KillPlan.Read(UsualKills);
        using var over = new CancellationTokenSource();
        Task watching = Watch(batch, server, over.Token);
        int killed = 0;
        for (int round = 0; round < plan.Times; round++)
        {
            batch.AddRows(RowsOfARound);
            batch.Budget += Raise;
            var doom = Task.FromResult(new KillMoment(plan.Random));
            BatchEnd[] ends = await Task.WhenAll(batch.RunUntil(doom), batch.RunUntil(Never));
            killed += ends.Count(end => end.KilledAt is not null);
            Assert.All(ends.Where(end => end.Report is not null), end => AssertOnlyTheBudget(end.Report!));

            // Run again, it goes on to what is left of the budget, and not beyond.
            BatchReport again = await batch.Run();
            AssertOnlyTheBudget(again);
            Assert.InRange(await Charged(server), 0, batch.Budget.Value);
        }

        batch.Budget = 1000;
        BatchReport report = await batch.Run();

        await over.CancelAsync();
        await watching;
        JsonElement[] tasks = await server.Tasks();
        Assert.Empty(report.OtherErrors);
        Assert.Empty(tasks.GroupBy(PromptOf).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Equal(batch.Prompts.Order(StringComparer.Ordinal),
            report.Tasks.Select(task => task.Prompt).Concat(report.Uncertain).Order(StringComparer.Ordinal));
        KillPlan.Say(FormattableString.Invariant(
            $"{killed} kills, {batch.RowCount} rows, {tasks.Length} tasks, {report.Uncertain.Length} uncertain, {await Charged(server)} USD"));
    }

    private static Task<KillMoment> Never { get; } = new TaskCompletionSource<KillMoment>().Task;

    /// <summary>Looks all the time at what the server has charged.</summary>
    private static async Task Watch(BatchProcess batch, EmulatorServer server, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            // Read first: it may be raised meanwhile, and never lowered.
            decimal charged = await Charged(server);
            Assert.InRange(charged, 0, batch.Budget!.Value);
            await Task.Delay(Look, CancellationToken.None);
        }
    }

    private static async Task<decimal> Charged(EmulatorServer server) => (await server.Stats()).GetProperty("charged_usd").GetDecimal();

    private static void AssertOnlyTheBudget(BatchReport report) =>
        Assert.DoesNotContain(report.OtherErrors, error => !error.StartsWith("BudgetReached", StringComparison.Ordinal));

    private static string PromptOf(JsonElement task) => task.GetProperty("prompt").GetString()!;
}
