using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Waiting;

public sealed class WaitGenTaskTests
{
    private const string Picture = "New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1";
    private const string SlowAndQuick = "'slow', 'quick' | New-GenTask google/nano-banana -AspectRatio 1:1";

    [Fact]
    public void A_task_comes_out_when_it_has_completed()
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject task = host.Run($"{Picture} | Wait-GenTask").Single;

        Assert.Equal(("Completed", (object)0.025m), (task.Text("Status"), task.Get("Cost")!));
        Assert.Equal("fox", task.Input("prompt"));
        PSObject output = Assert.Single(task.List("Outputs"));
        Assert.Equal(("image_url", "Image"), (output.Text("Name"), output.Text("Kind")));
        Assert.StartsWith("https://", output.Text("Url"), StringComparison.Ordinal);
        Assert.True((TimeSpan)task.Get("Elapsed")! > TimeSpan.FromSeconds(1));
        Assert.Contains(task.Text("Id"), task.Text("Raw"), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_tasks_are_waited_for_together()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("1..20 | ForEach-Object { \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask");

        Assert.Equal(20, run.Clean.Texts("Id").Distinct().Count());
        Assert.All(run.Output, task => Assert.Equal("Completed", task.Text("Status")));
    }

    [Fact]
    public void A_task_that_ends_sooner_comes_out_sooner()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.Run("slow");
        using Background busy = Background.UntilOutput(host, $"{SlowAndQuick} | Wait-GenTask", 1);
        service.Complete("slow");

