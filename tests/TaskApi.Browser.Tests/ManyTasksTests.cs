using System;
using System.IO;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Browser.Support;
using Xunit;

namespace TaskApi.Tests.Browser;

/// <summary>Reports that are large, and reports that travel.</summary>
public sealed class ManyTasksTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    // Typing feels at once below a tenth of a second; the machine of the tests may be busy.
    private const double MostMilliseconds = 400;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Search_filter_and_order_stay_quick_with_2000_tasks()
    {
        using var host = new ModuleHost();
        host.Set("path", Path.Combine(_folder.Path, "report.html"));
        RunResult run = host.Run("""
            1..2000 | ForEach-Object { [pscustomobject] @{
                Id = "task-$_"; Model = "maker/model-$($_ % 30)"; Status = $(if ($_ % 9) { 'Completed' } else { 'Failed' }); Error = $(if ($_ % 9) { $null } else { 'refused' })
                Outputs = "https://example.org/$_.png"; Kind = 'Image'; Cost = 0.01 * ($_ % 50)
                Input = @{ prompt = "a fox in snow, number $_, " + ('and much more to tell about it ' * 8); aspect_ratio = '16:9' } } } | Export-GenReport $path
            """);
        Assert.Single(run.Clean);
        await using OpenReport report = await browser.OpenAsync(new Uri(Path.Combine(_folder.Path, "report.html")));
        Assert.Equal(2000, (await report.ShownAsync()).Length);

        // The best of a few tries: what counts is the page's work, not that of others on the machine.
        double[] times = await report.Page.EvaluateAsync<double[]>("""
            async () => {
                const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                const [find, status, order] = ['find', 'status', 'order'].map(id => document.getElementById(id));
                const best = async change => {
                    let least = Infinity;
                    for (let i = 0; i < 4; i++) {
                        await frame();
                        const start = performance.now();
                        change(i);
                        await frame();
                        document.body.offsetHeight;
                        least = Math.min(least, performance.now() - start);
                    }
                    return least;
                };
                return [
                    await best(i => { find.value = 'number ' + (1 + i); find.dispatchEvent(new Event('input')); }),
                    await best(i => { status.selectedIndex = i % 2 + 1; status.dispatchEvent(new Event('change')); }),
                    await best(i => { order.selectedIndex = i; order.dispatchEvent(new Event('change')); }),
                ];
            }
            """);

        Assert.All(times, time => Assert.InRange(time, 0, MostMilliseconds));
    }

    [Fact]
    public async Task A_page_that_holds_its_files_shows_them_wherever_it_is_taken()
    {
        using var host = new ModuleHost();
        host.Set("folder", _folder.Path);
        RunResult run = host.Run($$"""
            {{ModuleHost.FastService}} | Out-Null
            $files = @(@{ model = 'google/nano-banana'; prompt = 'fox'; aspect_ratio = '1:1' }, @{ model = 'elevenlabs/sound-effect'; text = 'rain'; duration = 4 }, @{ model = 'kuaishou/kling-2.6'; prompt = 'fox'; duration = 5; mode = 'std' }) |
                New-GenTask | Wait-GenTask | Save-GenOutput "$folder/files"
            $null = $files | Export-GenReport "$folder/here/report.html" -Embed
            [System.IO.Directory]::Delete("$folder/files", $true)
            [System.IO.Directory]::Move("$folder/here", "$folder/there")
            """);
        Assert.Empty(run.Clean);

        await using OpenReport report = await browser.OpenAsync(new Uri(Path.Combine(_folder.Path, "there", "report.html")));

        await report.Page.WaitForFunctionAsync("() => document.querySelector('.cards img').naturalWidth > 100");
        await report.Page.EvaluateAsync("for (const player of document.querySelectorAll('video, audio')) { player.preload = 'metadata'; }");
        await report.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('video, audio')].every(player => player.duration > 1)");
        await report.Page.ClickAsync(".shot");
        Assert.True(await report.Page.IsVisibleAsync("#viewer"));
        Assert.Empty(report.Complaints);
    }
}
