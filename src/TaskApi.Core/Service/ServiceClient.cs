using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Speaks HTTP with the service: one request at a time through its verb's slots, answers bounded, times limited, redirects not
/// followed, and the rule of money kept: a POST is sent again only when it surely did not arrive or was refused by the rate limit.
/// </summary>
internal sealed class ServiceClient : IDisposable
{
    private const int LargestAnswer = 8 * 1024 * 1024;
    private const int Tries = 4;

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly ApiKey? _key;
    private readonly TimeProvider _clock;
    private readonly AccountLimits _limits;
    private readonly TimeSpan _timeout;
    private readonly Random _jitter = new();

    public ServiceClient(HttpClient http, Uri endpoint, ApiKey? key, TimeProvider clock, AccountLimits limits, TimeSpan timeout)
    {
        _http = http;
        // Relative addresses replace what follows the last slash; an endpoint below a path of a gateway shall keep that path.
        _endpoint = endpoint.AbsolutePath.EndsWith("/", StringComparison.Ordinal) ? endpoint : new Uri(endpoint.GetLeftPart(UriPartial.Path) + "/");
        _key = key;
        _clock = clock;
        _limits = limits;
        _timeout = timeout;
    }

    /// <summary>Told about bans.</summary>
    public event Action<GenNotice>? Noticed;

