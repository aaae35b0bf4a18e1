using System;
using System.Diagnostics;
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
        await StopAtMoments(host, screen, folder, async () =>
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
        using FaultyRun faulty = await FaultyRun.Start(screen, "latency:both:0.5:20:seed=1");
        await StopAtMoments(faulty.Host, screen, folder, async () =>
        {
            JsonElement before = await faulty.Server.StatsWhen(stats => stats.GetProperty("in_flight").GetInt32() == 0);
            Assert.Equal(before.GetProperty("tasks_created").GetInt32(), (await faulty.Host.RunAsync("Get-GenTask")).Clean.Count);
            await faulty.Host.RunAsync("New-GenTask elevenlabs/sound-effect -Input @{ text = 'last' } | Get-GenTask");
            JsonElement after = await faulty.Server.Stats();
            Assert.Equal((1, 1), (Requests(after, "create") - Requests(before, "create"), Requests(after, "poll") - Requests(before, "poll")));
        });
    }

    private static int Requests(JsonElement stats, string verb) => stats.GetProperty(verb).GetProperty("requests").GetInt32();

    /// <summary>Runs the pipeline once to its end, which tells how long it takes, and then stops it at random moments of that time.</summary>
    private static async Task StopAtMoments(ModuleHost host, CapturingHost screen, TemporaryFolder folder, Func<Task> assertNothingComesLater)
    {
        host.Set("folder", folder.Path);
        string script = $"1..{RowCount} | ForEach-Object {{ @{{ text = \"fox $_\"; duration = 1 }} }} | New-GenTask elevenlabs/sound-effect | Wait-GenTask | " +
            "Save-GenOutput $folder -Force";
        var time = Stopwatch.StartNew();
        Assert.Equal(RowCount, (await host.RunAsync(script)).Clean.Count);
        TimeSpan whole = time.Elapsed;
        var draws = new Random(20);
        for (int i = 0; i < Moments; i++)
        {
            double share = draws.NextDouble();
            using Background busy = Background.AtOnce(host, script);
            await Task.Delay(whole * share, TestContext.Current.CancellationToken);

            RunResult run = busy.Stop();

            string moment = $"Stopped after {share:P0} of {whole}, the run";
            Assert.True(run.Errors.Count == 0, $"{moment} told {string.Join(' ', run.Errors.Select(Messages.Of))}");
            Assert.True(run.State is PSInvocationState.Stopped or PSInvocationState.Completed, $"{moment} is {run.State}.");
            Assert.True(screen.Bars.Count == 0, $"{moment} left a bar.");
            Assert.True(folder.Files.All(name => name.EndsWith(".wav", StringComparison.Ordinal)), $"{moment} left half a file.");
            Assert.True(FastClient.BecomesIdle(host), $"{moment} left a planner.");
            await assertNothingComesLater();
        }
    }
}
