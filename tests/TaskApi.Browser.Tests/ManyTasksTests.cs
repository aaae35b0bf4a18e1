using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Playwright;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Browser.Support;
using Xunit;

namespace TaskApi.Tests.Browser;

/// <summary>Reports that are large, and reports that travel.</summary>
public sealed class ManyTasksTests(BrowserFixture browser) : IDisposable
{
    private const int Changes = 4;
    private const double MostOfBrowsers = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task With_2000_tasks_search_filter_and_order_stay_quick()
    {
        await using OpenReport report = await browser.OpenAsync(Make2000);
        Assert.Equal(2000, (await report.ShownAsync()).Length);

        // However quick the machine is: beside what the browser itself needs to take all cards out and to put them in again.
        double bare = await WorkOfAsync(report, "cards", "(window.all ??= [...element.children]); element.replaceChildren(...(i % 2 ? [] : all))");
        await AssertQuickAsync("find", "element.value = 'number 1' + i; element.dispatchEvent(new Event('input'))");
        await AssertQuickAsync("find", "element.value = ''; element.dispatchEvent(new Event('input'))");
        await AssertQuickAsync("status", "element.selectedIndex = i % 3; element.dispatchEvent(new Event('change'))");
        await AssertQuickAsync("order", "element.selectedIndex = i; element.dispatchEvent(new Event('change'))");

        async Task AssertQuickAsync(string tool, string change)
        {
            double work = await WorkOfAsync(report, tool, change);
            TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant($"{tool}: {work:0.000} s, {work / bare:0.0} times the browser's"));
            Assert.InRange(work / bare, 0, MostOfBrowsers);
        }
    }

    [Fact]
    public async Task A_page_that_holds_its_files_shows_them_wherever_it_is_taken()
    {
        await using OpenReport report = await browser.OpenAsync(MakeTravelled);

        await report.Page.WaitForFunctionAsync("() => document.querySelector('.cards img').naturalWidth > 100");
        await report.Page.EvaluateAsync("for (const player of document.querySelectorAll('video, audio')) { player.preload = 'metadata'; }");
        await report.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('video, audio')].every(player => player.duration > 1)");
        await report.Page.ClickAsync(".shot");
        Assert.True(await report.Page.IsVisibleAsync("#viewer"));
        Assert.Empty(report.Complaints);
    }

    private Uri Make2000()
    {
        using var host = new ModuleHost();
        host.Set("path", Path.Combine(_folder.Path, "report.html"));
        RunResult run = host.Run("""
            1..2000 | ForEach-Object { [pscustomobject] @{
                Id = "task-$_"; Model = "maker/model-$($_ % 30)"; Status = $(if ($_ % 9) { 'Completed' } else { 'Failed' })
                Error = $(if ($_ % 9) { $null } else { 'refused' })
                Outputs = "https://example.org/$_.png"; Kind = 'Image'; Cost = 0.01 * ($_ % 50)
                Input = @{ prompt = "a fox in snow, number $_, " + ('and much more to tell about it ' * 8); aspect_ratio = '16:9' } } } | Export-GenReport $path
            """);
        Assert.Single(run.Clean);
        return new Uri(Path.Combine(_folder.Path, "report.html"));
    }

    private Uri MakeTravelled()
    {
        using var host = new ModuleHost();
        host.Set("folder", _folder.Path);
        RunResult run = host.Run($$"""
            {{StudioBatch.Service}} -Seed 1 | Out-Null
            $files = @(@{ model = 'google/nano-banana'; prompt = 'fox'; aspect_ratio = '1:1' },
                @{ model = 'elevenlabs/sound-effect'; text = 'rain'; duration = 4 },
                @{ model = 'kuaishou/kling-2.6'; prompt = 'fox'; duration = 5; mode = 'std' }) |
                New-GenTask | Wait-GenTask | Save-GenOutput "$folder/files"
            $null = $files | Export-GenReport "$folder/here/report.html" -Embed
            [System.IO.Directory]::Delete("$folder/files", $true)
            [System.IO.Directory]::Move("$folder/here", "$folder/there")
            """);
        Assert.Empty(run.Clean);
        return new Uri(Path.Combine(_folder.Path, "there", "report.html"));
    }

    /// <summary>How long a change keeps the page's thread at work, in seconds. Not the time of a clock: others use the machine too.</summary>
    private static async Task<double> WorkOfAsync(OpenReport report, string tool, string change)
    {
        ICDPSession session = await report.Page.Context.NewCDPSessionAsync(report.Page);
        await session.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
        double before = await WorkAsync(session);
        await report.Page.EvaluateAsync($$"""
            async tool => {
                const element = document.getElementById(tool);
                for (let i = 1; i <= {{Changes}}; i++) {
                    {{change}};
                    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                }
            }
            """, tool);
        double work = (await WorkAsync(session) - before) / Changes;
        await session.DetachAsync();
        return work;
    }

    /// <summary>How long the page's thread has worked by now, in seconds.</summary>
    private static async Task<double> WorkAsync(ICDPSession session)
    {
        JsonElement metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
        foreach (JsonElement metric in metrics.EnumerateArray())
        {
            if (metric.GetProperty("name").GetString() == "TaskDuration")
            {
                return metric.GetProperty("value").GetDouble();
            }
        }

        throw new InvalidOperationException(metrics.GetRawText());
    }
}
