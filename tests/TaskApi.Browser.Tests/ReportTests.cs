using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using TaskApi.Tests.Browser.Support;
using Xunit;

namespace TaskApi.Tests.Browser;

/// <summary>The report of a batch as its reader has it: from the disk, in a browser, with a mouse, a keyboard or a screen reader.</summary>
public sealed class ReportTests(BrowserFixture browser)
{
    [Fact]
    public async Task It_opens_without_a_complaint_and_asks_for_nothing_but_files_beside_it()
    {
        await using OpenReport report = await browser.OpenAsync();
        await ScrollThroughAsync(report);

        await OpenReport.ToldAsync(() => report.Requests.Any(address => address.EndsWith(".png", StringComparison.Ordinal)));

        Assert.Equal(StudioBatch.Tasks, (await report.ShownAsync()).Length);
        Assert.Empty(report.Complaints);
        Assert.All(report.Requests, address => Assert.True(
            address.StartsWith("data:", StringComparison.Ordinal) || address.StartsWith("file://" + Folder, StringComparison.Ordinal), address));
        Assert.Contains(report.Requests, address => address.EndsWith(".png", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hostile_prompt_is_shown_as_it_is_and_runs_nowhere()
    {
        await using OpenReport report = await browser.OpenAsync();
        await ScrollThroughAsync(report);

        string[] prompts = await report.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.prompt')].map(each => each.textContent)");
        string[] visible = [.. StudioBatch.Hostile.Where(prompt => !prompt.Contains('\u202E', StringComparison.Ordinal))];
        Assert.All(visible, prompt => Assert.Contains(prompt, prompts));
        Assert.Contains("gpj.exe <U+202E>txt.<U+202C> and <U+2067>isolates<U+2069> and <U+FEFF>nothing", prompts);
        Assert.Equal("</title><script>window.hacked=1</script>", await report.Page.TitleAsync());
        Assert.Equal("undefined", await report.Page.EvaluateAsync<string>("typeof window.hacked"));
        Assert.Equal(1, await report.Page.Locator("script").CountAsync());
        Assert.Equal(0, await report.Page.Locator("iframe, object, base, template, .cards form").CountAsync());
    }

    [Fact]
    public async Task A_script_that_got_into_the_page_would_not_run()
    {
        await using OpenReport report = await browser.OpenAsync();

        await report.Page.EvaluateAsync("""
            document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.hacked=1">' +
                '<a id="trap" href="javascript:window.hacked=1">x</a><p id="styled" style="color:red">x</p>');
            document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.hacked=1' }));
            """);
        await report.Page.EvaluateAsync("document.getElementById('trap').click()");
        await report.SettleAsync();

        Assert.Equal("undefined", await report.Page.EvaluateAsync<string>("typeof window.hacked"));
        Assert.NotEqual("rgb(255, 0, 0)", await report.Page.EvaluateAsync<string>("getComputedStyle(document.getElementById('styled')).color"));
        await OpenReport.ToldAsync(() => report.Complaints.Count >= 4);
        Assert.True(report.Complaints.Count >= 4, string.Join('\n', report.Complaints));
    }

    [Fact]
    public async Task Players_and_pictures_have_files_that_exist_and_play()
    {
        await using OpenReport report = await browser.OpenAsync();

        string[] sources =
            await report.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.cards img, .cards video, .cards audio')].map(each => each.src)");
        Assert.True(sources.Length > 100);
        Assert.All(sources, source => Assert.True(File.Exists(new Uri(source).LocalPath), source));
        foreach (string player in (string[])["video", "audio"])
        {
            Assert.True(await report.Page.Locator(player).CountAsync() > 10);
            await report.Page.Locator(player).First.ScrollIntoViewIfNeededAsync();
            await report.Page.EvaluateAsync("player => { document.querySelector(player).preload = 'metadata'; }", player);
            await report.Page.WaitForFunctionAsync("player => document.querySelector(player).duration > 0.5", player);
        }

        await report.Page.Locator(".cards img").First.ScrollIntoViewIfNeededAsync();
        await report.Page.WaitForFunctionAsync("() => document.querySelector('.cards img').naturalWidth > 100");
    }

    [Fact]
    public async Task What_was_not_saved_or_is_gone_says_so_and_links_to_the_service()
    {
        await using OpenReport report = await browser.OpenAsync();

        string[] absent = await report.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.absent')].map(each => each.textContent)");

        Assert.Contains(absent, text => text.Contains("Not saved", StringComparison.Ordinal));
        Assert.Contains(absent, text => text.Contains("is not there any more", StringComparison.Ordinal));
        Assert.All(await report.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.absent a')].map(each => `${each.protocol} ${each.rel}`)"),
            link => Assert.Contains("noreferrer", link, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Search_and_filters_leave_what_was_asked_for()
    {
        await using OpenReport report = await browser.OpenAsync();
        IPage page = report.Page;

        await page.FillAsync("#find", "SHOT-077 snow");
        await report.SettleAsync();
        Assert.Equal(["shot-077"], await report.ShownAsync());
        Assert.Equal("1 of 200 shown", await page.TextContentAsync("#found"));

        await page.FillAsync("#find", "NANO-banana hacked");
        await report.SettleAsync();
        Assert.NotEmpty(await report.ShownAsync());
        Assert.All(await report.ShownAsync("number"), number => Assert.InRange(number, 1, StudioBatch.Hostile.Length));

        await page.FillAsync("#find", "no prompt says this");
        await report.SettleAsync();
        Assert.Empty(await report.ShownAsync());
        Assert.True(await page.IsVisibleAsync("#nothing"));

        await page.ClickAsync("#clear");
        await report.SettleAsync();
        Assert.Equal(StudioBatch.Tasks, (await report.ShownAsync()).Length);
        Assert.False(await page.IsVisibleAsync("#clear"));

        await page.SelectOptionAsync("#status", "Failed");
        string[] failed = await report.ShownAsync();
        Assert.InRange(failed.Length, 4, 60);
        await page.SelectOptionAsync("#model", "google/nano-banana");
        string[] both = await report.ShownAsync();
        Assert.InRange(both.Length, 1, failed.Length - 1);
        Assert.Empty(both.Except(failed));
        Assert.All(await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.card .problem')].map(each => each.textContent)"), Assert.NotEmpty);
    }

    [Theory]
    [InlineData("-cost", "cost", true)]
    [InlineData("-seconds", "seconds", true)]
    [InlineData("seconds", "seconds", false)]
    [InlineData("-submitted", "submitted", true)]
    [InlineData("number", "number", false)]
    public async Task Cards_stand_in_the_order_that_was_chosen(string order, string field, bool falls)
    {
        await using OpenReport report = await browser.OpenAsync();

        await report.Page.SelectOptionAsync("#order", "title");
        await report.Page.SelectOptionAsync("#order", order);

        double[] values = await report.ShownAsync(field);
        Assert.Equal(StudioBatch.Tasks, values.Length);
        Assert.Equal(falls ? values.OrderDescending() : values.Order(), values);
    }

    [Fact]
    public async Task The_keyboard_is_enough()
    {
        await using OpenReport report = await browser.OpenAsync();
        IPage page = report.Page;

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the gallery", await FocusAsync("textContent"));
        await page.Keyboard.PressAsync("/");
        Assert.Equal("find", await FocusAsync("id"));
        await page.Keyboard.TypeAsync("snow take 2");
        await report.SettleAsync();
        Assert.NotEqual(StudioBatch.Tasks, (await report.ShownAsync()).Length);
        await page.Keyboard.PressAsync("Escape");
        await report.SettleAsync();
        Assert.Equal(StudioBatch.Tasks, (await report.ShownAsync()).Length);

        await page.FocusAsync(".shot");
        string first = await page.EvaluateAsync<string>("document.activeElement.querySelector('img').src");
        await page.Keyboard.PressAsync("Enter");
        Assert.True(await page.IsVisibleAsync("#viewer"));
        Assert.Equal(first, await page.GetAttributeAsync("#viewed", "src"));
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.NotEqual(first, await page.GetAttributeAsync("#viewed", "src"));
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.Equal(first, await page.GetAttributeAsync("#viewed", "src"));
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForFunctionAsync("() => !document.getElementById('viewer').open && document.activeElement.classList.contains('shot')");

        await page.FocusAsync(".card details summary");
        await page.Keyboard.PressAsync("Enter");
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('.card details').open"));
        Assert.Empty(report.Complaints);

        async Task<string> FocusAsync(string property) => await page.EvaluateAsync<string>("property => document.activeElement[property]", property);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280, true)]
    [InlineData(ColorScheme.Dark, 1280, false)]
    [InlineData(ColorScheme.Light, 390, false)]
    public async Task Axe_finds_nothing_that_keeps_anybody_out(ColorScheme scheme, int width, bool looksAtAll)
    {
        await using OpenReport report =
            await browser.OpenAsync(new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        IPage page = report.Page;
        if (!looksAtAll)
        {
            // One card of each sort has all that the others have, in a tenth of the time.
            await page.EvaluateAsync("""
                () => {
                    const seen = new Set();
                    for (const card of document.querySelectorAll('.card')) {
                        const sort = card.dataset.status + [...card.querySelectorAll('.media > *, .void')].map(part => part.className).join();
                        seen.has(sort) ? card.remove() : seen.add(sort);
                    }
                }
                """);
            Assert.InRange((await report.ShownAsync()).Length, 5, 20);
        }

        await page.EvaluateAsync("for (const part of [...document.querySelectorAll('details')].slice(0, 4)) { part.open = true; }");

        Assert.Empty(Findings(await page.RunAxe()));
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), "The page is wider than its window.");

        await page.ClickAsync(".shot");
        Assert.Empty(Findings(await page.Locator("#viewer").RunAxe()));
    }

    [Fact]
    public async Task Without_scripts_everything_is_there_but_the_tools()
    {
        await using OpenReport report = await browser.OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });

        Assert.Equal(StudioBatch.Tasks, await report.Page.Locator(".card").CountAsync());
        Assert.False(await report.Page.IsVisibleAsync(".tools"));
        Assert.True(await report.Page.Locator("audio").First.IsVisibleAsync());
        Assert.True(await report.Page.Locator(".plot").First.IsVisibleAsync());
    }

    [Fact]
    public async Task On_paper_there_are_no_tools_and_whole_prompts()
    {
        await using OpenReport report = await browser.OpenAsync();
        await report.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        Assert.False(await report.Page.IsVisibleAsync(".tools"));
        Assert.Equal("block", await report.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.prompt')).display"));
    }

    [Fact]
    public async Task Motion_is_for_those_who_want_it()
    {
        await using OpenReport still = await browser.OpenAsync(new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });

        Assert.Equal("auto", await still.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).scrollBehavior"));
        Assert.Equal("0s", await still.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.card article')).transitionDuration"));
    }

    private string Folder => Path.GetDirectoryName(browser.Batch.Address.LocalPath)!;

    private static string[] Findings(AxeResult result) =>
        [.. result.Violations.Select(
            violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}")];

    /// <summary>Brings everything that waits to be seen onto the screen.</summary>
    private static async Task ScrollThroughAsync(OpenReport report)
    {
        await report.Page.EvaluateAsync("""
            async () => {
                for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
                    scrollTo({ top: y, behavior: 'instant' });
                    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 10)));
                }
            }
            """);
        await report.SettleAsync();
    }
}
