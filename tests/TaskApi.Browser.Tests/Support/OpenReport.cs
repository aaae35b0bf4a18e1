using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;

namespace TaskApi.Tests.Browser.Support;

/// <summary>A report in a browser's tab.</summary>
/// <param name="Page">The tab.</param>
/// <param name="Complaints">What the page or the browser wrote to the console, and errors of scripts.</param>
/// <param name="Requests">The addresses that were asked for.</param>
internal sealed record OpenReport(IPage Page, IReadOnlyCollection<string> Complaints, IReadOnlyCollection<string> Requests) : IAsyncDisposable
{
    /// <summary>The cards that are seen, in their order.</summary>
    public Task<string[]> ShownAsync() => Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.card h3')].map(each => each.textContent)");

    /// <summary>A value of each card that is seen, in the cards' order.</summary>
    public async Task<double[]> ShownAsync(string field) =>
        [.. (await Page.EvaluateAsync<string[]>("field => [...document.querySelectorAll('.card')].map(each => each.dataset[field])", field)).Select(
            text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Lets the page catch up with what was typed.</summary>
    public Task SettleAsync() => Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    /// <summary>Waits for what the browser tells when it gets round to it: it has answered before all that it had to say has come.</summary>
    public static async Task ToldAsync(Func<bool> isTold)
    {
        for (var waiting = Stopwatch.StartNew(); !isTold() && waiting.ElapsedMilliseconds < Chromium.Patience;)
        {
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