        Assert.Equal(["quick", "slow"], busy.End().Clean.Select(task => task.Input("prompt")));
    }

    [Fact]
    public void Tasks_come_out_while_more_are_still_being_submitted()
    {
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Speed 1000 -Seed 1");

        // Upstream goes on until the first task has come out at the other end; if waiting began only after it, its time would run out.
        RunResult run = host.Run($$"""
            $state = @{ Ended = $false; Sent = 0 }
            & {
                $time = [System.Diagnostics.Stopwatch]::StartNew()
                while (-not $state.Ended -and $time.Elapsed.TotalSeconds -lt 120) { $state.Sent++; {{Picture}} }
                $state.EndedMeanwhile = $state.Ended
            } | Wait-GenTask | ForEach-Object { $state.Ended = $true; $_ } | ForEach-Object { $state.Out++ }
            $state.EndedMeanwhile
            $state.Out -eq $state.Sent
            """);

        Assert.Equal([true, true], run.Values);
    }

    [Fact]
    public void Ids_are_as_good_as_tasks()
    {
        using ModuleHost host = ModuleHost.Connected();
        string[] ids = host.Run("'fox', 'owl', 'elk' | New-GenTask google/nano-banana -AspectRatio 1:1").Clean.Texts("Id");

        Assert.Equal(ids.Order(), host.Run($"Wait-GenTask {string.Join(',', ids)}").Clean.Texts("Id").Order());
        Assert.Equal([ids[0]], host.Run($"'{ids[0]}' | Wait-GenTask").Clean.Texts("Id"));
        Assert.Equal([ids[1]], host.Run($"[pscustomobject]@{{ Id = '{ids[1]}'; Model = 'x' }} | Wait-GenTask").Clean.Texts("Id"));
        Assert.Equal([ids[2]], host.Run($"@{{ task_id = '{ids[2]}' }} | Wait-GenTask").Clean.Texts("Id"));
        Assert.Equal("google/nano-banana", host.Run($"Wait-GenTask {ids[0]}").Single.Text("Model"));
    }

    [Fact]
    public void A_task_that_has_ended_already_comes_out_as_it_is()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"$task = {Picture} | Wait-GenTask; $task | Wait-GenTask -Timeout 0");

        Assert.Equal("Completed", run.Single.Text("Status"));
    }

    [Fact]
    public void A_task_that_failed_comes_out_and_is_an_error()
    {
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Speed 200 -Seed 1 -FailureRate 1");

        RunResult run = host.Run("@{ prompt = 'fox'; aspect_ratio = '1:1' } | New-GenTask google/nano-banana | Wait-GenTask");

        PSObject task = Assert.Single(run.Output);
        Assert.Equal("Failed", task.Text("Status"));
        Assert.NotEmpty(task.Text("Error"));
        Assert.Equal(("TaskFailed", ErrorCategory.OperationStopped), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says(task.Text("Id"), "google/nano-banana", task.Text("Error"));
        Assert.Equal(task.Text("Id"), run.Error.TargetObject.ToString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.01")]
    [InlineData("00:00:00.0100000")]
    [InlineData("([timespan]::FromMilliseconds(10))")]
    public void A_wait_that_is_too_short_is_an_error_that_names_the_task_and_how_to_go_on(string timeout)
    {
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Speed 1 -Seed 1");
        var time = System.Diagnostics.Stopwatch.StartNew();

        RunResult run = host.Run($"$task = New-GenTask openai/sora-2 -Prompt fox; $task | Wait-GenTask -Timeout {timeout}; $task");

        string id = Assert.Single(run.Output).Text("Id");
        Assert.Equal(("WaitTimeout", ErrorCategory.OperationTimeout), (run.Error.Id(), run.Error.CategoryInfo.Category));
        run.Error.Says(id, "may still finish", $"Wait-GenTask {id}");
        Assert.Equal(id, run.Error.TargetObject.ToString());
        // The film takes a minute.
        Assert.True(time.Elapsed < Background.Prompt, $"The wait took {time.Elapsed}.");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("'31.00:00:00'")]
    [InlineData("([double]::NaN)")]
    public void A_timeout_that_is_none_is_an_error(string timeout)
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"Wait-GenTask some-task -Timeout {timeout}");

        run.Error.Says("no waiting time");
    }

    [Theory]
    [InlineData("'.'")]
    [InlineData("'..'")]
    [InlineData("42")]
    [InlineData("@{ Name = 'x' }")]
    public void What_is_no_task_is_an_error_and_the_others_go_on(string item)
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"$task = {Picture}; ({item}), $task | Wait-GenTask");

        Assert.Equal("Completed", Assert.Single(run.Output).Text("Status"));
        Assert.Equal("InvalidInput", run.Error.Id());
    }

    [Fact]
    public void A_task_that_the_service_does_not_know_is_an_error()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("Wait-GenTask nobody-knows-me");

        Assert.Empty(run.Output);
        Assert.Equal("NotFound", run.Error.Id());
        run.Error.Says("nobody-knows-me");
    }

    [Fact]
    public void Nothing_in_is_nothing_out()
    {
        using ModuleHost host = ModuleHost.Connected();

        Assert.Empty(host.Run("@() | Wait-GenTask").Clean);
    }

    [Fact]
    public void Any_returns_the_first_that_ends_and_waits_for_no_other()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.Run("slow");

        RunResult run = host.Run($"{SlowAndQuick} | Wait-GenTask -Any");

        Assert.Equal("quick", run.Single.Input("prompt"));
        Assert.Matches("^(Pending|Processing)$", host.Run("Get-GenTask | Where-Object { $_.Input.prompt -eq 'slow' }").Single.Text("Status"));
    }

    [Fact]
    public void Any_goes_on_after_an_id_that_means_nothing_and_counts_a_task_that_failed_as_ended()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.Answer("poll nobody-knows-me", 404, """{"code":404,"success":false,"data":{"message":"Task not found"}}""");
        service.Run("fox");
        using Background busy = Background.UntilOutput(host, $"'nobody-knows-me', ({Picture}) | Wait-GenTask -Any 2>&1", 1);
        service.Fail("fox");

        RunResult run = busy.End();
        Assert.Equal("Failed", Assert.Single(run.Clean, item => item.BaseObject is not ErrorRecord).Text("Status"));
        Assert.Equal(["NotFound", "TaskFailed"], run.Output.Select(item => item.BaseObject).OfType<ErrorRecord>().Select(Messages.Id));
    }

    [Fact]
    public void Any_leaves_the_input_that_comes_after_the_first_end_alone()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"$done = {Picture} | Wait-GenTask; $done, $done, 'nobody-knows-me' | Wait-GenTask -Any");

        Assert.Equal("Completed", run.Single.Text("Status"));
    }

    [Fact]
    public void The_poll_interval_is_a_floor_between_two_looks_at_a_task()
    {
        using var service = new StagedService();
        using var host = new ModuleHost();
        using var other = new ModuleHost();
        FastClient.Connect(host, "https://api.example.com", speed: 200, TimeSpan.FromSeconds(100), service);
        other.Set("session", host.Run("$session").Single.BaseObject);
        service.Run("fox");
        using Background busy = Background.AtOnce(host, $"{Picture} | Wait-GenTask -PollInterval 00:10:00 -Timeout 1000000");
        Assert.True(SpinWait.SpinUntil(() => other.Run("Get-GenTask -Session $session").Clean.Texts("Status").Contains("Processing"), Background.Patience));

        // The task ends long before the second look at it may be taken.
        service.Complete("fox");
        PSObject task = busy.End().Single;

        Assert.True((TimeSpan)task.Get("Elapsed")! >= TimeSpan.FromMinutes(10), $"{task.Get("Elapsed")}");
        Assert.Equal(2, service.Seen("poll").Length);
    }
}
