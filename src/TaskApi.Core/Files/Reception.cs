using System;
using System.Buffers;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// What has come of one result, over as many tries as it takes: each goes on where the one before broke off, if the server still has the
/// same content.
/// </summary>
internal sealed class Reception : IDisposable
{
    private const int BufferLength = 128 * 1024;

    // A server that so often has given a wrong part is asked for whole files.
    private const int MostMisfits = 2;

    // A download that delivers nothing for this long is dead; a large one that flows may take its time.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    private readonly DownloadTools _tools;
    private readonly DownloadWish _wish;
    private readonly PartSource _source;

    // Of so large ones, a new one for each file would keep the garbage collector busier than the files are.
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private readonly byte[] _head = new byte[MediaSignature.HeadLength];
    private ReceivedBytes? _bytes;
    private int _headLength;
    private int _misfits;
    private bool _isBroken;

    /// <param name="tools">What all downloads of a session use.</param>
    /// <param name="wish">What is wanted.</param>
    public Reception(DownloadTools tools, DownloadWish wish)
    {
        _tools = tools;
        _wish = wish;
        _source = PartSource.Of(wish.Task, wish.Index)!;
    }

    /// <summary>How many bytes are there that the next try can go on after.</summary>
    public long Resumable => _bytes is { ResumePoint: not null, Length: var length } ? length : 0;

    /// <summary>Takes over what an earlier process left of the same result.</summary>
    public async Task AdoptAsync(CancellationToken stop)
    {
        if (_wish.Parts.TakeOver(_wish.Name, _source) is { } left)
        {
            _bytes = await ReceivedBytes.GoOnAsync(left.Part, left.Record, _head, _tools.Clock, stop).ConfigureAwait(false);
            _headLength = _bytes is null ? 0 : _head.Length;
        }
    }

