using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Puts files on the web, for models to read: PUT /upload, streamed, with the key. Redirects are not followed. What does not arrive is sent
/// again: an upload costs nothing, and one too many harms nobody.
/// </summary>
internal sealed class Uploader
{
    private const int Tries = 4;

    // With a smaller body the answer of who refuses it is read anyway; a large one waits for the word that it is wanted.
    private const long WorthAsking = 1024 * 1024;
    private const int ExpectationFailed = 417;

    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly ApiKey? _key;
    private readonly TimeProvider _clock;
    private readonly TimeProvider _lineClock;
    private readonly IRequestSlots _slots;
    private readonly TimeSpan _timeout;
    private readonly Action<GenNotice> _notice;
    private readonly Random _jitter = new();

    /// <param name="http">Sends; it follows no redirect by itself.</param>
    /// <param name="host">Where to.</param>
    /// <param name="key">The key.</param>
    /// <param name="clock">The session's clock, for pauses.</param>
    /// <param name="lineClock">The clock by which a line falls silent.</param>
    /// <param name="slots">
    /// The slots that a request takes. Nobody says whether an upload counts for the limit of POST requests; it takes one of theirs, because a
    /// ban stops everything for a minute and a slot costs a tenth of a second.
    /// </param>
    /// <param name="timeout">So long a line may be silent while a file is sent, and its answer may take.</param>
    /// <param name="notice">Told of bans.</param>
    public Uploader(
        HttpClient http, Uri host, ApiKey? key, TimeProvider clock, TimeProvider lineClock, IRequestSlots slots, TimeSpan timeout, Action<GenNotice> notice)
    {
        _notice = notice;
        _http = http;
        Address = UploadHost.AddressAt(host);
        _key = key;
        _clock = clock;
        _lineClock = lineClock;
        _slots = slots;
        _timeout = timeout;
    }

    /// <summary>The address that takes files.</summary>
    public Uri Address { get; }

    /// <summary>Uploads a file.</summary>
    /// <param name="medium">The file.</param>
    /// <param name="sha256">The content that is meant.</param>
    /// <param name="sent">Told of what has been sent of it, in bytes; less than before when it begins anew.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Its address on the web.</returns>
    /// <exception cref="GenServiceException">It was not uploaded. Nothing was charged.</exception>
    public async Task<string> SendAsync(LocalMedium medium, string sha256, Action<long> sent, CancellationToken stop)
    {
        bool asksFirst = medium.Length >= WorthAsking;
        for (int attempt = 1; ; attempt++)
        {
            IRequestSlot slot = await _slots.TakeAsync(spare: 0, stop).ConfigureAwait(false);
            (Exchange exchange, TimeSpan? ban) = await TryAsync(medium, sha256, asksFirst, sent, slot, stop).ConfigureAwait(false);
            if (AddressIn(exchange) is { } url)
            {
                return url;
            }

            if (asksFirst && exchange.Answer?.Status == ExpectationFailed)
            {
                asksFirst = false;
                continue;
            }

            if (attempt == Tries || !UploadFailure.MayPass(exchange))
            {
                throw UploadFailure.Explain(exchange, medium, Address);
            }

            TimeSpan pause = ban ?? Pause(attempt);
            TellRetry(exchange, attempt, pause);
            await _clock.Delay(pause, stop).ConfigureAwait(false);
        }
    }

