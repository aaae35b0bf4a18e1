using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>Uploads each content once, as long as its address is good: the session remembers it, and the ledger from run to run.</summary>
#pragma warning disable CA1001 // The semaphore makes no handle, and so has nothing to give back.
public sealed class UploadBook
#pragma warning restore CA1001
{
    /// <summary>
    /// How long an address is taken to be good for. The service does not say; other clients count on 24 hours, and a task that is sent last
    /// must still find its picture.
    /// </summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromHours(20);

    // A line carries no more when more share it, and most of the limit's slots stay free for what is not uploaded.
    private const int MostAtOnce = 4;

    private readonly Uploader _uploader;
    private readonly LedgerBook? _ledger;
    private readonly string _account;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _lines = new(MostAtOnce);
    private readonly ConcurrentDictionary<string, GenUpload> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GenUpload> _byAddress = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<LocalMedium, long> _underWay = new();
    private readonly OldAddresses _old;

    /// <param name="uploader">Uploads.</param>
    /// <param name="host">Where to.</param>
    /// <param name="ledger">Remembers from run to run; null for nobody.</param>
    /// <param name="account">Whose files these are: sessions of one account share what is under way.</param>
    /// <param name="clock">The session's clock.</param>
    internal UploadBook(Uploader uploader, Uri host, LedgerBook? ledger, string account, TimeProvider clock)
    {
        Host = host;
        _uploader = uploader;
        _ledger = ledger;
        _account = account;
        _clock = clock;
        _old = new OldAddresses(this, ledger);
    }

    /// <summary>Where files are uploaded to.</summary>
    public Uri Host { get; }

    /// <summary>What is being uploaded now.</summary>
    public UploadOutlook Look()
    {
        int files = 0;
        long sent = 0;
        long length = 0;
        string name = "";
        foreach (KeyValuePair<LocalMedium, long> one in _underWay)
        {
            files++;
            sent += one.Value;
            length += one.Key.Length;
            name = name.Length == 0 ? Path.GetFileName(one.Key.Path) : name;
        }

        return new UploadOutlook(files, sent, length, name);
    }

    /// <summary>The content's upload, now or before.</summary>
    /// <param name="medium">The file.</param>
    /// <param name="evenIfKnown">Uploads it also when it was before.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="GenServiceException">It was not uploaded. Nothing was charged.</exception>
    internal async Task<GenUpload> GetAsync(LocalMedium medium, bool evenIfKnown, CancellationToken stop)
    {
        string sha256 = await Task.Run(medium.Sha256, stop).ConfigureAwait(false);
        bool isMine = false;
        GenUpload upload = await UnderWay.Uploads.ShareAsync(
            string.Join("\n", _account, Host.AbsoluteUri, sha256),
            _ => true,
            async () =>
            {
                if (!evenIfKnown && await FindAsync(Of(medium, sha256, "", default), stop).ConfigureAwait(false) is { } known)
                {
                    return known;
                }

                isMine = true;
                return await SendAsync(medium, sha256, stop).ConfigureAwait(false);
            },
            stop).ConfigureAwait(false);
        _known[sha256] = upload;
        _byAddress[upload.Url] = upload;
        return isMine ? upload : upload with { Path = medium.Path, WasKnown = true };
    }

    /// <summary>The content's upload while its address is good; null when there is none.</summary>
    /// <param name="content">The content: as the file that holds it here, or as an upload of before.</param>
    /// <param name="stop">Ends it.</param>
    internal async Task<GenUpload?> FindAsync(GenUpload content, CancellationToken stop)
    {
        if (_known.TryGetValue(content.Sha256, out GenUpload? here) && IsGood(here.UploadedAt))
        {
            return here;
        }

        if (_ledger is null
            || await _ledger.FindUploadAsync(Host.AbsoluteUri, content.Sha256).ConfigureAwait(false) is not { } known || !IsGood(known.UploadedAt))
        {
            return null;
        }

        // What another run uploaded may be gone before its time: nobody promises how long files are kept.
        return await IsGoneAsync(known.Url, stop).ConfigureAwait(false)
            ? null
            : _known[content.Sha256] = content with { Url = known.Url, UploadedAt = known.UploadedAt, UploadEndpoint = Host.AbsoluteUri };
    }

    /// <summary>The upload of an address, as far as the session has seen it; null when it has not.</summary>
    internal GenUpload? Remember(string url) => _byAddress.TryGetValue(url, out GenUpload? upload) ? upload : null;

    /// <summary>True for an address that surely leads to no file any more.</summary>
    internal Task<bool> IsGoneAsync(string url, CancellationToken stop) => _uploader.IsGoneAsync(url, stop);

    /// <summary>True while an address of that age may be counted on.</summary>
    internal bool IsGood(DateTimeOffset uploadedAt) => WallTime.Now(_clock) - uploadedAt < GoodFor;

    /// <summary>The local files that are uploaded for a request, in words; null when there are none.</summary>
    public static string? Tell(GenRequest request)
    {
        if (request.Files is not { Count: > 0 } files)
        {
            return null;
        }

        var names = new List<string>(files.Count);
        foreach (LocalMedium medium in files.Values)
        {
            names.Add(FormattableString.Invariant($"'{medium.Path}' ({Math.Ceiling(medium.Length / 1024.0)} kB)"));
        }

        return string.Join(", ", names);
    }

    /// <summary>True for a request that may have something to place: most have prompts and numbers alone.</summary>
    internal static bool IsAsked(GenRequest request) => request.Files is not null || WebAddresses.In(request.Input).Any();

    /// <summary>
    /// Uploads a request's files and puts their addresses in the files' places; addresses of uploads that are too old are replaced as well.
    /// </summary>
    /// <exception cref="GenServiceException">One was not uploaded. Nothing was charged.</exception>
    internal async Task<GenRequest> PlaceAsync(GenRequest request, CancellationToken stop)
    {
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        var origins = new Dictionary<string, string>(StringComparer.Ordinal);
        var work = new List<Task<GenUpload>>();
        foreach (LocalMedium medium in request.Files?.Values ?? [])
        {
            work.Add(GetAsync(medium, evenIfKnown: false, stop));
        }

        foreach (GenUpload upload in await Task.WhenAll(work).ConfigureAwait(false))
        {
            addresses[upload.Path] = upload.Url;
            origins[upload.Url] = Origin.OfContent(upload.Sha256);
        }

        await _old.RenewAsync(request, addresses, origins, stop).ConfigureAwait(false);
        return addresses.Count == 0 ? request : PlacedFiles.In(request, addresses, origins);
    }

    /// <summary>The request to ask a price for: what is not uploaded yet stays where it is, and made-up addresses stand for it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The request, and how many addresses are made up.</returns>
    /// <exception cref="GenServiceException">A file cannot be read.</exception>
    internal async Task<(GenRequest Request, int MadeUp)> PretendAsync(GenRequest request, CancellationToken stop)
    {
        if (request.Files is not { Count: > 0 } files)
        {
            return (request, 0);
        }

        int madeUp = 0;
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (LocalMedium medium in files.Values)
        {
            GenUpload content = Of(medium, await Task.Run(medium.Sha256, stop).ConfigureAwait(false), "", default);
            GenUpload? known = await FindAsync(content, stop).ConfigureAwait(false);
            string address = known?.Url ?? PlacedFiles.MadeUpFor(medium, ++madeUp);
            addresses[medium.Path] = address;
            if (GenListener.Current is { HearsVerbose: true } listener)
            {
                string why = known is null ? "is not uploaded to ask for a price; a made-up address stands" : "was uploaded before; its address stands";
                listener.Tell(GenNoticeLevel.Verbose, $"{medium.Path} {why} for it: {address}");
            }
        }

        return (PlacedFiles.In(request, addresses, new Dictionary<string, string>()), madeUp);
    }

    private async Task<GenUpload> SendAsync(LocalMedium medium, string sha256, CancellationToken stop)
    {
        await _lines.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            long began = _clock.GetTimestamp();
            string url = await _uploader.SendAsync(medium, sha256, sent => _underWay[medium] = sent, stop).ConfigureAwait(false);
            GenUpload upload = Of(medium, sha256, url, WallTime.Now(_clock));
            if (GenListener.Current is { HearsVerbose: true } listener)
            {
                double took = _clock.GetElapsedTime(began).TotalMilliseconds;
                string what = FormattableString.Invariant($"Uploaded {medium.Path}: {medium.Length} bytes in {took:0} ms, to {Host.Authority}.");
                listener.Tell(GenNoticeLevel.Verbose, what);
            }

            var note = new LedgerUpload(Host.AbsoluteUri, sha256, url, medium.Path, medium.Length, medium.Type.Name, upload.UploadedAt);
            await (_ledger?.NoteUploadAsync(note) ?? Task.CompletedTask).ConfigureAwait(false);
            return upload;
        }
        finally
        {
            _ = _underWay.TryRemove(medium, out _);
            _lines.Release();
        }
    }

    private GenUpload Of(LocalMedium medium, string sha256, string url, DateTimeOffset at) => new()
    {
        Path = medium.Path,
        Length = medium.Length,
        MediaType = medium.Type.Name,
        Sha256 = sha256,
        Url = url,
        UploadedAt = at,
        UploadEndpoint = Host.AbsoluteUri,
    };
}
