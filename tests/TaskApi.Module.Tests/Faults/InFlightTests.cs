using System;
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
    private const int Slots = 10;

    // So few that no look at one waits for another.
    private const int Tasks = 7;
    private const int Ended = 6;

    private const string Submit = "$rows | New-GenTask google/nano-banana -AspectRatio 1:1";
    private const string Wait = "$tasks | Wait-GenTask";
    private const string Price = "$rows | Get-GenPrice google/nano-banana -AspectRatio 1:1 -Exact";
    private const string Read = "$tasks | Get-GenTask";
    private const string Save = "$ended | Save-GenOutput $folder";

    // Answers that do not come until the client gives up hold each command in the middle of its work.
    public static TheoryData<string, string, int> BusyCommands { get; } = new()
    {
        { Submit, "post", Slots },
        { Submit + " | Wait-GenTask", "post", Slots },
        { Price, "post", Slots },
        { Wait, "get", Tasks },
        { Read, "get", Tasks },
        { Save, "get", Ended },
    };

    [Theory]
    [MemberData(nameof(BusyCommands))]
    public async Task Stopping_leaves_nothing(string script, string verb, int requests)
    {
        var screen = new CapturingHost();
        using var folder = new TemporaryFolder();
        using FaultyRun faulty = await StartStalled(screen, folder, verb);
        using Background busy = Background.AtOnce(faulty.Host, script);
        await UntilBusy(faulty, requests);

        RunResult run = busy.Stop();

        Assert.Equal(PSInvocationState.Stopped, run.State);
        await AssertNothingIsLeft(faulty, screen, folder);
    }

    [Theory]
    [InlineData("$last", "Wait-GenTask | Select-First 1")]
    [InlineData("'..'", "Wait-GenTask -ErrorAction Stop")]
    [InlineData("'..'", "Get-GenTask -ErrorAction Stop")]
    [InlineData("'..'", "Save-GenOutput $folder -ErrorAction Stop")]
    [InlineData("$last", "Wait-GenTask | ForEach-Object { throw 'enough' }")]
    public async Task A_downstream_that_has_enough_and_a_first_error_leave_nothing(string last, string rest)
    {
        var screen = new CapturingHost();
        using var enough = new ManualResetEventSlim();
        using var folder = new TemporaryFolder();
        using FaultyRun faulty = await StartStalled(screen, folder, "get");
        faulty.Host.Set("enough", enough);
        string given = rest.StartsWith("Save", System.StringComparison.Ordinal) ? "$ended" : "$tasks";
        using Background busy = Background.AtOnce(faulty.Host, $"$last = $ended[0]; & {{ {given}; $enough.Wait(); {last} }} | {rest}");
        await UntilBusy(faulty, given == "$ended" ? Ended : Tasks);
        enough.Set();

        RunResult run = busy.End();

        Assert.Equal(1, run.Output.Count + run.Errors.Count);
        await AssertNothingIsLeft(faulty, screen, folder);
    }

    [Theory]
    [MemberData(nameof(BusyCommands))]
    public async Task A_closed_runspace_leaves_nothing(string script, string verb, int requests)
    {
        var screen = new CapturingHost();
        using var folder = new TemporaryFolder();
        using FaultyRun faulty = await StartStalled(screen, folder, verb);
        using Background busy = Background.AtOnce(faulty.Host, script);
        await UntilBusy(faulty, requests);

        await Task.Run(faulty.Host.Runspace.Dispose, TestContext.Current.CancellationToken);

        Assert.Equal(PSInvocationState.Stopped, busy.End().State);
        Assert.Equal(RunspaceState.Closed, faulty.Host.Runspace.RunspaceStateInfo.State);
        await faulty.Server.StatsWhen(stats => InFlight(stats) == 0);
        Assert.Empty(screen.Bars);
        Assert.Empty(folder.Files);
    }

    /// <summary>A server that stalls one verb from now on; before, there were tasks in $tasks, and some that have ended in $ended.</summary>
    private static async Task<FaultyRun> StartStalled(CapturingHost screen, TemporaryFolder folder, string verb)
    {
        // What is under way never ends, and is given up.
        FaultyRun faulty = await FaultyRun.Start(screen, patience: TimeSpan.FromSeconds(2));
        faulty.Host.Set("folder", folder.Path);
        await faulty.Host.RunAsync($"$rows = {FaultyRun.Rows(RowCount)}; $ended = {FaultyRun.Submit(Ended)} | Wait-GenTask; " +
            $"$tasks = {FaultyRun.Rows(Tasks)} | New-GenTask google/nano-banana -AspectRatio 16:9");
        (await faulty.Server.Add($"stall-after:{verb}:1")).Dispose();
        return faulty;
    }

    /// <summary>All that can be under way is, so that nothing more is on its way to the server.</summary>
    private static Task UntilBusy(FaultyRun faulty, int requests) => faulty.Server.StatsWhen(stats => InFlight(stats) == requests);

    private static int InFlight(JsonElement stats) => stats.GetProperty("in_flight").GetInt32();

    private static int Requests(JsonElement stats, string verb) => stats.GetProperty(verb).GetProperty("requests").GetInt32();

    /// <summary>No request is under way, no bar is shown, no half file is there, and none comes later: what another task needs is all that the server
    /// sees.</summary>
    private static async Task AssertNothingIsLeft(FaultyRun faulty, CapturingHost screen, TemporaryFolder folder)
    {
        Assert.Empty(screen.Bars);
        Assert.Empty(folder.Files);
        Assert.True(FastClient.BecomesIdle(faulty.Host), "Somebody still plans to look at tasks.");
        JsonElement before = await faulty.Server.StatsWhen(stats => InFlight(stats) == 0);
        await faulty.Server.EndFaults();

        RunResult run = await faulty.Host.RunAsync("New-GenTask google/nano-banana -Prompt last -AspectRatio 1:1 | Wait-GenTask");

        Assert.Equal("Completed", run.Single.Text("Status"));
        JsonElement after = await faulty.Server.Stats();
        Assert.Equal(Requests(before, "create") + 1, Requests(after, "create"));
        // A picture takes 12 s, now and then 16, and is looked at every second; each task of before would need a look more.
        Assert.InRange(Requests(after, "poll") - Requests(before, "poll"), 1, 17);
        Assert.Equal(0, InFlight(after));
    }
}