    /// <summary>Tries once to get the result, or the rest of it.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="stop">Ends it at the user's wish.</param>
    /// <exception cref="NoResultException">It did not come, or not whole; what came is kept for the next try.</exception>
    public async Task<Received> TryAsync(string address, CancellationToken stop)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using ITimer limit = _tools.Clock.CreateTimer(
            static source => GiveUp((CancellationTokenSource)source!), silence, LongestSilence, Timeout.InfiniteTimeSpan);
        try
        {
            ResumePoint? resume = _misfits < MostMisfits ? _bytes?.ResumePoint : null;
            (HttpResponseMessage response, Uri url) = await _tools.Source.OpenAsync(
                new ResultQuestion(address, resume, _tools.Hosts, this), silence.Token, stop).ConfigureAwait(false);
            using HttpResponseMessage answer = response;
            Stream content = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            using (var body = new ResultBody(content, url.Host, () => limit.Change(LongestSilence, Timeout.InfiniteTimeSpan)))
            {
                bool isRest = (int)response.StatusCode == 206;
                int length = isRest
                    ? await MeetAsync(resume!, answer, body, silence.Token).ConfigureAwait(false)
                    : await BeginAsync(answer, body, url, silence.Token).ConfigureAwait(false);
                bool isWhole = !isRest && length < MediaSignature.HeadLength;
                ReceivedType type = Judge(address, url, answer, isWhole);
                string path = Path.Combine(_wish.Folder, _wish.Name + type.Extension);
                if (_wish.Existing(path) is { } there)
                {
                    _isBroken = true;
                    return new Received(null, path, type.Type, there);
                }

                ReceivedBytes bytes = _bytes ??= ReceivedBytes.Begin(PartFile.Create(_wish.Folder, _wish.Name, _tools.OpenFile), _tools.Clock);
                if (!isRest)
                {
                    bytes.Expect(_source, ResumePoint.TagOf(answer), answer.Content.Headers.ContentLength);
                }

                for (; length > 0; length = await body.FillAsync(_buffer, 1, silence.Token).ConfigureAwait(false))
                {
                    Take(bytes, length);
                }

                CheckEnd(bytes);
                return new Received(bytes, path, type.Type, null);
            }
        }
        catch (OperationCanceledException failure) when (!stop.IsCancellationRequested)
        {
            throw new NoResultException(ResultSource.Silent(new Uri(address).Host), failure) { Remedy = Remedy.Time };
        }
    }

    /// <summary>Keeps what is here over the pause before the next try, in which the process may be killed.</summary>
    public void Hold()
    {
        if (Resumable > 0)
        {
            _bytes!.NoteRecord();
        }
    }

    /// <summary>Leaves what a later process can go on with, unless it was kept or is of no use.</summary>
    public void Dispose()
    {
        if (_isBroken)
        {
            _bytes?.Dispose();
        }
        else if (_bytes?.Leave() == true)
        {
            _wish.Parts.Add(_bytes.Part.Path);
        }

        ArrayPool<byte>.Shared.Return(_buffer);
    }

    /// <summary>Meets the rest of what is there: the last bytes come again, and have to be the same.</summary>
    private async Task<int> MeetAsync(ResumePoint resume, HttpResponseMessage answer, ResultBody body, CancellationToken stop)
    {
        ReceivedBytes bytes = _bytes!;
        int overlap = bytes.Overlap.Length;
        if (!resume.Fits(answer))
        {
            throw Anew($"{body.Host} sent another part of the file than it was asked for.");
        }

        int length = await body.FillAsync(_buffer, overlap, stop).ConfigureAwait(false);
        if (length < overlap)
        {
            throw new NoResultException($"{body.Host} broke off the rest of the file.") { Remedy = Remedy.Time };
        }

        if (!_buffer.AsSpan(0, overlap).SequenceEqual(bytes.Overlap.Span))
        {
            throw Anew($"the rest of the file that {body.Host} sent is of another one.");
        }

        Buffer.BlockCopy(_buffer, overlap, _buffer, 0, length - overlap);
        return length - overlap > 0 ? length - overlap : await body.FillAsync(_buffer, 1, stop).ConfigureAwait(false);
    }

    /// <summary>Begins with the first bytes. What was there is of another content, or of a server that gives no parts.</summary>
    private async Task<int> BeginAsync(HttpResponseMessage answer, ResultBody body, Uri url, CancellationToken stop)
    {
        if ((int)answer.StatusCode == 416)
        {
            throw Anew($"{url.Host} has no such part of the file (HTTP 416).");
        }

        _bytes?.Restart();
        int length = await body.FillAsync(_buffer, MediaSignature.HeadLength, stop).ConfigureAwait(false);
        if (length < MediaSignature.HeadLength && answer.Content.Headers.ContentLength is { } announced && announced != length)
        {
            throw BrokenOff(length, announced);
        }

        _headLength = Math.Min(length, _head.Length);
        Buffer.BlockCopy(_buffer, 0, _head, 0, _headLength);
        return length;
    }

    private ReceivedType Judge(string address, Uri url, HttpResponseMessage answer, bool isWhole)
    {
        string extension = ReceivedType.ExtensionOf(new Uri(address)) is { Length: > 0 } own ? own : ReceivedType.ExtensionOf(url);
        return ReceivedType.Of(_head.AsSpan(0, _headLength), isWhole, answer.Content.Headers.ContentType?.MediaType, extension, _wish.Output, _tools.Redact);
    }

    private void Take(ReceivedBytes bytes, int length)
    {
        try
        {
            bytes.Take(_buffer, length);
            _wish.Shown?.Took(length, bytes.Length, bytes.Whole);
        }
        catch
        {
            // The disk's fault: what is left of the file would only take room.
            _isBroken = true;
            throw;
        }
    }

    private void CheckEnd(ReceivedBytes bytes)
    {
        if (bytes.Whole is { } whole && bytes.Length < whole)
        {
            throw BrokenOff(bytes.Length, whole);
        }

        if (bytes.Whole is { } less && bytes.Length > less)
        {
            throw Anew(FormattableString.Invariant($"{bytes.Length} bytes came of a file of {less}."));
        }

        if (bytes.Problem is { } problem)
        {
            _ = Anew(problem);
            throw new NoResultException("what came is not whole: " + problem) { Remedy = Remedy.SecondLook };
        }
    }

    /// <summary>The next try begins from the start.</summary>
    private NoResultException Anew(string reason)
    {
        _misfits++;
        _bytes?.Restart();
        return new NoResultException(reason) { Remedy = Remedy.Time };
    }

    private static NoResultException BrokenOff(long length, long whole) =>
        new(FormattableString.Invariant($"the file ended after {length} of {whole} bytes.")) { Remedy = Remedy.Time };

    private static void GiveUp(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The download ended at the same moment.
        }
    }
}
