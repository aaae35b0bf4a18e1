using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>A service whose tasks have all completed, with results of the test's choice.</summary>
internal sealed class ResultService : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Func<HttpResponseMessage>> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _outputs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<HttpRequestMessage> _downloads = new();

    /// <summary>The requests for results so far.</summary>
    public HttpRequestMessage[] Downloads => [.. _downloads];

    /// <summary>A task with this output, as JSON.</summary>
    public void AddTask(string id, string output) => _outputs[id] = output;

    /// <summary>A task with one result at an address.</summary>
    public void AddTask(string id, Uri url, byte[] bytes, string? contentType = null)
    {
        AddTask(id, $$"""{"url":"{{url.AbsoluteUri}}"}""");
        AddFile(url, () => new HttpResponseMessage { Content =
            new ByteArrayContent(bytes) { Headers = { ContentType = contentType is null ? null : new(contentType) } } });
    }

    /// <summary>What is at an address.</summary>
    public void AddFile(Uri url, Func<HttpResponseMessage> answer) => _files[url.AbsoluteUri] = answer;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri url = request.RequestUri!;
        if (_files.TryGetValue(url.AbsoluteUri, out Func<HttpResponseMessage>? file))
        {
            _downloads.Enqueue(request);
            return Task.FromResult(file());
        }

        string id = Uri.UnescapeDataString(url.AbsolutePath.Split('/').Last());
        return Task.FromResult(_outputs.TryGetValue(id, out string? output)
            ? new HttpResponseMessage { Content =
                new StringContent($$$"""{"code":200,"success":true,"data":{"task_id":"{{{id}}}","status":"completed","output":{{{output}}}}}""", Encoding.UTF8,
                    "application/json") }
            : new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
