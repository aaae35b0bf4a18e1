using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Stopping;

/// <summary>Ctrl+C, and hosts that go away.</summary>
public sealed class StopTests
{
    private const string Rows = "1..50 | ForEach-Object { \"fox $_\" }";

    // On the slow service ten requests pass at once, and the next one would have to wait for a minute and a half.
    private const string Submit = Rows + " | New-GenTask google/nano-banana -AspectRatio 1:1";

    private const string SubmitAndTell = Submit + " | ForEach-Object { $_; if (++$sent -eq 10) { $busy.Set() } }";

    [Fact]
    public void Stopping_a_submission_returns_at_once_and_sends_nothing_more()
    {
        using ModuleHost host = ModuleHost.Connected(ModuleHost.SlowService);
        using Background busy = Background.UntilOutput(host, Submit, 10);

        RunResult run = busy.Stop();

        Assert.Equal(PSInvocationState.Stopped, run.State);
        Assert.Equal(10, run.Output.Count);
        Assert.Equal(run.Output.Texts("Id").Order(), host.Run("Get-GenTask").Clean.Texts("Id").Order());
    }

    [Fact]
    public void Stopping_a_wait_returns_at_once_and_the_tasks_can_be_waited_for_again()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.Run("fox");
        using Background busy = Background.UntilProgress(host, "New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask");

        RunResult run = busy.Stop();

        Assert.Equal(PSInvocationState.Stopped, run.State);
        service.Complete("fox");
        Assert.Equal("Completed", host.Run("Get-GenTask | Wait-GenTask").Single.Text("Status"));
    }

    [Theory]
    [InlineData(SubmitAndTell + " | Wait-GenTask")]
    [InlineData(SubmitAndTell + " | Wait-GenTask | Save-GenOutput $folder")]
    public void Stopping_a_whole_pipeline_returns_at_once(string script)
    {
        using var folder = new TemporaryFolder();
        using ModuleHost host = ModuleHost.Connected(ModuleHost.SlowService);
        host.Set("folder", folder.Path);
        using Background busy = Background.UntilSignal(host, script);

        RunResult run = busy.Stop();

        Assert.Equal(PSInvocationState.Stopped, run.State);
        Assert.Empty(run.Errors.Select(Messages.Of));
        Assert.Equal(10, host.Run("Get-GenTask").Clean.Count);
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData(Submit + " -WarningAction Continue", 10)]
    [InlineData("1..50 | ForEach-Object { @{ prompt = \"fox $_\"; aspect_ratio = '1:1'; x = $_ } } | Get-GenPrice google/nano-banana -Exact", 10)]
    [InlineData(Submit + " -ThrottleLimit 10 | Get-GenTask", 1)]
    public void Stopping_any_command_returns_at_once(string script, int count)
    {
        using ModuleHost host = ModuleHost.Connected(ModuleHost.SlowService);
        using Background busy = Background.UntilOutput(host, script, count);

        Assert.Equal(PSInvocationState.Stopped, busy.Stop().State);
    }

    [Fact]
    public void A_runspace_works_on_after_a_stop()
    {
        using ModuleHost host = ModuleHost.Connected(ModuleHost.SlowService);
        using (Background busy = Background.UntilOutput(host, Submit, 10))
        {
            busy.Stop();
        }

        RunResult run =
            host.Run($"{ModuleHost.FastService} | ForEach-Object {{ }}; New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask");

        Assert.Equal("Completed", run.Single.Text("Status"));
    }

    [Theory]
    [InlineData(SubmitAndTell + " | Wait-GenTask")]
    [InlineData("New-GenTask openai/sora-2 -Prompt fox | ForEach-Object { $busy.Set(); $_ } | Wait-GenTask")]
    public async Task A_runspace_can_be_closed_in_the_middle_of_a_pipeline(string script)
    {
        using ModuleHost host = ModuleHost.Connected(ModuleHost.SlowService);
        using Background busy = Background.UntilSignal(host, script);
        var time = Stopwatch.StartNew();

        await Task.Run(host.Runspace.Dispose, TestContext.Current.CancellationToken).WaitAsync(Background.Patience, TestContext.Current.CancellationToken);

        Assert.True(time.Elapsed < Background.Prompt, $"Closing took {time.Elapsed}.");
        Assert.Equal(RunspaceState.Closed, host.Runspace.RunspaceStateInfo.State);
        Assert.Equal(PSInvocationState.Stopped, busy.End().State);
    }
}
