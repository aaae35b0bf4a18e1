using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;
using Microsoft.Playwright;
using TaskApi.Tests.Browser.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace TaskApi.Tests.Browser.Support;

/// <summary>One browser and one batch for all tests; each opens the report for itself.</summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> _browser = new(Chromium.StartAsync);
    private readonly Lazy<StudioBatch> _batch = new(() => new StudioBatch());

    /// <summary>The batch.</summary>
    internal StudioBatch Batch => _batch.Value;

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated)
        {
            (IPlaywright driver, IBrowser browser) = await _browser.Value;
            await browser.CloseAsync();
            driver.Dispose();
        }

        if (_batch.IsValueCreated)
        {
            _batch.Value.Dispose();
        }
    }

    /// <summary>Opens the batch's report.</summary>
    internal Task<OpenReport> OpenAsync(BrowserNewContextOptions? options = null) => OpenAsync(() => Batch.Address, options);

    /// <summary>Opens a page, and keeps what it complains about and what it asks for.</summary>
    /// <param name="make">Makes the page and tells where it is; not called where there is no browser.</param>
    /// <param name="options">How it is seen.</param>
    internal async Task<OpenReport> OpenAsync(Func<Uri> make, BrowserNewContextOptions? options = null)
    {
        Chromium.Require();
        Uri address = make();
        IBrowserContext context = await (await _browser.Value).Browser.NewContextAsync(
            options ?? new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(Chromium.Patience);
        context.SetDefaultNavigationTimeout(Chromium.Patience);
        var complaints = new ConcurrentQueue<string>();
        var requests = new ConcurrentQueue<string>();
        IPage page = await context.NewPageAsync();
        page.Console += (_, message) => complaints.Enqueue(message.Text);
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.Request += (_, request) => requests.Enqueue(request.Url);
        page.Dialog += (_, dialog) => complaints.Enqueue(dialog.Message);
        await page.GotoAsync(address.AbsoluteUri);
        return new OpenReport(page, complaints, requests);
    }
}
