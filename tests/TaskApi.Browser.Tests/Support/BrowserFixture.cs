using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace TaskApi.Tests.Browser.Support;

/// <summary>One browser and one batch for all tests; each opens the report for itself.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _driver;
    private IBrowser? _browser;

    /// <summary>The batch.</summary>
    internal StudioBatch Batch { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        (_driver, _browser) = await Chromium.StartAsync();
        Batch = new StudioBatch();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _driver?.Dispose();
        Batch?.Dispose();
    }

    /// <summary>Opens a page, and keeps what it complains about and what it asks for.</summary>
    internal async Task<OpenReport> OpenAsync(Uri address, BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await _browser!.NewContextAsync(options ?? new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
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

    /// <summary>Opens the batch's report.</summary>
    internal Task<OpenReport> OpenAsync(BrowserNewContextOptions? options = null) => OpenAsync(Batch.Address, options);
}
