using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>Opens a result's address, and the ones that it redirects to. The key is never sent: results live with a content network.</summary>
internal sealed class ResultSource
{
    private const int MostRedirects = 5;
    private const int LongestQuote = 1024;

    // What a server that is busy, or one that stands before it, answers; and "too early".
    private static readonly int[] Passing = [408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524];

    private readonly HttpClient _http;
    private readonly ResultAddress _addresses;
    private readonly Func<string, string> _redact;

    /// <param name="http">Fetches; it follows no redirect by itself and knows no key.</param>
    /// <param name="endpoint">The service's address.</param>
    /// <param name="redact">Takes the key out of a text, should a redirect have echoed it.</param>
    public ResultSource(HttpClient http, Uri endpoint, Func<string, string> redact)
    {
        _redact = redact;
        _http = http;
        _addresses = new ResultAddress(endpoint);
    }

    /// <summary>The result's answer, its body still to be read, and where it came from in the end.</summary>
    /// <param name="question">What is asked for.</param>
    /// <param name="silence">Ends it when nothing comes for too long.</param>
    /// <param name="stop">Ends it at the user's wish; the other one ends then too.</param>
    /// <exception cref="NoResultException">There is no result at the address, or it is not allowed.</exception>
    public async Task<(HttpResponseMessage Response, Uri Url)> OpenAsync(ResultQuestion question, CancellationToken silence, CancellationToken stop)
    {
        ResumePoint? resume = question.Resume;
        Uri url = _addresses.Check(question.Address);
        for (int redirects = 0; ; redirects++)
        {
            HostVisit visit = question.Hosts.Visit(url, question.Asker);
            HttpResponseMessage response = await GetAsync(url, resume, visit, silence, stop).ConfigureAwait(false);
            bool isAnswer = response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NonAuthoritativeInformation
                || (resume is not null && response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable);
            if (isAnswer)
            {
                visit.Answered();
                return (response, url);
            }

            using (response)
            {
                string status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                {
                    throw await RefusalAsync(url, response, visit, silence).ConfigureAwait(false);
                }

                visit.Answered();

                if (redirects == MostRedirects)
                {
                    throw new NoResultException($"{url.Host} answered HTTP {status}, the sixth redirect in a row.");
                }

                Uri to = response.Headers.Location ?? throw new NoResultException($"{url.Host} answered HTTP {status} without saying where to.");
                url = _addresses.Follow(url, to);
            }
        }
    }

    /// <summary>What is said of a host that has fallen silent.</summary>
    public static string Silent(string host) => $"{host} sent nothing for a minute.";

    /// <summary>What a server said instead of giving the result.</summary>
    private async Task<NoResultException> RefusalAsync(Uri url, HttpResponseMessage response, HostVisit visit, CancellationToken cancellation)
    {
        int status = (int)response.StatusCode;
        bool isBusy = Array.IndexOf(Passing, status) >= 0;
        if (!isBusy)
        {
            visit.Answered();
        }

        string says = await QuoteAsync(response, cancellation).ConfigureAwait(false);
        string reason = FormattableString.Invariant($"{url.Host} answered HTTP {status}{says}.");
        TimeSpan? wait = RetryAfter.Read(response.Headers.RetryAfter, DateTimeOffset.UtcNow);
        return new NoResultException(reason)
        {
            Remedy = status is 401 or 403 or 404 or 410 ? Remedy.Address : isBusy ? Remedy.Time : Remedy.None,
            Wait = wait,
            Host = isBusy ? visit.Failed(isSurelyDown: false, reason, wait) : null,
        };
    }

    private async Task<string> QuoteAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType is not { } type || !(MediaType.ByName(type)?.IsText ?? false))
        {
            return "";
        }

        try
        {
            using Stream body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            byte[] head = new byte[LongestQuote];
            int length = 0;
            int read;
            while (length < head.Length && (read = await body.ReadAsync(head, length, head.Length - length, cancellation).ConfigureAwait(false)) > 0)
            {
                length += read;
            }

            string text = TextForm.Quote(head.AsSpan(0, length), _redact);
            return text.Length == 0 ? "" : $": \"{text}\"";
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or InvalidDataException)
        {
            return "";
        }
    }

    private async Task<HttpResponseMessage> GetAsync(Uri url, ResumePoint? resume, HostVisit visit, CancellationToken silence, CancellationToken stop)
    {
        GenListener? listener = GenListener.Current is { HearsDebug: true } hears ? hears : null;
        Stopwatch? watch = listener is null ? null : Stopwatch.StartNew();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            resume?.Ask(request.Headers);
            HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence).ConfigureAwait(false);
            listener?.Tell(GenNoticeLevel.Debug, WireLine.OfResult(_redact(url.OriginalString), watch!.Elapsed, response));
            return response;
        }
        catch (HttpRequestException failure)
        {
            if (ResultConnection.RefusalIn(failure) is { } refusal)
            {
                throw refusal;
            }

            string reason = $"{url.Host}: {TransportFailure.Describe(failure)}";
            throw Unanswered(reason, failure, visit.Failed(TransportFailure.SurelyNotSent(failure), reason));
        }
        catch (OperationCanceledException failure) when (!stop.IsCancellationRequested)
        {
            string reason = Silent(url.Host);
            throw Unanswered(reason, failure, visit.Failed(isSurelyDown: false, reason));
        }
    }

    private static NoResultException Unanswered(string reason, Exception failure, ResultHost? host) =>
        new(reason, failure) { Remedy = Remedy.Time, Host = host };
}
