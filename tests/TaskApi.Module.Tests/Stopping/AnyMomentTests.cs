using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Faults;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Stopping;

/// <summary>A stop hits a whole pipeline wherever it happens to be: before the first request, between two, amid a download, or too late.</summary>
public sealed class AnyMomentTests
{
    // More than pass at once, so that some wait for the limit. Sounds, because pictures take the emulator long to make.
    private const int RowCount = 14;
    private const int Moments = 15;

    [Fact]
    public async Task Nothing_is_left_of_a_pipeline_in_the_emulator()
    {
        var screen = new CapturingHost();
        using var folder = new TemporaryFolder();
        using var host = new ModuleHost(screen);
        host.Run("$session = Connect-GenService -Local -Speed 200 -Seed 1");
        await StopAtMoments(host, screen, folder, async _ =>
        {
            int known = (await host.RunAsync("Get-GenTask")).Clean.Count;
            Assert.Single((await host.RunAsync("New-GenTask elevenlabs/sound-effect -Input @{ text = 'last' } | Wait-GenTask")).Clean);
            Assert.Equal(known + 1, (await host.RunAsync("Get-GenTask")).Clean.Count);
        });
    }

    [Fact]
    public async Task Nothing_is_left_at_a_server_and_no_task_is_paid_for_that_nobody_knows()
    {
        var screen = new CapturingHost();
        using var folder = new TemporaryFolder();
        using var sent = new SentRequests();
        using FaultyRun faulty = await FaultyRun.Start(screen, sent, "latency:both:0.5:20:seed=1");
        await StopAtMoments(faulty.Host, screen, folder, async uncertain =>
        {
            (int Posts, int Gets) before = sent.Count;
            JsonElement stats = await faulty.Server.StatsWhen(stats => stats.GetProperty("in_flight").GetInt32() == 0);
            int known = (await faulty.Host.RunAsync("Get-GenTask")).Clean.Count;
            Assert.InRange(stats.GetProperty("tasks_created").GetInt32(), known, known + uncertain);
            await faulty.Host.RunAsync("New-GenTask elevenlabs/sound-effect -Input @{ text = 'last' } | Get-GenTask");
            Assert.Equal((before.Posts + 1, before.Gets + 1), sent.Count);
        });
    }

    /// <summary>Runs the pipeline once to its end, which tells how long it takes, and then stops it at random moments of that time.</summary>
    /// <param name="host">The runspace.</param>
    /// <param name="screen">Its screen.</param>
    /// <param name="folder">Where the results go.</param>
    /// <param name="assertNothingComesLater">Called after each stop with the number of requests, of all so far, of which nobody knows what became.</param>
    private static async Task StopAtMoments(ModuleHost host, CapturingHost screen, TemporaryFolder folder, Func<int, Task> assertNothingComesLater)
    {
        host.Set("folder", folder.Path);
        host.Set("batch", "whole");
        var grace = (TimeSpan)host.Run("[TaskApi.GenSession]::Grace").Single.BaseObject;
        string script = $"1..{RowCount} | ForEach-Object {{ @{{ text = \"fox $_\"; duration = 1 }} }} | New-GenTask elevenlabs/sound-effect -Batch $batch | " +
            "Wait-GenTask | Save-GenOutput $folder -Force";
        var time = Stopwatch.StartNew();
        Assert.Equal(RowCount, (await host.RunAsync(script)).Clean.Count);
        TimeSpan whole = time.Elapsed;
        var draws = new Random(20);
        int uncertain = 0;
        for (int i = 0; i < Moments; i++)
        {
            double share = draws.NextDouble();
            host.Set("batch", $"batch {i}");
            using Background busy = Background.AtOnce(host, script);
            await Task.Delay(whole * share, TestContext.Current.CancellationToken);

            var stopping = Stopwatch.StartNew();
            RunResult run = busy.Stop();
            TimeSpan took = stopping.Elapsed;

            string moment = $"Stopped after {share:P0} of {whole}, the run";
            Assert.True(run.Errors.Count == 0, $"{moment} told {string.Join(' ', run.Errors.Select(Messages.Of))}");
            Assert.True(run.State is PSInvocationState.Stopped or PSInvocationState.Completed, $"{moment} is {run.State}.");
            Assert.True(screen.Bars.Count == 0, $"{moment} left a bar.");
            Assert.True(folder.Files.All(name => name.EndsWith(".wav", StringComparison.Ordinal)), $"{moment} left half a file.");
            Assert.True(FastClient.BecomesIdle(host), $"{moment} left a planner.");
            int before = uncertain;
            uncertain = (await host.RunAsync("Get-GenBatch")).Clean.Sum(batch => Convert.ToInt32(batch.Get("Uncertain"), CultureInfo.InvariantCulture));
            // Only on a busy machine: what is paid for and under way is given up after a while, and not before.
            Assert.True(uncertain == before || took > grace * 0.9, $"{moment} gave up {uncertain - before} requests after {took}.");
            await assertNothingComesLater(uncertain);
        }
    }
}
