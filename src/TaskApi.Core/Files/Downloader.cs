using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Saves results as files: written beside their name first and renamed when whole, named by what they are, never over a file that is
/// there unless told so.
/// </summary>
public sealed class Downloader
{
    private const int BufferLength = 128 * 1024;

    // A download that delivers nothing for this long is dead; a large one that flows may take its time.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    private readonly ResultSource _source;
    private readonly SessionEnd _end;
    private readonly TimeProvider _clock;
    private readonly Func<string, string> _redact;

    /// <param name="http">Fetches.</param>
    /// <param name="endpoint">The service's address.</param>
    /// <param name="end">The session's end.</param>
    /// <param name="clock">The clock by which a download falls silent.</param>
    /// <param name="redact">Takes the key out of a text, should somebody have echoed it.</param>
    internal Downloader(HttpClient http, Uri endpoint, SessionEnd end, TimeProvider clock, Func<string, string> redact)
    {
        _source = new ResultSource(http, endpoint, redact);
        _end = end;
        _clock = clock;
        _redact = redact;
    }

    /// <summary>Opens a file that is not there yet. Tests fill disks.</summary>
    internal Func<string, Stream> OpenFile { get; init; } = PartFile.Open;

    /// <summary>Saves one result of a task into a folder, or takes the file of whoever in this process is saving it already.</summary>
    /// <param name="task">A completed task.</param>
    /// <param name="index">Which of the task's results.</param>
    /// <param name="folder">The full path of a folder that exists.</param>
    /// <param name="existing">What becomes of a file of the same name.</param>
    /// <param name="stop">Ends the download; nothing half is left behind.</param>
    /// <param name="naming">Told of the whole file before it gets its name: whoever sees the name can know the file.</param>
    /// <exception cref="GenServiceException">The result could not be saved; it is still with the service.</exception>
    public Task<GenFile> SaveAsync(GenTask task, int index, string folder, ExistingFile existing, CancellationToken stop, Func<GenFile, Task>? naming = null)
    {
        string name = FileName.For(task, index, task.Outputs.Count);
        return _end.GuardAsync(
            () => Closed(task),
            token => SavesUnderWay.ShareAsync(
                Path.Combine(folder, name),
                file => SavedFile.IsSame(file.Task, file.Output, task, task.Outputs[index]),
                () => SaveUntilAsync(task, index, folder, name, existing, naming, token),
                token),
            stop);
    }

    private async Task<GenFile> SaveUntilAsync(
        GenTask task, int index, string folder, string name, ExistingFile existing, Func<GenFile, Task>? naming, CancellationToken stop)
    {
        if (existing == ExistingFile.Keep && SavedFile.Find(task, index, folder) is { } there)
        {
            return there;
        }

        GenOutput output = task.Outputs[index];
        try
        {
            if (output.Url is { } url)
            {
                return await DownloadAsync(task, output, url, Path.Combine(folder, name), existing, naming, stop).ConfigureAwait(false);
            }

            string path = Path.Combine(folder, name + MediaType.Text.Extension);
            if (Existing(task, output, path, existing) is { } same)
            {
                return same;
            }

            using PartFile part = PartFile.Create(folder, name, OpenFile, _clock.GetUtcNow());
            byte[] text = Encoding.UTF8.GetBytes(output.Text ?? "");
            await part.Stream.WriteAsync(text, 0, text.Length, stop).ConfigureAwait(false);
            return await FinishAsync(task, output, part, path, MediaType.Text, existing, naming).ConfigureAwait(false);
        }
        catch (NoResultException reason)
        {
            throw Failed(task, reason.Message, reason.InnerException);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Failed(task, failure.Message, failure);
        }
    }

