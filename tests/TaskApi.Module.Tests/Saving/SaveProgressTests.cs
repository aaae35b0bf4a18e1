using System;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Saving;

public sealed class SaveProgressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_bar_tells_files_bytes_and_speed_at_most_five_times_a_second_and_ends()
    {
        using var service = new CountingService();
        using var host = new ModuleHost();
        host.GoTo(_folder.Path);
        FastClient.Connect(host, "https://api.example.com", speed: 1, TimeSpan.FromSeconds(30), service);
        using PowerShell shell = host.Prepare("1..7 | ForEach-Object { \"task$_\" } | Save-GenOutput -ThrottleLimit 1");
        var time = Stopwatch.StartNew();
        _ = shell.Invoke();

        // On a busy machine a file may take so long that it gets a bar of its own.
        ProgressRecord[] shown = [.. shell.Streams.Progress.Where(record => record.ActivityId == shell.Streams.Progress[0].ActivityId)];
        Assert.InRange(shown.Length, 2, 2 + (5 * time.Elapsed.TotalSeconds));
        Assert.Equal(ProgressRecordType.Completed, shown[^1].RecordType);
        Assert.All(shown.SkipLast(1), record => Assert.Matches(@"^[0-7] of 7 files, [0-9]+ kB, [0-9.]+ [kM]B/s$", record.StatusDescription));
        Assert.Equal(["Saving results"], shown.Select(record => record.Activity).Distinct());
        Assert.Contains(shown, record => record.PercentComplete is > 0 and < 100);
    }

    [Fact]
    public void A_file_that_takes_long_has_a_bar_of_its_own_also_while_the_pipeline_waits_for_a_task()
    {
        using var service = new StagedService();
        var screen = new CapturingHost();
        using var host = new ModuleHost(screen);
        host.GoTo(_folder.Path);
        FastClient.Connect(host, "https://api.example.com", speed: 20, TimeSpan.FromSeconds(100), service);
        service.Hold("file fox 1");
        service.Run("fox 2");
        using Background busy = Background.AtOnce(host, "'fox 1', 'fox 2' | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask | Save-GenOutput");

        Assert.True(SpinWait.SpinUntil(() => Regex.IsMatch(screen.ProgressText, "nano-banana_task-fox-1"), Background.Patience));
        Assert.True(SpinWait.SpinUntil(() => screen.Bars.Select(bar => bar.Source).Distinct().Count() == 2, Background.Patience));

        Assert.Contains("0 of 1 files", screen.ProgressText, StringComparison.Ordinal);
        busy.Stop();
        Assert.Empty(screen.Bars);
    }

    [Fact]
    public void A_slow_file_does_not_hold_up_the_coming_of_those_behind_it_and_the_order_stays()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        host.GoTo(_folder.Path);
        service.Hold("file fox 1");
        host.Run("$tasks = 1..12 | ForEach-Object { \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask");
        using Background busy = Background.AtOnce(host, "$tasks | Save-GenOutput -ThrottleLimit 2");

        Assert.True(SpinWait.SpinUntil(() => _folder.Files.Length == 11, Background.Patience));

        service.Release("file fox 1");
        string[] saved = [.. busy.End().Clean.Texts("TaskId")];
        Assert.Equal(host.Run("$tasks").Clean.Texts("Id"), saved);
    }
}
