using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Faults;

/// <summary>What goes wrong with callbacks changes nothing for a pipeline that waits: each row comes out once and is paid for once.</summary>
public sealed class CallbackFaultTests
{
    private const int RowCount = 8;

    /// <summary>Faults of all callbacks, and how often each task is announced under it.</summary>
    private static readonly Dictionary<string, int> Fates = new(StringComparer.Ordinal)
    {
        ["callback-lost:1"] = 0,
        ["callback-repeated:1"] = 2,
        [Late] = 1,
    };

    // By the server's clock: four real seconds, long after the last task has ended and come out.
    private const string Late = "callback-late:1:80000";

    [Fact]
    public Task A_pipeline_does_not_depend_on_its_callbacks() => FaultyRun.TryAll(Fates.Keys, async fault =>
    {
        using var listener = new CallbackListener();
        using FaultyRun faulty = await FaultyRun.Start(fault);

        RunResult run = await faulty.Host.RunAsync($"{SubmitTo(listener, RowCount)} | Wait-GenTask");

        await AssertCompletedAndPaidOnce(faulty, run);
        await UntilDecided(faulty, RowCount);
        await listener.UntilCount(RowCount * Fates[fault], TestContext.Current.CancellationToken);
        AssertAnnounced(listener, run.Output.Texts("Id"), Fates[fault]);
        Assert.True(fault != Late || listener.FirstAfter >= FaultyRun.ToReal(80), $"The first late callback came after {listener.FirstAfter}.");
        await AssertNoMoreCome(faulty, listener);
    });

    [Fact]
    public Task Callbacks_can_go_astray_from_any_moment_on() => FaultyRun.TryAll(Fates.Keys, async fault =>
    {
        using var listener = new CallbackListener();
        using FaultyRun faulty = await FaultyRun.Start();
        RunResult well =
            await faulty.Host.RunAsync($"New-GenTask google/nano-banana -Prompt first -AspectRatio 1:1 -CallbackUrl {listener.Address} | Wait-GenTask");
        await listener.UntilCount(1, TestContext.Current.CancellationToken);
        AssertAnnounced(listener, [well.Single.Text("Id")], 1);

        (await faulty.Server.Add(fault)).Dispose();
        RunResult run = await faulty.Host.RunAsync($"{SubmitTo(listener, RowCount)} | Wait-GenTask");

        await UntilDecided(faulty, RowCount);
        await listener.UntilCount(1 + (RowCount * Fates[fault]), TestContext.Current.CancellationToken);
        AssertAnnounced(listener, run.Clean.Texts("Id"), Fates[fault]);
        await AssertNoMoreCome(faulty, listener);
    });

    private static string SubmitTo(CallbackListener listener, int rows) => $"{FaultyRun.Submit(rows)} -CallbackUrl {listener.Address}";

    private static async Task AssertCompletedAndPaidOnce(FaultyRun faulty, RunResult run)
    {
        Assert.Equal(RowCount, run.Clean.Count);
        Assert.All(run.Output, task => Assert.Equal("Completed", task.Text("Status")));
        JsonElement stats = await faulty.AssertAllAccountedFor(run, RowCount);
        Assert.Equal(RowCount, stats.GetProperty("tasks_created").GetInt32());
        Assert.Equal(run.Output.Sum(task => (decimal)task.Get("Cost")!), stats.GetProperty("charged_usd").GetDecimal());
    }

    /// <summary>The server has decided what becomes of that many callbacks.</summary>
    private static Task UntilDecided(FaultyRun faulty, int count) =>
        faulty.Server.FaultsWhen(faults => faults[0].GetProperty("befell").GetInt32() == count);

    private static void AssertAnnounced(CallbackListener listener, IEnumerable<string> ids, int times)
    {
        HashSet<string> those = [.. ids];
        string[] announced = [.. listener.TaskIds.Where(those.Contains).Order(StringComparer.Ordinal)];
        Assert.Equal(those.SelectMany(id => Enumerable.Repeat(id, times)).Order(StringComparer.Ordinal), announced);
    }

    /// <summary>Once all goes well again, one more task is announced, once, and nothing else is.</summary>
    private static async Task AssertNoMoreCome(FaultyRun faulty, CallbackListener listener)
    {
        int before = listener.TaskIds.Count;
        await faulty.Server.EndFaults();

        RunResult last =
            await faulty.Host.RunAsync($"New-GenTask google/nano-banana -Prompt last -AspectRatio 1:1 -CallbackUrl {listener.Address} | Wait-GenTask");

        await listener.UntilCount(before + 1, TestContext.Current.CancellationToken);
        Assert.Equal(last.Single.Text("Id"), Assert.Single(listener.TaskIds.Skip(before)));
    }
}
