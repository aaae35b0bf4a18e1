using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Prices requests with as few questions as possible: a dry run is a POST and counts against the limit, and a thousand rows that
/// differ in their prompts alone cost the same.
/// </summary>
public sealed class PriceBook
{
    private readonly GenSession _session;
    private readonly bool _isExact;
    private readonly Dictionary<string, Task<GenPrice>> _quotes = new(StringComparer.Ordinal);

    /// <summary>An empty book.</summary>
    /// <param name="session">Where to ask.</param>
    /// <param name="isExact">True: every request is asked about.</param>
    public PriceBook(GenSession session, bool isExact)
    {
        _session = session;
        _isExact = isExact;
    }

    /// <summary>The price of a checked request.</summary>
    public async Task<GenPrice> QuoteAsync(GenRequest request, CancellationToken stop)
    {
        if (_isExact || PriceKey.Of(_session.Catalog, request) is not { } key)
        {
            return await _session.QuoteAsync(request, stop).ConfigureAwait(false);
        }

        bool isFirst = false;
        Task<GenPrice>? quote;
        lock (_quotes)
        {
            if (!_quotes.TryGetValue(key, out quote))
            {
                isFirst = true;
                quote = _session.QuoteAsync(request, stop);
                _quotes[key] = quote;
            }
        }

        if (isFirst)
        {
            return await quote.ConfigureAwait(false);
        }

        try
        {
            GenPrice shared = await quote.ConfigureAwait(false);
            return new GenPrice { Model = shared.Model, Cost = shared.Cost, Request = request, IsQuoted = false };
        }
        catch (GenServiceException)
        {
            // The other request's trouble may be its own.
            return await _session.QuoteAsync(request, stop).ConfigureAwait(false);
        }
    }
}
