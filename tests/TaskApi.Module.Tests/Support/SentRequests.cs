using System.Collections.Concurrent;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>Counts what leaves a client: what is given up at a client's end may still arrive at a server later.</summary>
internal sealed class SentRequests() : DelegatingHandler(new HttpClientHandler { AllowAutoRedirect = false })
{
    private readonly ConcurrentQueue<HttpMethod> _sent = new();

    /// <summary>How many requests of each verb have left so far.</summary>
    public (int Posts, int Gets) Count => (_sent.Count(verb => verb == HttpMethod.Post), _sent.Count(verb => verb == HttpMethod.Get));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _sent.Enqueue(request.Method);
        return base.SendAsync(request, cancellationToken);
    }
}