    /// <summary>True when an address surely leads to no file any more. The key is not sent: this is what a model would find.</summary>
    public async Task<bool> IsGoneAsync(string url, CancellationToken stop)
    {
        using CancellationTokenSource patience = _lineClock.CreateCancellationTokenSource(LongestLook);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(0, 0) } };
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden;
        }
        catch (Exception unknown) when (unknown is HttpRequestException or IOException
            || (unknown is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task<(Exchange Exchange, TimeSpan? Ban)> TryAsync(
        LocalMedium medium, string sha256, bool asksFirst, Action<long> sent, IRequestSlot slot, CancellationToken stop)
    {
        GenListener? listener = GenListener.Current is { HearsDebug: true } hears ? hears : null;
        var watch = Stopwatch.StartNew();
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using ITimer limit = _lineClock.CreateTimer(static source => GiveUp((CancellationTokenSource)source!), silence, _timeout, Timeout.InfiniteTimeSpan);
        long whole = 0;
        sent(0);
        using var body = new UploadBody(medium, sha256, Move, silence.Token);
        using var received = new AnswerBody();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, Address) { Content = body };
            request.Headers.Authorization = _key?.ToHeader();
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Headers.ExpectContinue = asksFirst;
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
            await received.ReadAsync(response.Content, mayCut: false, silence.Token).ConfigureAwait(false);
            slot.Release();
            WireAnswer answer = WireAnswer.Read((int)response.StatusCode, Redact(WireText.Decode(received.ToArray())));
            answer.Size = received.Length;
            listener?.Tell(GenNoticeLevel.Debug, WireLine.Of("PUT", Address.AbsolutePath, watch.Elapsed, null, answer));
            if (answer.Status != 429)
            {
                return (Exchange.Answered(answer), null);
            }

            TimeSpan ban = RetryAfter.Read(response.Headers.RetryAfter, _clock.GetUtcNow()) ?? AccountLimits.Ban;
            if (slot.CloseGate(ban + SlotPool.Window))
            {
                string told = FormattableString.Invariant($"{Address.Authority} says that too many files came in and refuses more for {ban.TotalSeconds:0} s.");
                _notice(new GenNotice(GenNoticeLevel.Warning, told + " Waiting; the pipeline goes on by itself."));
            }

            return (Exchange.Banned(answer), ban);
        }
        catch (Exception failure)
        {
            slot.ReleaseAfterLoss();
            if (body.Failure is { } ofFile)
            {
                throw ofFile;
            }

            bool isLoss = failure is HttpRequestException or IOException or OperationCanceledException or InvalidDataException or System.Net.WebException;
            if (!isLoss || stop.IsCancellationRequested)
            {
                stop.ThrowIfCancellationRequested();
                throw;
            }

            Exchange lost = Exchange.Lost(
                TransportFailure.SurelyNotSent(failure) ? ExchangeKind.NotSent : ExchangeKind.Lost, failure, silence.IsCancellationRequested, Redact);
            listener?.Tell(GenNoticeLevel.Debug, WireLine.OfLoss("PUT", Address.AbsolutePath, watch.Elapsed, null, lost.Reason!));
            return (lost, null);
        }

        void Move(int piece)
        {
            limit.Change(_timeout, Timeout.InfiniteTimeSpan);
            sent(whole += piece);
        }
    }

    private static void GiveUp(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The upload ended at the same moment.
        }
    }

    /// <summary>The address that an answer names; null when it names none that a model could read. Stars stand where a key was.</summary>
    private static string? AddressIn(Exchange exchange)
    {
        if (!exchange.Succeeded(isPaid: false))
        {
            return null;
        }

        string? url = exchange.Answer!.Get("file_url") ?? WireText.Get(exchange.Answer.Root, "file_url");
        bool isGood = url is not null && LimitChecker.IsWebUrl(url) && new Uri(url).UserInfo.Length == 0 && url.IndexOf("***", StringComparison.Ordinal) < 0;
        return isGood ? url : null;
    }

    private TimeSpan Pause(int attempt)
    {
        lock (_jitter)
        {
            return TimeSpan.FromSeconds(Math.Pow(2, attempt - 1) * (0.5 + (_jitter.NextDouble() / 2)));
        }
    }

    private void TellRetry(Exchange exchange, int attempt, TimeSpan pause)
    {
        if (GenListener.Current is { HearsVerbose: true } listener)
        {
            string why = exchange.Reason?.TrimEnd('.') ?? FormattableString.Invariant($"HTTP {exchange.Answer!.Status}");
            listener.Tell(
                GenNoticeLevel.Verbose,
                FormattableString.Invariant($"Retry: PUT {Address.AbsolutePath}: {why}; attempt {attempt + 1} of {Tries} in {pause.TotalSeconds:0.0} s."));
        }
    }

    private string Redact(string text) => _key?.Redact(text) ?? text;
}
