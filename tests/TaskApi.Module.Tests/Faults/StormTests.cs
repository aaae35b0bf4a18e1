using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Faults;

/// <summary>The service refuses everything that is under way, by its limit: as when another program uses the same key.</summary>
public sealed class StormTests
{
    private const int RowCount = 20;

    // As many as are ever under way at once.
    private const int Posts = 10;
    private const int Polls = 10;

    // By fast clocks; longer than a busy machine takes from the first refusal to the last.
    private const int Ban = 120;

    [Fact]
    public async Task A_storm_of_refused_submissions_is_told_once_and_waited_out()
    {
        using FaultyRun faulty = await FaultyRun.Start(new StormHandler(Posts));
        using var storm = new ManualResetEventSlim();
        faulty.Host.Set("storm", storm);
        using Background busy = Background.AtOnce(faulty.Host, $"{FaultyRun.Rows(RowCount)} | ForEach-Object {{ $_; if ($_ -eq 'fox 1') {{ $storm.Wait() }} " +
            $"}} | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask");
        await faulty.Server.StatsWhen(stats => stats.GetProperty("tasks_created").GetInt32() == 1);
        (await faulty.Server.Add($"rate-limit:post:x{Posts}:{Ban}")).Dispose();
        storm.Set();

        RunResult run = busy.End();

        Assert.Equal(RowCount, run.Clean.Count);
        Assert.All(run.Output, task => Assert.Equal("Completed", task.Text("Status")));
        AssertOneWarning(run, "POST");
        JsonElement stats = await faulty.AssertAllAccountedFor(run, RowCount);
        Assert.Equal(RowCount, stats.GetProperty("tasks_created").GetInt32());
        Assert.Equal(RowCount + Posts, stats.GetProperty("create").GetProperty("requests").GetInt32());
    }

    [Fact]
    public async Task A_storm_of_refused_looks_is_told_once_and_waited_out()
    {
        using FaultyRun faulty = await FaultyRun.Start(new StormHandler(Polls));
        await faulty.Host.RunAsync($"$tasks = {FaultyRun.Submit(RowCount)}");
        (await faulty.Server.Add($"rate-limit:get:x{Polls}:{Ban}")).Dispose();

        RunResult run = await faulty.Host.RunAsync("$tasks | Get-GenTask | Wait-GenTask");

        Assert.Equal(RowCount, run.Clean.Count);
        AssertOneWarning(run, "GET");
        await faulty.AssertAllAccountedFor(run, RowCount);
    }

    [Fact]
    public async Task Every_user_of_a_session_is_told_of_its_ban()
    {
        using FaultyRun faulty = await FaultyRun.Start(new StormHandler(Posts), $"rate-limit:post:x{Posts}:{Ban}");
        using var guest = new ModuleHost();
        guest.Set("session", faulty.Host.Run("$session").Single);

        RunResult[] runs = await Task.WhenAll(
            faulty.Host.RunAsync($"{FaultyRun.Rows(5)} | New-GenTask google/nano-banana -AspectRatio 1:1"),
            guest.RunAsync($"{FaultyRun.Rows(5)} | New-GenTask google/nano-banana -AspectRatio 16:9 -Session $session"));

        Assert.All(runs, run => Assert.Equal(5, run.Clean.Count));
        Assert.All(runs, run => AssertOneWarning(run, "POST"));
    }

    [Theory]
    [InlineData("post")]
    [InlineData("get")]
    public async Task A_ban_that_ends_at_a_date_is_waited_out(string verb)
    {
        using FaultyRun faulty = await FaultyRun.StartInRealTime($"rate-limit:{verb}:x3:date-2");

        RunResult run = await faulty.Host.RunAsync($"{FaultyRun.Submit(5)} | Get-GenTask");

        Assert.Equal(5, run.Clean.Count);
        JsonElement stats = await faulty.AssertAllAccountedFor(run, 5);
        Assert.Equal(5, stats.GetProperty("tasks_created").GetInt32());
    }

    private static void AssertOneWarning(RunResult run, string verb)
    {
        string warning = Assert.Single(run.Warnings);
        Assert.Contains($"too many {verb} requests", warning, StringComparison.Ordinal);
        Assert.Contains($"{Ban} s", warning, StringComparison.Ordinal);
    }
}
