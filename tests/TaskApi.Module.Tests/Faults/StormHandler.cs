using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Module.Tests.Faults;

/// <summary>Holds the first refusals for the limit back until so many have come: all that could leave has left before the first of them arrives.</summary>
/// <param name="count">How many.</param>
internal sealed class StormHandler(int count) : DelegatingHandler(new HttpClientHandler { AllowAutoRedirect = false })
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _come;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            if (Interlocked.Increment(ref _come) == count)
            {
                _all.SetResult();
            }

            await _all.Task.WaitAsync(Background.Patience, cancellationToken);
        }

        return response;
    }
}
