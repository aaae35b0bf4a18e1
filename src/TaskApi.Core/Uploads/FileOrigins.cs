using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Finds the contents that a request's files and addresses of uploads stand for: by them a row of a batch is recognised, whatever its file is
/// called and wherever it was uploaded. One for each pass over a batch.
/// </summary>
internal sealed class FileOrigins(LedgerBook book)
{
    private readonly Dictionary<string, string?> _addresses = new(StringComparer.Ordinal);

    /// <summary>The request with the origins of its files and addresses.</summary>
    /// <exception cref="GenServiceException">A file cannot be read, or the ledger.</exception>
    public async Task<GenRequest> AddAsync(GenRequest request)
    {
        Dictionary<string, string>? found = null;
        foreach (KeyValuePair<string, LocalMedium> file in request.Files ?? new Dictionary<string, LocalMedium>())
        {
            (found ??= [])[file.Key] = Origin.OfContent(await Task.Run(file.Value.Sha256).ConfigureAwait(false));
        }

        foreach ((string _, string url) in WebAddresses.In(request.Input))
        {
            if (request.Origins?.ContainsKey(url) != true && await FindAsync(url).ConfigureAwait(false) is { } origin)
            {
                (found ??= [])[url] = origin;
            }
        }

        return found is null ? request : request with { Origins = Origin.Together(request.Origins, found) };
    }

    private async Task<string?> FindAsync(string url)
    {
        if (!_addresses.TryGetValue(url, out string? origin))
        {
            origin = await book.FindUploadOfAsync(url).ConfigureAwait(false) is { } upload ? Origin.OfContent(upload.Sha256) : null;
            _addresses[url] = origin;
        }

        return origin;
    }
}
