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
    /// <param name="address">The result's address.</param>
    /// <param name="resume">From where on; null for all. The answer may hold all nevertheless (200), or nothing (416).</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NoResultException">There is no result at the address, or it is not allowed.</exception>
    public async Task<(HttpResponseMessage Response, Uri Url)> OpenAsync(string address, ResumePoint? resume, CancellationToken cancellation)
    {
        Uri url = _addresses.Check(address);
        for (int redirects = 0; ; redirects++)
        {
            HttpResponseMessage response = await GetAsync(url, resume, cancellation).ConfigureAwait(false);
            bool isAnswer = response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NonAuthoritativeInformation
                || (resume is not null && response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable);
            if (isAnswer)
            {
                return (response, url);
            }

            using (response)
            {
                string status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                {
                    throw await RefusalAsync(url, response, cancellation).ConfigureAwait(false);
                }

                if (redirects == MostRedirects)
                {
                    throw new NoResultException($"{url.Host} answered HTTP {status}, the sixth redirect in a row.");
                }

                Uri to = response.Headers.Location ?? throw new NoResultException($"{url.Host} answered HTTP {status} without saying where to.");
                url = _addresses.Follow(url, to);
            }
        }
    }

    /// <summary>What a server said instead of giving the result.</summary>
    private async Task<NoResultException> RefusalAsync(Uri url, HttpResponseMessage response, CancellationToken cancellation)
    {
        int status = (int)response.StatusCode;
        string says = await QuoteAsync(response, cancellation).ConfigureAwait(false);
        return new NoResultException(FormattableString.Invariant($"{url.Host} answered HTTP {status}{says}."))
        {
            Remedy = status is 401 or 403 or 404 or 410 ? Remedy.Address : Array.IndexOf(Passing, status) >= 0 ? Remedy.Time : Remedy.None,
            Wait = RetryAfter.Read(response.Headers.RetryAfter, DateTimeOffset.UtcNow),
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

    private async Task<HttpResponseMessage> GetAsync(Uri url, ResumePoint? resume, CancellationToken cancellation)
    {
        GenListener? listener = GenListener.Current is { HearsDebug: true } hears ? hears : null;
        Stopwatch? watch = listener is null ? null : Stopwatch.StartNew();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            resume?.Ask(request.Headers);
            HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            listener?.Tell(GenNoticeLevel.Debug, WireLine.OfResult(_redact(url.OriginalString), watch!.Elapsed, response));
            return response;
        }
        catch (HttpRequestException failure)
        {
            throw new NoResultException($"{url.Host}: {TransportFailure.Describe(failure)}", failure) { Remedy = Remedy.Time };
        }
    }
}