    /// <summary>Posts to <c>/v1/tasks</c>.</summary>
    /// <param name="body">The JSON body.</param>
    /// <param name="isPaid">True when the request creates a task; false for a dry run, whose loss costs nothing.</param>
    /// <param name="stop">Ends the waiting for a slot: nothing new is sent.</param>
    /// <param name="abort">Ends a request that is under way.</param>
    public async Task<WireAnswer> PostTaskAsync(byte[] body, bool isPaid, CancellationToken stop, CancellationToken abort)
    {
        for (int attempt = 1; ; attempt++)
        {
            IRequestSlot slot = await _limits.Post.TakeAsync(spare: 0, stop).ConfigureAwait(false);
            Exchange exchange = await SendAsync(HttpMethod.Post, "v1/tasks", body, slot, stop, abort).ConfigureAwait(false);
            bool sendAgain = exchange.Kind is ExchangeKind.NotSent or ExchangeKind.Banned || (!isPaid && exchange.MayPass);
            if (!sendAgain || attempt == Tries)
            {
                return exchange.Kind == ExchangeKind.Answered ? Accept(exchange, isPaid) : throw Explain(exchange, isPaid);
            }

            await BackOffAsync(exchange, attempt, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Gets a path of the API; reading may be repeated freely, within the limit.</summary>
    public async Task<WireAnswer> GetAsync(string path, bool isPaced, CancellationToken stop)
    {
        for (int attempt = 1; ; attempt++)
        {
            IRequestSlot? slot = isPaced ? await _limits.Get.TakeAsync(spare: 0, stop).ConfigureAwait(false) : null;
            Exchange exchange = await SendAsync(HttpMethod.Get, path, null, slot, stop, stop).ConfigureAwait(false);
            if (!exchange.MayPass && exchange.Kind is not (ExchangeKind.NotSent or ExchangeKind.Banned))
            {
                return exchange.Kind == ExchangeKind.Answered ? Accept(exchange, isPaid: false) : throw Explain(exchange, isPaid: false);
            }

            if (attempt == Tries)
            {
                throw Explain(exchange, isPaid: false);
            }

            await BackOffAsync(exchange, attempt, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Gets a path once, with a slot that is already taken.</summary>
    public async Task<WireAnswer> GetOnceAsync(string path, IRequestSlot slot, CancellationToken stop)
    {
        Exchange exchange = await SendAsync(HttpMethod.Get, path, null, slot, stop, stop).ConfigureAwait(false);
        return exchange.Kind == ExchangeKind.Answered ? Accept(exchange, isPaid: false) : throw Explain(exchange, isPaid: false);
    }

    /// <summary>The text without the key, should the service have echoed it.</summary>
    public string Redact(string text) => _key?.Redact(text) ?? text;

    public void Dispose() => _http.Dispose();

    /// <summary>Sends one request and gives its slot back.</summary>
    private async Task<Exchange> SendAsync(HttpMethod verb, string path, byte[]? body, IRequestSlot? slot, CancellationToken stop, CancellationToken abort)
    {
        if (stop.IsCancellationRequested)
        {
            slot?.ReleaseUnused();
            stop.ThrowIfCancellationRequested();
        }

        using CancellationTokenSource timeout = _clock.CreateCancellationTokenSource(_timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abort);
        bool answered = false;
        try
        {
            using var request = new HttpRequestMessage(verb, new Uri(_endpoint, path));
            request.Headers.Authorization = _key?.ToHeader();
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Content = body is null ? NetworkTransport.NoContent() : Json(body);

            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            byte[] answer = await ReadAsync(response.Content, either.Token).ConfigureAwait(false);
            answered = true;
            slot?.Release();
            return Judge(verb, slot, response, answer);
        }
        catch (Exception failure) when (!answered)
        {
            // Whatever it was, the slot goes back: others of the same account may live longer than the session.
            bool notSent = TransportFailure.SurelyNotSent(failure);
            Release(slot, notSent);
            bool isLoss = failure is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException or InvalidDataException or System.Net.WebException;
            if (!isLoss || (failure is OperationCanceledException && abort.IsCancellationRequested && verb == HttpMethod.Get))
            {
                throw;
            }

            return Exchange.Lost(notSent ? ExchangeKind.NotSent : ExchangeKind.Lost, failure, timeout.IsCancellationRequested);
        }
    }

    private static ByteArrayContent Json(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };

    private static void Release(IRequestSlot? slot, bool notSent)
    {
        if (notSent)
        {
            slot?.ReleaseUnused();
        }
        else
        {
            slot?.ReleaseAfterLoss();
        }
    }

    private Exchange Judge(HttpMethod verb, IRequestSlot? slot, HttpResponseMessage response, byte[] body)
    {
        WireAnswer answer = WireAnswer.Read((int)response.StatusCode, body);
        if (answer.Status != 429)
        {
            return Exchange.Answered(answer);
        }

        TimeSpan ban = RetryAfter.Read(response.Headers.RetryAfter, _clock.GetUtcNow()) ?? AccountLimits.Ban;
        // A margin: our clock and the service's may tick a little apart.
        if (slot?.CloseGate(ban + SlotPool.Window) == true)
        {
            Noticed?.Invoke(new GenNotice(FormattableString.Invariant($"The service says that too many {verb.Method} requests came in and refuses them for {ban.TotalSeconds:0} s. Waiting; the pipeline goes on by itself.")));
        }

        return Exchange.Banned(answer);
    }

    /// <summary>An answer that is no refusal, or the error that says what the refusal means.</summary>
    private WireAnswer Accept(Exchange exchange, bool isPaid) => exchange.Answer!.IsSuccess ? exchange.Answer : throw Explain(exchange, isPaid);

    private GenServiceException Explain(Exchange exchange, bool isPaid) => FailureText.Explain(exchange, isPaid, _endpoint, Redact);

    private Task BackOffAsync(Exchange exchange, int attempt, CancellationToken stop)
    {
        if (exchange.Kind == ExchangeKind.Banned)
        {
            // The verb's gate is closed; waiting for a slot is waiting for the end of the ban.
            return Task.CompletedTask;
        }

        double share;
        lock (_jitter)
        {
            share = 0.5 + (_jitter.NextDouble() / 2);
        }

        return _clock.Delay(TimeSpan.FromSeconds(Math.Pow(2, attempt - 1) * share), stop);
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > LargestAnswer)
        {
            throw new InvalidDataException("The answer is larger than 8 MB.");
        }

        using Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
        using var body = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, 0, buffer.Length, cancellation).ConfigureAwait(false)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LargestAnswer)
            {
                throw new InvalidDataException("The answer is larger than 8 MB.");
            }
        }

        return body.ToArray();
    }
}
