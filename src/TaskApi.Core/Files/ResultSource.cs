using System;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>Opens a result's address, and the ones that it redirects to. The key is never sent: results live with a content network.</summary>
internal sealed class ResultSource
{
    private const int MostRedirects = 5;

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
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NoResultException">There is no result at the address, or it is not allowed.</exception>
    public async Task<(HttpResponseMessage Response, Uri Url)> OpenAsync(string address, CancellationToken cancellation)
    {
        Uri url = _addresses.Check(address);
        for (int redirects = 0; ; redirects++)
        {
            HttpResponseMessage response = await GetAsync(url, cancellation).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NonAuthoritativeInformation)
            {
                return (response, url);
            }

            using (response)
            {
                string status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                {
                    throw new NoResultException($"{url.Host} answered HTTP {status}.");
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

    private async Task<HttpResponseMessage> GetAsync(Uri url, CancellationToken cancellation)
    {
        GenListener? listener = GenListener.Current is { HearsDebug: true } hears ? hears : null;
        Stopwatch? watch = listener is null ? null : Stopwatch.StartNew();
        try
        {
            HttpResponseMessage response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            listener?.Tell(GenNoticeLevel.Debug, WireLine.OfResult(_redact(url.OriginalString), watch!.Elapsed, response));
            return response;
        }
        catch (HttpRequestException failure)
        {
            throw new NoResultException($"{url.Host}: {TransportFailure.Describe(failure)}", failure);
        }
    }
}
