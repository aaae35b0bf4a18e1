using System;
using System.Diagnostics;
using System.Linq;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Stopping;

/// <summary>A downstream that has seen enough, as Select-Object -First: upstream commands are only disposed of.</summary>
public sealed class EarlyEndTests
{
    private const string Rows = "1..100 | ForEach-Object { \"fox $_\" }";

    // The emulator makes a sound in no time, while it draws a picture longer than a pipeline takes to end.
    private const string Sounds = "1..100 | ForEach-Object { @{ text = \"rain $_\" } } | New-GenTask elevenlabs/sound-effect -Duration 1";

    [Theory]
    [InlineData("New-GenTask google/nano-banana -AspectRatio 1:1")]
    [InlineData("New-GenTask google/nano-banana -AspectRatio 1:1 -ThrottleLimit 3")]
    public void Enough_tasks_end_the_submission_and_nothing_more_is_sent(string submit)
    {
        using ModuleHost host = ModuleHost.Connected();
        var time = Stopwatch.StartNew();

        RunResult run = host.Run($"{Rows} | {submit} | Select-First 2");

        Assert.True(time.Elapsed < Background.Prompt, $"The end took {time.Elapsed}.");
        Assert.Equal(["fox 1", "fox 2"], run.Clean.Select(task => task.Input("prompt")));
        AssertNothingMoreIsSent(host);
    }

    [Fact]
    public void Enough_tasks_end_a_submission_that_waits_for_the_limit()
    {
        using ModuleHost host = ModuleHost.Connected(ModuleHost.SlowService);
        var time = Stopwatch.StartNew();

        RunResult run = host.Run($"{Rows} | New-GenTask google/nano-banana -AspectRatio 1:1 | Select-First 5");

        Assert.True(time.Elapsed < Background.Prompt, $"The end took {time.Elapsed}.");
        Assert.Equal(5, run.Clean.Count);
        Assert.InRange(host.Run("Get-GenTask").Clean.Count, 5, 10);
    }

    [Theory]
    [InlineData("Wait-GenTask | Select-First 1", 1)]
    [InlineData("Wait-GenTask | Select-First 3", 3)]
    [InlineData("Wait-GenTask | Save-GenOutput $folder | Select-First 1", 1)]
    [InlineData("Select-First 2 | Wait-GenTask", 2)]
    public void Enough_results_end_the_whole_pipeline_and_nothing_more_is_sent(string rest, int expected)
    {
        using var folder = new TemporaryFolder();
        using ModuleHost host = ModuleHost.Connected();
        host.Set("folder", folder.Path);
        var time = Stopwatch.StartNew();

        RunResult run = host.Run($"{Sounds} | {rest}");

        Assert.True(time.Elapsed < Background.Prompt, $"The end took {time.Elapsed}.");
        Assert.Equal(expected, run.Clean.Count);
        Assert.DoesNotContain(folder.Files, name => name.EndsWith(".part", StringComparison.Ordinal));
        AssertNothingMoreIsSent(host);
    }

    [Fact]
    public void Enough_files_end_the_saving_and_leave_no_half_ones()
    {
        using var folder = new TemporaryFolder();
        using ModuleHost host = ModuleHost.Connected();
        host.Set("folder", folder.Path);
        host.Run("$tasks = 1..10 | ForEach-Object { \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask");

        RunResult run = host.Run("$tasks | Save-GenOutput $folder | Select-First 1");

        Assert.Single(run.Clean);
        Assert.NotEmpty(folder.Files);
        Assert.All(folder.Files, name => Assert.EndsWith(".png", name, StringComparison.Ordinal));
        Assert.Equal(10, host.Run("$tasks | Save-GenOutput $folder -Force").Clean.Count);
    }

    [Fact]
    public void An_error_further_down_ends_everything_too()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"{Rows} | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask | ForEach-Object {{ throw 'enough' }}");

        run.Error.Says("enough");
        AssertNothingMoreIsSent(host);
    }

    /// <summary>The tasks that are known now are still all there are when one more has been submitted and has run through.</summary>
    private static void AssertNothingMoreIsSent(ModuleHost host)
    {
        int known = host.Run("Get-GenTask").Clean.Count;

        host.Run("New-GenTask openai/sora-2 -Prompt last | Wait-GenTask");

        Assert.Equal(known + 1, host.Run("Get-GenTask").Clean.Count);
    }
}
