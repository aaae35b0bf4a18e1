using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Puts fresh addresses in the places of uploads that are too old to be counted on: in a task that is sent again the next day, or in a table that
/// keeps what Send-GenFile returned. The file is uploaded again if it is still there and still the same.
/// </summary>
/// <param name="uploads">Uploads.</param>
/// <param name="ledger">Knows the uploads of other runs; null for nobody.</param>
internal sealed class OldAddresses(UploadBook uploads, LedgerBook? ledger)
{
    // A table of a million rows with an address of its own each must not stay in memory.
    private const int MostRemembered = 10_000;

    // Addresses that are no uploads of this account, as far as anybody knows.
    private readonly ConcurrentDictionary<string, bool> _foreign = new(StringComparer.Ordinal);

    /// <summary>Finds the fresh addresses.</summary>
    /// <param name="request">The request.</param>
    /// <param name="addresses">Where they go, by the old ones.</param>
    /// <param name="origins">What the fresh ones stand for.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="GenServiceException">An address is gone, and so is its file; or the file was not uploaded. Nothing was charged.</exception>
    public async Task RenewAsync(GenRequest request, Dictionary<string, string> addresses, Dictionary<string, string> origins, CancellationToken stop)
    {
        foreach ((string name, string url) in WebAddresses.In(request.Input))
        {
            if (addresses.ContainsKey(url) || await FindAsync(url).ConfigureAwait(false) is not { } old || uploads.IsGood(old.UploadedAt))
            {
                continue;
            }

            if (await RenewAsync(name, old, stop).ConfigureAwait(false) is { } fresh)
            {
                addresses[url] = fresh;
                origins[fresh] = Origin.OfContent(old.Sha256);
            }
        }
    }

    /// <returns>The fresh address; null when the old one is still good, and nothing better is to be had.</returns>
    private async Task<string?> RenewAsync(string name, GenUpload old, CancellationToken stop)
    {
        LocalMedium? medium = LocalMedium.Look(old.Path, out string problem);
        if (medium is not null && await IsSameAsync(medium, old.Sha256, stop).ConfigureAwait(false))
        {
            return (await uploads.GetAsync(medium, evenIfKnown: false, stop).ConfigureAwait(false)).Url;
        }

        if (await uploads.FindAsync(old, stop).ConfigureAwait(false) is { } elsewhere)
        {
            return elsewhere.Url;
        }

        if (!await uploads.IsGoneAsync(old.Url, stop).ConfigureAwait(false))
        {
            return null;
        }

        string why = medium is not null ? "holds something else by now" : problem;
        throw new GenServiceException(
            GenErrorCode.FileNotReadable,
            FormattableString.Invariant($"{name} is an upload of {old.UploadedAt.ToUniversalTime():yyyy-MM-dd HH:mm} UTC that is not on the web any more, ") +
            $"and its file '{old.Path}' {why}. Nothing was charged. Give the file where it is now, and send the request again.");
    }

    private static async Task<bool> IsSameAsync(LocalMedium medium, string sha256, CancellationToken stop)
    {
        try
        {
            return await Task.Run(medium.Sha256, stop).ConfigureAwait(false) == sha256;
        }
        catch (GenServiceException)
        {
            // It cannot be read, or is being written: not to be counted on.
            return false;
        }
    }

    private async Task<GenUpload?> FindAsync(string url)
    {
        if (uploads.Remember(url) is { } here)
        {
            return here;
        }

        if (ledger is null || _foreign.ContainsKey(url))
        {
            return null;
        }

        if (await ledger.FindUploadOfAsync(url).ConfigureAwait(false) is { } known)
        {
            return new GenUpload
            {
                Path = known.Path, Length = known.Length, MediaType = known.MediaType, Sha256 = known.Sha256, Url = known.Url, UploadedAt = known.UploadedAt,
                UploadEndpoint = known.Host,
            };
        }

        if (_foreign.Count >= MostRemembered)
        {
            _foreign.Clear();
        }

        _foreign[url] = true;
        return null;
    }
}
