using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>A service whose tasks have all completed with a sound each; it counts how many of its results are fetched at once.</summary>
/// <param name="expected">How many are to be fetched at once: until then none is sent.</param>
internal sealed class CountingService(int expected = 1) : HttpMessageHandler
{
    // Long enough for a pipeline to begin more than it may begin.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(150);

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly object _gate = new();
    private int _now;

    /// <summary>The most at once.</summary>
    public int Most { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string id = request.RequestUri!.AbsolutePath.Split('/').Last();
        if (request.RequestUri.Host == "api.example.com")
        {
            string output = $$$"""
                {"code":200,"success":true,"data":{"task_id":"{{{id}}}","status":"completed","output":{"url":"https://cdn.example.net/{{{id}}}" } } }
                """;
            return new HttpResponseMessage { Content = new StringContent(output, Encoding.UTF8, "application/json") };
        }

        lock (_gate)
        {
            Most = Math.Max(Most, ++_now);
            if (Most >= expected)
            {
                _reached.TrySetResult();
            }
        }

        await _reached.Task.WaitAsync(Background.Patience, cancellationToken);
        await Task.Delay(Moment, cancellationToken);
        lock (_gate)
        {
            _now--;
        }

        return new HttpResponseMessage { Content = new ByteArrayContent([.. "ID3"u8, .. new byte[100]]) };
    }
}
