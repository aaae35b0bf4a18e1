using System;
using System.IO;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>What one session has learned about how long a model takes tells another how long its batch will take.</summary>
public sealed class TimeLeftTests
{
    [Fact]
    public void A_batch_that_runs_shows_the_time_left_in_its_table_as_an_earlier_session_has_learned_it()
    {
        using var folder = new TemporaryFolder();
        var screen = new CapturingHost();
        using var host = new ModuleHost(screen);
        host.Set("ledger", Path.Combine(folder.Path, "ledger.db"));
        host.Run("$null = Connect-GenService -Local -Ledger $ledger -Speed 100 -Seed 1; 'a', 'b' | New-GenTask kuaishou/kling-2.6 -Batch first | " +
            "Wait-GenTask -Timeout 10000");
        host.Run("Disconnect-GenService; $null = Connect-GenService -Local -Ledger $ledger -Speed 1 -Seed 2; 'a', 'b' | New-GenTask kuaishou/kling-2.6 " +
            "-Batch second; 'a' | New-GenTask openai/sora-2 -Batch third");

        PSObject[] batches = [.. host.Run("$batches = Get-GenBatch; $batches | Out-Host; $batches").Clean];

        Assert.Equal(["first", "second", "third"], batches.Texts("Name"));
        Assert.InRange(((TimeSpan)batches[1].Get("TimeLeft")!).TotalSeconds, 5, 300);
        // Nothing runs of the one; of the other's model nothing is known yet.
        Assert.Equal((null, null), (batches[0].Get("TimeLeft"), batches[2].Get("TimeLeft")));
        string[] lines = screen.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int header = Array.FindIndex(lines, line => line.StartsWith("Name", StringComparison.Ordinal));
        Assert.Equal("Name Rows Done Failed Running TimeLeft Uncertain Unsent Spent",
            string.Join(' ', lines[header].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Matches(@"^second +2 +0 +0 +2 +00:0[0-4]:\d\d +0 +0 ", lines[header + 3]);
    }
}
