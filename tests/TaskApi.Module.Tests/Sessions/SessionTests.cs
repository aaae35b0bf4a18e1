using System;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Sessions;

public sealed class SessionTests
{
    private const string Picture = "New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1";

    [Fact]
    public void Each_runspace_has_a_session_of_its_own()
    {
        using ModuleHost first = ModuleHost.Connected();
        using ModuleHost second = ModuleHost.Connected();
        using var third = new ModuleHost();

        first.Run(Picture);

        Assert.Single(first.Run("Get-GenTask").Clean);
        Assert.Empty(second.Run("Get-GenTask").Clean);
        Assert.Equal("NotConnected", third.Run("Get-GenTask").Error.Id());
    }

    [Fact]
    public void The_last_session_connected_is_the_one_in_use()
    {
        using ModuleHost host = ModuleHost.Connected();
        host.Run(Picture);

        host.Run(ModuleHost.FastService);

        Assert.Empty(host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void A_session_that_is_named_wins()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run =
            host.Run($"$a = Connect-GenService -Local -Speed 200 -Seed 2; $b = {ModuleHost.FastService}; {Picture} -Session $a | Wait-GenTask -Session $a");

        Assert.Equal("Completed", run.Single.Text("Status"));
        Assert.Equal([1, 0, 0], host.Run("@(Get-GenTask -Session $a).Count; @(Get-GenTask -Session $b).Count; @(Get-GenTask).Count").Values);
        Assert.Equal(0.3m, host.Run("Get-GenPrice openai/sora-2 -Prompt fox -Duration 20 -Session $a").Single.Get("Cost"));
        using var folder = new TemporaryFolder();
        Assert.Single(host.Run($"Get-GenTask -Session $a | Save-GenOutput '{folder.Path}' -Session $a").Clean);
    }

    [Fact]
    public void Another_runspace_can_use_a_session_that_it_is_given()
    {
        using ModuleHost owner = ModuleHost.Connected();
        using var guest = new ModuleHost();
        guest.Set("session", owner.Run("$session = Connect-GenService -Local -Speed 200 -Seed 1; $session").Single);

        PSObject task = guest.Run($"{Picture} -Session $session | Wait-GenTask -Session $session").Single;

        Assert.Equal([task.Text("Id")], owner.Run("Get-GenTask").Clean.Texts("Id"));
    }

    [Theory]
    [InlineData("Disconnect-GenService")]
    [InlineData("Disconnect-GenService $session")]
    [InlineData("$session | Disconnect-GenService")]
    public void Disconnecting_closes_the_session(string disconnect)
    {
        using var host = new ModuleHost();

        RunResult run = host.Run($"$session = {ModuleHost.FastService}; {disconnect}; $session.IsClosed");

        Assert.Equal(true, run.Single.BaseObject);
        Assert.Equal("NotConnected", host.Run("Get-GenTask").Error.Id());
        Assert.Empty(host.Run("Disconnect-GenService").Clean);
    }

    [Fact]
    public void Disconnecting_another_session_leaves_the_present_one()
    {
        using var host = new ModuleHost();

        host.Run($"$other = {ModuleHost.FastService}; $mine = {ModuleHost.FastService}; Disconnect-GenService $other");

        Assert.Equal("Pending", host.Run(Picture).Single.Text("Status"));
    }

    [Fact]
    public void A_wait_ends_when_its_session_is_closed_elsewhere()
    {
        using ModuleHost owner = ModuleHost.Connected(ModuleHost.SlowService);
        using var other = new ModuleHost();
        other.Set("session", owner.Run($"$session = {ModuleHost.SlowService}; $session").Single);
        using Background busy = Background.UntilProgress(owner, "New-GenTask openai/sora-2 -Prompt fox | Wait-GenTask");
        var time = Stopwatch.StartNew();

        other.Run("Disconnect-GenService $session");
        RunResult run = busy.End();

        Assert.True(time.Elapsed < Background.Prompt, $"The end took {time.Elapsed}.");
        Assert.Equal("NotConnected", run.Error.Id());
        run.Error.Says("closed");
    }

    [Fact]
    public void The_session_shows_where_it_leads_and_no_key()
    {
        using var host = new ModuleHost();

        PSObject session = host.Run(ModuleHost.FastService).Single;

        Assert.Equal((true, false), (session.Get("IsLocal"), session.Get("IsClosed")));
        Assert.Equal("local emulator", session.ToString());
        Assert.DoesNotContain(session.Properties.Select(property => property.Name), name => name.Contains("Key", StringComparison.OrdinalIgnoreCase));
    }
}
