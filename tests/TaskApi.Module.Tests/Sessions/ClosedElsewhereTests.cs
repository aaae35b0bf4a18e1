using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Faults;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Sessions;

/// <summary>A session that another runspace closes in the middle of a pipeline: every row is told what became of it.</summary>
public sealed class ClosedElsewhereTests
{
    private const int RowCount = 15;

    // Ten requests pass at once on the slow service; the others wait for the limit's second.
    private const int Passing = 10;

    [Theory]
    [InlineData("New-GenTask google/nano-banana -AspectRatio 1:1", "send it again")]
    [InlineData("New-GenTask google/nano-banana -AspectRatio 1:1 -ThrottleLimit 11", "send it again")]
    [InlineData("Get-GenPrice google/nano-banana -AspectRatio 1:1 -Exact", "ask again")]
    public void Rows_that_wait_for_the_limit_get_an_error_each(string command, string advice)
    {
        using ModuleHost owner = ModuleHost.Connected("$session = " + ModuleHost.SlowService);
        using ModuleHost other = Other(owner);
        using Background busy = Background.UntilOutput(owner, $"{FaultyRun.Rows(RowCount)} | {command}", Passing);

        RunResult run = CloseElsewhere(other, busy);

        Assert.Equal(PSInvocationState.Completed, run.State);
        Assert.Equal(Passing, run.Output.Count);
        Assert.Equal(Enumerable.Repeat("NotConnected", RowCount - Passing), run.Errors.Select(Messages.Id));
        Assert.All(run.Errors, error => error.Says("The session was closed", "Nothing was charged", "connect again", advice));
        Assert.Equal(Enumerable.Range(Passing + 1, RowCount - Passing).Select(row => $"fox {row}"),
            run.Errors.Select(error => $"{PSObject.AsPSObject(error.TargetObject).Input("prompt")}"));
    }

    [Fact]
    public void Tasks_that_wait_to_be_asked_about_get_an_error_each()
    {
        using ModuleHost owner = ModuleHost.Connected("$session = " + ModuleHost.SlowService);
        using ModuleHost other = Other(owner);
        using Background busy = Background.UntilOutput(owner,
            "New-GenTask openai/sora-2 -Prompt fox | ForEach-Object { $task = $_; 1..15 | ForEach-Object { $task } } | Get-GenTask", Passing);

        RunResult run = CloseElsewhere(other, busy);

        Assert.Equal((Passing, RowCount - Passing), (run.Output.Count, run.Errors.Count));
        Assert.All(run.Errors, error => Assert.Equal("NotConnected", error.Id()));
    }

    [Fact]
    public async Task A_paid_request_under_way_is_told_as_unknown_and_the_others_as_not_sent()
    {
        using FaultyRun faulty = await FaultyRun.Start("stall-after:post:1");
        using ModuleHost other = Other(faulty.Host);
        using Background busy = Background.AtOnce(faulty.Host, FaultyRun.Submit(RowCount));
        await faulty.Server.StatsWhen(stats => stats.GetProperty("in_flight").GetInt32() == Passing);

        RunResult run = CloseElsewhere(other, busy);

        Assert.Equal([.. Enumerable.Repeat("OutcomeUnknown", Passing), .. Enumerable.Repeat("NotConnected", RowCount - Passing)],
            run.Errors.Select(Messages.Id));
        Assert.All(run.Errors.Take(Passing), error => error.Says("session was closed", "may have been charged"));
        await faulty.AssertAllAccountedFor(run, RowCount);
    }

    [Fact]
    public async Task A_result_that_is_being_saved_gets_an_error_that_tells_where_it_is()
    {
        using var folder = new TemporaryFolder();
        using FaultyRun faulty = await FaultyRun.Start();
        faulty.Host.Set("folder", folder.Path);
        await faulty.Host.RunAsync($"$tasks = {FaultyRun.Submit(3)} | Wait-GenTask");
        (await faulty.Server.Add("stall-after:get:1")).Dispose();
        using ModuleHost other = Other(faulty.Host);
        using Background busy = Background.AtOnce(faulty.Host, "$tasks | Save-GenOutput $folder");
        await faulty.Server.StatsWhen(stats => stats.GetProperty("in_flight").GetInt32() == 3);

        RunResult run = CloseElsewhere(other, busy);

        Assert.Equal(Enumerable.Repeat("NotConnected", 3), run.Errors.Select(Messages.Id));
        Assert.All(run.Errors, error => error.Says("still with the service", "save it again"));
        Assert.Empty(folder.Files);
    }

    /// <summary>A runspace that has the session of another one as $session.</summary>
    private static ModuleHost Other(ModuleHost owner)
    {
        var other = new ModuleHost();
        other.Set("session", owner.Run("$session").Single);
        return other;
    }

    private static RunResult CloseElsewhere(ModuleHost other, Background busy)
    {
        var time = Stopwatch.StartNew();
        Assert.Empty(other.Run("Disconnect-GenService $session").Clean);
        RunResult run = busy.End();
        Assert.True(time.Elapsed < Background.Prompt, $"The end took {time.Elapsed}.");
        return run;
    }
}
