using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Tests.Support;

/// <summary>A network that answers as a test says and remembers what it was asked.</summary>
internal sealed class ScriptedTransport : HttpMessageHandler
{
    private readonly object _gate = new();
    private readonly Queue<Func<SentRequest, CancellationToken, Task<HttpResponseMessage>>> _script = new();
    private readonly List<SentRequest> _sent = [];
    private readonly TimeProvider _clock;
    private Func<SentRequest, CancellationToken, Task<HttpResponseMessage>>? _otherwise;
    private int _underWay;

    public ScriptedTransport(TimeProvider? clock = null) => _clock = clock ?? TimeProvider.System;

    /// <summary>The requests so far, in the order of their sending.</summary>
    public IReadOnlyList<SentRequest> Sent
    {
        get
        {
            lock (_gate)
            {
                return [.. _sent];
            }
        }
    }

    /// <summary>How many requests have no answer yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>True when whoever used the network has closed its connections.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>A JSON answer.</summary>
    public static HttpResponseMessage Json(string body, int status = 200) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>The next answer.</summary>
    public ScriptedTransport Then(string body, int status = 200) => Then(_ => Json(body, status));

    /// <summary>The next answer, or failure.</summary>
    public ScriptedTransport Then(Func<SentRequest, HttpResponseMessage> answer)
    {
        _script.Enqueue((request, _) => Task.FromResult(answer(request)));
        return this;
    }

    /// <summary>The next request fails like this.</summary>
    public ScriptedTransport ThenFail(Exception failure)
    {
        _script.Enqueue((_, _) => Task.FromException<HttpResponseMessage>(failure));
        return this;
    }

    /// <summary>The next request gets no answer until its sender gives up.</summary>
    public ScriptedTransport ThenHang()
    {
        _script.Enqueue(Hang);
        return this;
    }

    /// <summary>The next request gets this answer as soon as it is there.</summary>
    public ScriptedTransport ThenWait(Task<HttpResponseMessage> answer)
    {
        _script.Enqueue((_, cancellation) => answer.WaitAsync(cancellation));
        return this;
    }

    /// <summary>The answer to every request that the script does not answer.</summary>
    public ScriptedTransport Otherwise(Func<SentRequest, HttpResponseMessage> answer)
    {
        _otherwise = (request, _) => Task.FromResult(answer(request));
        return this;
    }

    /// <summary>Requests that the script does not answer get no answer until their sender gives up.</summary>
    public ScriptedTransport OtherwiseHang()
    {
        _otherwise = Hang;
        return this;
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string? body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : null;
        var sent = new SentRequest(request.Method, request.RequestUri!, request.Headers.Authorization?.ToString(), body, _clock.GetUtcNow(), request.Headers);
        Func<SentRequest, CancellationToken, Task<HttpResponseMessage>>? answer;
        lock (_gate)
        {
            _sent.Add(sent);
            answer = _script.Count > 0 ? _script.Dequeue() : _otherwise;
        }

        Interlocked.Increment(ref _underWay);
        try
        {
            HttpResponseMessage response =
                await (answer ?? throw new InvalidOperationException($"Nobody expected {sent.Method} {sent.Url}."))(sent, cancellationToken);

            // As a real handler does; .NET Framework does not by itself.
            response.Content ??= new ByteArrayContent([]);
            return response;
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private static async Task<HttpResponseMessage> Hang(SentRequest request, CancellationToken cancellation)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        throw new InvalidOperationException("An endless wait ended.");
    }
}
