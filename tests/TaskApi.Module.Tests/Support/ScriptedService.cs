using System;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>A service in this process that answers whatever a test says.</summary>
/// <param name="answer">The answer to a request.</param>
internal sealed class ScriptedService(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    /// <summary>A service that gives one answer to requests that create a task or ask for a price, and another to all others.</summary>
    public static ScriptedService Of(string created, string polled) => new(request => Json(request.Method == HttpMethod.Post ? created : polled));

    /// <summary>A JSON answer.</summary>
    public static HttpResponseMessage Json(string body, int status = 200) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
}
