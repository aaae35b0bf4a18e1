using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Speaks HTTP with the service: one request at a time through its verb's slots, answers bounded, times limited, redirects not
/// followed, and the rule of money kept: a POST is sent again only when it surely did not arrive or was refused by the rate limit.
/// </summary>
internal sealed class ServiceClient : IDisposable
{
    private const int Tries = 4;
    private const string TooLate = "it took too long until it could leave, for example because the ledger had to be waited for.";

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly ApiKey? _key;
    private readonly TimeProvider _clock;
    private readonly AccountLimits _limits;
    private readonly Func<CancellationTokenSource> _beginTime;
    private readonly Random _jitter = new();

    public ServiceClient(HttpClient http, Uri endpoint, ApiKey? key, TimeProvider clock, AccountLimits limits, Func<CancellationTokenSource> beginTime)
    {
        _http = http;
        // Relative addresses replace what follows the last slash; an endpoint below a path of a gateway shall keep that path.
        _endpoint = endpoint.AbsolutePath.EndsWith("/", StringComparison.Ordinal) ? endpoint : new Uri(endpoint.GetLeftPart(UriPartial.Path) + "/");
        _key = key;
        _clock = clock;
        _limits = limits;
        _beginTime = beginTime;
    }

    /// <summary>Told about bans.</summary>
    public event Action<GenNotice>? Noticed;

