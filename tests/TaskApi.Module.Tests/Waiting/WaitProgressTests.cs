using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Waiting;

public sealed class WaitProgressTests
{
    [Fact]
    public void Progress_ends_with_the_wait()
    {
        IReadOnlyList<ProgressRecord> shown = Show("Connect-GenService -Local -Speed 50 -Seed 1", "New-GenTask openai/sora-2 -Prompt fox | Wait-GenTask");

        Assert.True(shown.Count >= 2);
        Assert.Equal(ProgressRecordType.Completed, shown[^1].RecordType);
        Assert.All(shown.SkipLast(1), record => Assert.Equal(ProgressRecordType.Processing, record.RecordType));
    }

    [Fact]
    public void The_bar_tells_what_is_done_has_failed_and_runs_how_fast_it_goes_and_what_it_has_cost()
    {
        IReadOnlyList<ProgressRecord> shown = Show(
            "Connect-GenService -Local -Speed 60 -Seed 1",
            "$done = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask; $done, 'not-a-known-id', (New-GenTask openai/sora-2 -Prompt " +
            "fox) | Wait-GenTask -ErrorAction SilentlyContinue");

        Assert.Contains(shown, record => Regex.IsMatch(record.StatusDescription, @"^2 of 3 done, 1 failed, 1 running, [0-9.]+ a minute, 0\.025 USD$")
            && record.PercentComplete == 66);
    }

    [Fact]
    public void The_time_left_is_told_from_what_is_believed_about_the_model_before_any_task_has_ended()
    {
        IReadOnlyList<ProgressRecord> shown =
            Show("Connect-GenService -Local -Speed 1 -Seed 1", "New-GenTask openai/sora-2 -Prompt fox | Wait-GenTask -Timeout 0.8");

        Assert.InRange(shown[0].SecondsRemaining, 10, 300);
    }

    [Fact]
    public void Tasks_that_take_long_have_bars_of_their_own_at_most_three_and_all_are_taken_away()
    {
        var screen = new CapturingHost();
        using var host = new ModuleHost(screen);
        host.Run("Connect-GenService -Local -Speed 1 -Seed 1");
        using Background busy = Background.AtOnce(host, "1..5 | ForEach-Object { \"fox $_\" } | New-GenTask openai/sora-2 | Wait-GenTask");
        Assert.True(System.Threading.SpinWait.SpinUntil(() => screen.Bars.Count == 4, Background.Patience));

        Assert.Equal([1, 2, 3, 4], screen.Bars.Select(bar => bar.Activity).Order());
        busy.Stop();

        Assert.Empty(screen.Bars);
    }

    [Fact]
    public void The_bar_of_a_task_names_its_model_prompt_and_id_below_the_bar_of_all()
    {
        IReadOnlyList<ProgressRecord> shown = Show("Connect-GenService -Local -Speed 1 -Seed 1",
            "($task = New-GenTask openai/sora-2 -Prompt \"a fox`nin snow\") | Wait-GenTask -Timeout 0.8; $task.Id", out string id);

        ProgressRecord bar = shown.First(record => record.ParentActivityId >= 0);
        Assert.Equal(shown[0].ActivityId, bar.ParentActivityId);
        Assert.Equal("openai/sora-2 'a fox in snow'", bar.Activity);
        Assert.StartsWith($"{id}, 00:0", bar.StatusDescription, System.StringComparison.Ordinal);
        Assert.InRange(bar.PercentComplete, 0, 99);
    }

    private static IReadOnlyList<ProgressRecord> Show(string connect, string script) => Show(connect, script, out _);

    private static IReadOnlyList<ProgressRecord> Show(string connect, string script, out string last)
    {
        using ModuleHost host = ModuleHost.Connected(connect);
        using PowerShell shell = host.Prepare(script);
        last = shell.Invoke().LastOrDefault()?.ToString() ?? "";
        return [.. shell.Streams.Progress];
    }
}