    private async Task<GenFile> DownloadAsync(
        GenTask task, GenOutput output, string address, string place, ExistingFile existing, Func<GenFile, Task>? naming, CancellationToken stop)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using ITimer limit = _clock.CreateTimer(static source => GiveUp((CancellationTokenSource)source!), silence, LongestSilence, Timeout.InfiniteTimeSpan);
        try
        {
            (HttpResponseMessage response, Uri url) = await _source.OpenAsync(address, silence.Token).ConfigureAwait(false);
            using HttpResponseMessage answer = response;
            using Stream body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            byte[] buffer = new byte[BufferLength];
            int length = await FillAsync(body, buffer, MediaSignature.HeadLength, limit, silence.Token).ConfigureAwait(false);
            bool isWhole = length < MediaSignature.HeadLength;
            CheckLength(response.Content, length, isWhole);
            string extension = ReceivedType.ExtensionOf(new Uri(address)) is { Length: > 0 } own ? own : ReceivedType.ExtensionOf(url);
            string? told = response.Content.Headers.ContentType?.MediaType;
            ReceivedType received = ReceivedType.Of(buffer.AsSpan(0, length), isWhole, told, extension, output, _redact);
            string path = place + received.Extension;
            if (Existing(task, output, path, existing) is { } there)
            {
                return there;
            }

            using PartFile part = PartFile.Create(Path.GetDirectoryName(place)!, Path.GetFileName(place), OpenFile, _clock.GetUtcNow());
            long whole = 0;
            for (; length > 0; length = await FillAsync(body, buffer, 1, limit, silence.Token).ConfigureAwait(false))
            {
                await part.Stream.WriteAsync(buffer, 0, length, silence.Token).ConfigureAwait(false);
                whole += length;
            }

            CheckLength(response.Content, whole, isWhole: true);
            return await FinishAsync(task, output, part, path, received.Type, existing, naming).ConfigureAwait(false);
        }
        catch (OperationCanceledException failure) when (!stop.IsCancellationRequested)
        {
            throw Failed(task, $"{new Uri(address).Host} sent nothing for a minute.", failure);
        }
        catch (HttpRequestException failure)
        {
            throw Failed(task, $"{new Uri(address).Host}: {TransportFailure.Describe(failure)}", failure);
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
            // The download ended at the same moment.
        }
    }

    /// <summary>Reads until there are so many bytes, or no more.</summary>
    private static async Task<int> FillAsync(Stream body, byte[] buffer, int enough, ITimer limit, CancellationToken cancellation)
    {
        int filled = 0;
        while (filled < enough)
        {
            int read = await body.ReadAsync(buffer, filled, buffer.Length - filled, cancellation).ConfigureAwait(false);
            limit.Change(LongestSilence, Timeout.InfiniteTimeSpan);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }

    private static void CheckLength(HttpContent content, long length, bool isWhole)
    {
        if (isWhole && content.Headers.ContentLength is { } announced && announced != length)
        {
            throw new NoResultException(FormattableString.Invariant($"the file ended after {length} of {announced} bytes."));
        }
    }

    /// <summary>The file that has the very name that the result would get, when it may stand for it; null when there is none, or it may be replaced.</summary>
    private static GenFile? Existing(GenTask task, GenOutput output, string path, ExistingFile existing)
    {
        if (existing == ExistingFile.Replace || !File.Exists(path))
        {
            return null;
        }

        return existing == ExistingFile.Keep && SavedFile.Read(path, output, task) is { Length: > 0 } there ? there : throw Exists(task, path);
    }

    private static async Task<GenFile> FinishAsync(
        GenTask task, GenOutput output, PartFile part, string path, MediaType type, ExistingFile existing, Func<GenFile, Task>? naming)
    {
        long length = part.Stream.Length;
        var file = new GenFile { Path = path, Length = length, MediaType = type.Name, Output = output, Task = task };
        await (naming?.Invoke(file) ?? Task.CompletedTask).ConfigureAwait(false);

        // Another process may have saved the same task meanwhile: then there is the same file.
        if (!part.Keep(path, existing == ExistingFile.Replace) && new FileInfo(path).Length != length)
        {
            throw Exists(task, path);
        }

        if (GenListener.Current is { HearsVerbose: true } listener)
        {
            listener.Tell(GenNoticeLevel.Verbose, FormattableString.Invariant($"Saved {file.Path}: {file.Length} bytes of task {task.Id}."));
        }

        return file;
    }

    private static GenServiceException Exists(GenTask task, string path) =>
        new(
            GenErrorCode.FileExists,
            $"The file '{path}' is already there and was left as it is. Use -SkipExisting to take it for the result, or -Force to replace it.") { Task = task };

    private static GenServiceException Closed(GenTask task) =>
        new(GenErrorCode.NotConnected, $"The session was closed before a result of task {task.Id} was saved. The task is paid for and its result is still with the service; connect again and save it again.") { Task = task };

    /// <summary>A redirect's host and what was thrown on the way to it are the words of others: the key goes from them too.</summary>
    private GenServiceException Failed(GenTask task, string reason, Exception? inner = null)
    {
        string message = $"A result of task {task.Id} could not be saved: {_redact(reason)} The task is paid for and its result is still with the service; save it again.";
        bool showsKey = inner is not null && _redact(inner.ToString()) != inner.ToString();
        return new GenServiceException(GenErrorCode.DownloadFailed, message, showsKey ? null : inner) { Task = task };
    }
}