    /// <summary>Posts to <c>/v1/tasks</c>.</summary>
    /// <param name="body">The JSON body.</param>
    /// <param name="isPaid">True when the request creates a task; false for a dry run, whose loss costs nothing.</param>
    /// <param name="stop">Ends the waiting for a slot: nothing new is sent.</param>
    /// <param name="abort">Ends a request that is under way.</param>
    /// <param name="record">The request's entry in the ledger; null for none.</param>
    public async Task<WireAnswer> PostTaskAsync(byte[] body, bool isPaid, CancellationToken stop, CancellationToken abort, SubmissionRecord? record = null)
    {
        for (int attempt = 1; ; attempt++)
        {
            IRequestSlot slot = await _limits.Post.TakeAsync(spare: 0, stop, record is { Batch: not null } ? record.CheckAsync : null).ConfigureAwait(false);
            var question = new Question(HttpMethod.Post, "v1/tasks", body, isPaid, record);
            Exchange exchange = await SendAsync(question, slot, stop, abort).ConfigureAwait(false);
            bool sendAgain = !exchange.Succeeded(isPaid) && (exchange.Kind is ExchangeKind.NotSent or ExchangeKind.Banned || (!isPaid && exchange.MayPass));
            if (!sendAgain || attempt == Tries)
            {
                return Accept(exchange, isPaid);
            }

            if (record is not null)
            {
                await record.ComesBackAsync(exchange.Kind == ExchangeKind.Banned ? "The rate limit refused it." : $"It did not leave: {exchange.Reason}")
                    .ConfigureAwait(false);
            }

            await BackOffAsync(question, exchange, attempt, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Gets a path of the API; reading may be repeated freely, within the limit.</summary>
    /// <param name="path">The path below the endpoint.</param>
    /// <param name="isPaced">True when it counts for the limit.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="withoutPersonal">Takes what is personal out of the answer, before anybody sees it; null where nothing is.</param>
    public async Task<WireAnswer> GetAsync(string path, bool isPaced, CancellationToken stop, Func<string, string>? withoutPersonal = null)
    {
        for (int attempt = 1; ; attempt++)
        {
            IRequestSlot? slot = isPaced ? await _limits.Get.TakeAsync(spare: 0, stop).ConfigureAwait(false) : null;
            var question = new Question(HttpMethod.Get, path) { WithoutPersonal = withoutPersonal };
            Exchange exchange = await SendAsync(question, slot, stop, stop).ConfigureAwait(false);
            bool askAgain = exchange.MayPass || exchange.Kind is ExchangeKind.NotSent or ExchangeKind.Banned;
            if (!askAgain || attempt == Tries)
            {
                return Accept(exchange, isPaid: false);
            }

            await BackOffAsync(question, exchange, attempt, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Gets a path once, with a slot that is already taken.</summary>
    public async Task<WireAnswer> GetOnceAsync(string path, IRequestSlot slot, CancellationToken stop)
    {
        return Accept(await SendAsync(new Question(HttpMethod.Get, path), slot, stop, stop).ConfigureAwait(false), isPaid: false);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends one request and gives its slot back. Nobody listens, mostly, and then nothing is measured and no text is made.</summary>
    private Task<Exchange> SendAsync(Question question, IRequestSlot? slot, CancellationToken stop, CancellationToken abort) =>
        GenListener.Current is { } listener ? SendHeardAsync(listener, question, slot, stop, abort) : ExchangeAsync(question, slot, stop, abort);

    private async Task<Exchange> SendHeardAsync(GenListener listener, Question question, IRequestSlot? slot, CancellationToken stop, CancellationToken abort)
    {
        long began = _clock.GetTimestamp();
        Exchange exchange = await ExchangeAsync(question, slot, stop, abort).ConfigureAwait(false);
        TimeSpan took = _clock.GetElapsedTime(began);
        if (exchange.Answer is { } answer)
        {
            answer.Took = took;
        }

        if (listener.HearsDebug)
        {
            string? sent = question.Body is { } body ? Redact(Encoding.UTF8.GetString(body)) : null;
            string line = exchange.Answer is { } received ? WireLine.Of(question.Verb.Method, PathOf(question), took, sent, received)
                : WireLine.OfLoss(question.Verb.Method, PathOf(question), took, sent, exchange.Reason!);
            listener.Tell(GenNoticeLevel.Debug, line);
        }

        return exchange;
    }

    private async Task<Exchange> ExchangeAsync(Question question, IRequestSlot? slot, CancellationToken stop, CancellationToken abort)
    {
        if (stop.IsCancellationRequested)
        {
            slot?.ReleaseUnused();
            stop.ThrowIfCancellationRequested();
        }

        await WriteDownAsync(question.Record, slot).ConfigureAwait(false);
        if (slot is { MayBeUsed: false })
        {
            slot.ReleaseUnused();
            return Exchange.Lost(ExchangeKind.NotSent, new TimeoutException(TooLate), timedOut: false, Redact);
        }

        using CancellationTokenSource timeout = _beginTime();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abort);
        using var body = new AnswerBody();
        HttpResponseMessage? response = null;
        bool answered = false;
        try
        {
            using var request = new HttpRequestMessage(question.Verb, new Uri(_endpoint, question.Path));
            request.Headers.Authorization = _key?.ToHeader();
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Content = question.Body is null ? NetworkTransport.NoContent() : Json(question.Body);

            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            await body.ReadAsync(response.Content, mayCut: question.IsPaid, either.Token).ConfigureAwait(false);
            answered = true;
            slot?.Release();
            return Judge(question, slot, response, body);
        }
        catch (Exception failure) when (!answered)
        {
            // Whatever it was, the slot goes back: others of the same account may live longer than the session.
            bool notSent = TransportFailure.SurelyNotSent(failure);
            Release(slot, notSent);
            // Nothing that happens to a paid request after it left may pass for a mistake that cost nothing.
            bool isLoss = question.IsPaid || failure is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException
                or InvalidDataException or System.Net.WebException;
            if (!isLoss || (failure is OperationCanceledException && abort.IsCancellationRequested && question.Verb == HttpMethod.Get))
            {
                throw;
            }

            // What came before it broke off may name the task already.
            WireAnswer? part = response is not null && question.IsPaid ? Understand(question, response, body) : null;
            return Exchange.Lost(notSent ? ExchangeKind.NotSent : ExchangeKind.Lost, failure, timeout.IsCancellationRequested, Redact, part);
        }
        finally
        {
            response?.Dispose();
        }
    }

    /// <summary>A request leaves only when the ledger says so; then nothing stops it any more.</summary>
    private static async Task WriteDownAsync(SubmissionRecord? record, IRequestSlot? slot)
    {
        try
        {
            await (record?.LeavesAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch
        {
            slot?.ReleaseUnused();
            throw;
        }
    }

    /// <summary>The point where an answer's bytes become text: behind it there is no key, and nothing personal that nobody asked for.</summary>
    private WireAnswer Understand(Question question, HttpResponseMessage response, AnswerBody body)
    {
        string? location = response.Headers.TryGetValues("Location", out IEnumerable<string>? places) ? Redact(string.Concat(places)) : null;
        string? sent = question.Body is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        string text = Redact(WireText.Decode(body.ToArray()));
        WireAnswer answer = WireAnswer.Read((int)response.StatusCode, question.WithoutPersonal?.Invoke(text) ?? text, location, sent);
        answer.Size = body.Length;
        return answer;
    }

    /// <summary>A text from outside without the key.</summary>
    public string Redact(string text) => _key?.Redact(text) ?? text;

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

    private Exchange Judge(Question question, IRequestSlot? slot, HttpResponseMessage response, AnswerBody body)
    {
        WireAnswer answer = Understand(question, response, body);
        if (answer.Status != 429)
        {
            return Exchange.Answered(answer);
        }

        TimeSpan ban = RetryAfter.Read(response.Headers.RetryAfter, _clock.GetUtcNow()) ?? AccountLimits.Ban;
        // A margin: our clock and the service's may tick a little apart.
        if (slot?.CloseGate(ban + SlotPool.Window) == true)
        {
            if (GenListener.Current is { HearsVerbose: true } listener)
            {
                listener.Tell(GenNoticeLevel.Verbose,
                    FormattableString.Invariant($"Banned: {question.Verb.Method} requests are refused for {ban.TotalSeconds:0} s (HTTP 429)."));
            }

            Noticed?.Invoke(new GenNotice(GenNoticeLevel.Warning, FormattableString.Invariant($"The service says that too ") +
                FormattableString.Invariant($"many {question.Verb.Method} requests came in and refuses them for {ban.TotalSeconds:0} s. Waiting; the ") +
                    "pipeline goes on by itself."));
        }

        return Exchange.Banned(answer);
    }

    /// <summary>An answer that brought what was asked for, or the error that says what it means that it did not.</summary>
    private WireAnswer Accept(Exchange exchange, bool isPaid) =>
        exchange.Succeeded(isPaid) ? exchange.Answer! : throw FailureText.Explain(exchange, isPaid, _endpoint);

    private Task BackOffAsync(Question question, Exchange exchange, int attempt, CancellationToken stop)
    {
        if (exchange.Kind == ExchangeKind.Banned)
        {
            // The verb's gate is closed; waiting for a slot is waiting for the end of the ban.
            TellRetry(question, exchange, attempt, pause: null);
            return Task.CompletedTask;
        }

        double share;
        lock (_jitter)
        {
            share = 0.5 + (_jitter.NextDouble() / 2);
        }

        var pause = TimeSpan.FromSeconds(Math.Pow(2, attempt - 1) * share);
        TellRetry(question, exchange, attempt, pause);
        return _clock.Delay(pause, stop);
    }

    private static void TellRetry(Question question, Exchange exchange, int attempt, TimeSpan? pause)
    {
        if (GenListener.Current is { HearsVerbose: true } listener)
        {
            string why = exchange.Reason?.TrimEnd('.') ?? FormattableString.Invariant($"HTTP {exchange.Answer!.Status}");
            string when = pause is { } wait ? FormattableString.Invariant($"in {wait.TotalSeconds:0.0} s") : "when the ban is over";
            listener.Tell(GenNoticeLevel.Verbose,
                FormattableString.Invariant($"Retry: {question.Verb.Method} {PathOf(question)}: {why}; attempt {attempt + 1} of {Tries} {when}."));
        }
    }

    private static string PathOf(Question question) => "/" + question.Path;

    /// <summary>What is asked of the service.</summary>
    /// <param name="Verb">GET or POST.</param>
    /// <param name="Path">The path below the endpoint.</param>
    /// <param name="Body">The JSON body; null for none.</param>
    /// <param name="IsPaid">True when the request creates a task.</param>
    /// <param name="Record">Its entry in the ledger; null for none.</param>
    private sealed record Question(HttpMethod Verb, string Path, byte[]? Body = null, bool IsPaid = false, SubmissionRecord? Record = null)
    {
        /// <summary>Takes what is personal out of the answer; null where nothing is.</summary>
        public Func<string, string>? WithoutPersonal { get; init; }
    }
}
