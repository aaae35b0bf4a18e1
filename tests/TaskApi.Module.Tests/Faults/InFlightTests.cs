using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Faults;

/// <summary>A pipeline that ends early leaves no request behind at the server, and no progress bar on the screen.</summary>
public sealed class InFlightTests
{
    private const int RowCount = 12;

    [Theory]
    [InlineData("stall-after:post:1", "")]
    [InlineData("stall-after:get:1", " | Wait-GenTask")]
    public async Task Stopping_leaves_nothing(string fault, string rest)
    {
        var screen = new CapturingHost();
        using FaultyRun faulty = await FaultyRun.Start("", screen, fault);
        using Background busy = Background.AtOnce(faulty.Host, FaultyRun.Submit(RowCount) + rest);
        await UntilBusy(faulty);

        RunResult run = busy.Stop();

        Assert.Equal(PSInvocationState.Stopped, run.State);
        await AssertNothingIsLeft(faulty, screen);
    }

    [Theory]
    [InlineData("$ended", "Wait-GenTask | Select-First 1")]
    [InlineData("'no id'", "Wait-GenTask -ErrorAction Stop")]
    public async Task A_downstream_that_has_enough_and_a_first_error_leave_nothing(string last, string wait)
    {
        var screen = new CapturingHost();
        using var enough = new ManualResetEventSlim();
        using FaultyRun faulty = await FaultyRun.Start("", screen);
        faulty.Host.Set("enough", enough);
        await faulty.Host.RunAsync($"$ended = New-GenTask google/nano-banana -Prompt ended -AspectRatio 1:1 | Wait-GenTask; $tasks = {FaultyRun.Submit(RowCount)}");
        (await faulty.Server.Add("stall-after:get:1")).Dispose();
        using Background busy = Background.AtOnce(faulty.Host, $"& {{ $tasks; $enough.Wait(); {last} }} | {wait}");
        await UntilBusy(faulty);
        enough.Set();

        RunResult run = busy.End();

        Assert.Equal(1, run.Output.Count + run.Errors.Count);
        await AssertNothingIsLeft(faulty, screen);
    }

    [Fact]
    public async Task A_closed_runspace_leaves_nothing()
    {
        var screen = new CapturingHost();
        using FaultyRun faulty = await FaultyRun.Start("", screen, "stall-after:get:1");
        using Background busy = Background.AtOnce(faulty.Host, FaultyRun.Submit(RowCount) + " | Wait-GenTask");
        await UntilBusy(faulty);

        await Task.Run(faulty.Host.Runspace.Dispose, TestContext.Current.CancellationToken);

        Assert.Equal(PSInvocationState.Stopped, busy.End().State);
        Assert.Equal(RunspaceState.Closed, faulty.Host.Runspace.RunspaceStateInfo.State);
        await faulty.Server.StatsWhen(stats => InFlight(stats) == 0);
        Assert.Empty(screen.Bars);
    }

    private static Task UntilBusy(FaultyRun faulty) => faulty.Server.StatsWhen(stats => InFlight(stats) > 3);

    private static int InFlight(JsonElement stats) => stats.GetProperty("in_flight").GetInt32();

    /// <summary>No request is under way, no bar is shown, and none comes later: a task more is all that the server sees.</summary>
    private static async Task AssertNothingIsLeft(FaultyRun faulty, CapturingHost screen)
    {
        Assert.Empty(screen.Bars);
        JsonElement before = await faulty.Server.StatsWhen(stats => InFlight(stats) == 0);
        await faulty.Server.EndFaults();

        RunResult run = await faulty.Host.RunAsync("New-GenTask google/nano-banana -Prompt last -AspectRatio 1:1 | Wait-GenTask");

        Assert.Equal("Completed", run.Single.Text("Status"));
        JsonElement after = await faulty.Server.Stats();
        Assert.Equal(before.GetProperty("create").GetProperty("requests").GetInt32() + 1, after.GetProperty("create").GetProperty("requests").GetInt32());
        Assert.Equal(0, InFlight(after));
    }
}
