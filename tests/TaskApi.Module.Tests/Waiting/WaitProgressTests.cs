using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Waiting;

public sealed class WaitProgressTests
{
    private const string Submit = "New-GenTask google/nano-banana -AspectRatio 1:1 -Prompt";

    // On which a film takes a minute.
    private const string RealService = "Connect-GenService -Local -Speed 1 -Seed 1";

    [Fact]
    public void Progress_ends_with_the_wait()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.Run("fox");

        IReadOnlyList<ProgressRecord> shown = Show(host, $"{Submit} fox | Wait-GenTask", _ => true, _ => service.Complete("fox"));

        Assert.True(shown.Count >= 2);
        Assert.Equal(ProgressRecordType.Completed, shown[^1].RecordType);
        Assert.All(shown.SkipLast(1), record => Assert.Equal(ProgressRecordType.Processing, record.RecordType));
    }

    [Fact]
    public void The_bar_tells_what_is_done_has_failed_and_runs_how_fast_it_goes_and_what_it_has_cost()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.Answer("poll not-a-known-id", 404, """{"code":404,"success":false,"data":{"message":"Task not found"}}""");
        service.Run("slow");

        Show(
            host,
            $"$done = {Submit} fox | Wait-GenTask; $done, 'not-a-known-id', ({Submit} slow) | Wait-GenTask -ErrorAction SilentlyContinue",
            record => Regex.IsMatch(record.StatusDescription, @"^2 of 3 done, 1 failed, 1 running, [0-9.]+ a minute, 0\.50 USD$")
                && record.PercentComplete == 66,
            _ => service.Complete("slow"));
    }

    [Fact]
    public void The_time_left_is_told_from_what_is_believed_about_the_model_before_any_task_has_ended()
    {
        using ModuleHost host = ModuleHost.Connected(RealService);

        IReadOnlyList<ProgressRecord> shown = Show(host, "New-GenTask openai/sora-2 -Prompt fox | Wait-GenTask", _ => true, shell => shell.Stop());

        Assert.InRange(shown[0].SecondsRemaining, 10, 300);
    }

    [Fact]
    public void Tasks_that_take_long_have_bars_of_their_own_at_most_three_and_all_are_taken_away()
    {
        var screen = new CapturingHost();
        using var host = new ModuleHost(screen);
        host.Run(RealService);
        using Background busy = Background.AtOnce(host, "1..5 | ForEach-Object { \"fox $_\" } | New-GenTask openai/sora-2 | Wait-GenTask");
        Assert.True(SpinWait.SpinUntil(() => screen.Bars.Count == 4, Background.Patience));

        Assert.Equal([1, 2, 3, 4], screen.Bars.Select(bar => bar.Activity).Order());
        busy.Stop();

        Assert.Empty(screen.Bars);
    }

    [Fact]
    public void The_bar_of_a_task_names_its_model_prompt_and_id_below_the_bar_of_all()
    {
        using ModuleHost host = ModuleHost.Connected(RealService);

        IReadOnlyList<ProgressRecord> shown = Show(
            host,
            "New-GenTask openai/sora-2 -Prompt \"a fox`nin snow\" | Wait-GenTask",
            record => record.ParentActivityId >= 0,
            shell => shell.Stop());

        string id = host.Run("Get-GenTask").Single.Text("Id");
        ProgressRecord bar = shown.First(record => record.ParentActivityId >= 0);
        Assert.Equal(shown[0].ActivityId, bar.ParentActivityId);
        Assert.Equal("openai/sora-2 'a fox in snow'", bar.Activity);
        Assert.Matches($"^{Regex.Escape(id)}, 00:[0-5][0-9]$", bar.StatusDescription);
        Assert.InRange(bar.PercentComplete, 0, 99);
    }

    /// <summary>What a script shows until one of its records is what is waited for, and then to its end.</summary>
    private static IReadOnlyList<ProgressRecord> Show(ModuleHost host, string script, Predicate<ProgressRecord> isIt, Action<PowerShell> then)
    {
        using PowerShell shell = host.Prepare(script);
        PSDataCollection<ProgressRecord> shown = shell.Streams.Progress;
        IAsyncResult run = shell.BeginInvoke();
        Assert.True(SpinWait.SpinUntil(() => Enumerable.Range(0, shown.Count).Any(number => isIt(shown[number])), Background.Patience));

        then(shell);
        try
        {
            shell.EndInvoke(run).Dispose();
        }
        catch (PipelineStoppedException)
        {
            // As it was to be.
        }

        return [.. shown];
    }
}
