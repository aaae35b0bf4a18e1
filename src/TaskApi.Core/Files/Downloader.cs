using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Saves results as files: written beside their name first and renamed when whole, checked to be media by their first bytes, never
/// over a file that is there unless told so. The key is never sent: results live with a content network, not with the service.
/// </summary>
public sealed class Downloader
{
    private const int BufferLength = 128 * 1024;

    // A download that delivers nothing for this long is dead; a large one that flows may take its time.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly SessionEnd _end;
    private readonly TimeProvider _clock;

    /// <param name="http">Fetches.</param>
    /// <param name="endpoint">The service's address.</param>
    /// <param name="end">The session's end.</param>
    /// <param name="clock">The clock by which a download falls silent.</param>
    internal Downloader(HttpClient http, Uri endpoint, SessionEnd end, TimeProvider clock)
    {
        _clock = clock;
        _http = http;
        _endpoint = endpoint;
        _end = end;
    }

    /// <summary>Saves one result of a task into a folder.</summary>
    /// <param name="task">A completed task.</param>
    /// <param name="index">Which of the task's results.</param>
    /// <param name="folder">The full path of a folder that exists.</param>
    /// <param name="overwrite">True: a file of the same name is replaced.</param>
    /// <param name="stop">Ends the download; nothing half is left behind.</param>
    /// <exception cref="GenServiceException">The result could not be saved; it is still with the service.</exception>
    public Task<GenFile> SaveAsync(GenTask task, int index, string folder, bool overwrite, CancellationToken stop) =>
        _end.GuardAsync(() => Closed(task), token => SaveUntilAsync(task, index, folder, overwrite, token), stop);

    private async Task<GenFile> SaveUntilAsync(GenTask task, int index, string folder, bool overwrite, CancellationToken stop)
    {
        GenOutput output = task.Outputs[index];
        string part = Path.Combine(folder, "." + FileName.For(task, index, task.Outputs.Count, ".part"));
        try
        {
            MediaType? type = null;
            if (output.Url is { } url)
            {
                type = await DownloadAsync(task, url, part, stop).ConfigureAwait(false);
            }
            else
            {
                File.WriteAllText(part, output.Text ?? "", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            }

            string path = Path.Combine(folder, FileName.For(task, index, task.Outputs.Count, type?.Extension ?? ".txt"));
            Rename(task, part, path, overwrite);
            return new GenFile { Path = path, Length = new FileInfo(path).Length, MediaType = type?.Name ?? "text/plain", Output = output, Task = task };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(task, $"{failure.Message}", failure);
        }
        finally
        {
            Remove(part);
        }
    }

    private async Task<MediaType> DownloadAsync(GenTask task, string address, string path, CancellationToken stop)
    {
        Uri url = Check(task, address);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using ITimer limit = _clock.CreateTimer(static source => GiveUp((CancellationTokenSource)source!), silence, LongestSilence, Timeout.InfiniteTimeSpan);
        try
        {
            using HttpResponseMessage response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Failed(task, FormattableString.Invariant($"{url.Host} answered HTTP {(int)response.StatusCode}."));
            }

            using Stream source = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, BufferLength, useAsync: true);
            return await CopyAsync(task, source, file, response.Content.Headers.ContentLength, limit, silence.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException failure) when (!stop.IsCancellationRequested)
        {
            throw Failed(task, $"{url.Host} sent nothing for a minute.", failure);
        }
        catch (HttpRequestException failure)
        {
            throw Failed(task, $"{url.Host}: {TransportFailure.Describe(failure)}", failure);
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

    private static async Task<MediaType> CopyAsync(GenTask task, Stream source, FileStream file, long? announced, ITimer limit, CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferLength];
        MediaType? type = null;
        long length = 0;
        int filled = 0;
        while (true)
        {
            int read = await source.ReadAsync(buffer, filled, buffer.Length - filled, cancellation).ConfigureAwait(false);
            limit.Change(LongestSilence, Timeout.InfiniteTimeSpan);
            filled += read;
            if (read > 0 && type is null && filled < MediaType.HeadLength)
            {
                continue;
            }

            type ??= MediaType.Of(buffer, filled) ?? throw Failed(task, "what came is no picture, film or sound (an error page?).");
            await file.WriteAsync(buffer, 0, filled, cancellation).ConfigureAwait(false);
            length += filled;
            filled = 0;
            if (read == 0)
            {
                break;
            }
        }

        if (announced is { } whole && whole != length)
        {
            throw Failed(task, FormattableString.Invariant($"the file ended after {length} of {whole} bytes."));
        }

        return type;
    }

    /// <summary>A URL from outside must not reach into this machine's files, nor into its network services unless the whole service is here.</summary>
    private Uri Check(GenTask task, string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? url))
        {
            throw Failed(task, "its address is no URL.");
        }

        bool allowed = url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && _endpoint.IsLoopback);
        return allowed ? url : throw Failed(task, $"its address {url.Scheme}://{url.Host} is not https.");
    }

    private static void Rename(GenTask task, string part, string path, bool overwrite)
    {
        if (File.Exists(path))
        {
            if (!overwrite)
            {
                throw new GenServiceException(GenErrorCode.FileExists, $"The file '{path}' is already there and was left as it is. Use -Force to replace it.") { Task = task };
            }

            File.Delete(path);
        }

        File.Move(part, path);
    }

    private static void Remove(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What was reported before matters more than a left-over file.
        }
    }

    private static GenServiceException Closed(GenTask task) =>
        new(GenErrorCode.NotConnected, $"The session was closed before a result of task {task.Id} was saved. The task is paid for and its result is still with the service; connect again and save it again.") { Task = task };

    private static GenServiceException Failed(GenTask task, string reason, Exception? inner = null) =>
        new(GenErrorCode.DownloadFailed, $"A result of task {task.Id} could not be saved: {reason} The task is paid for and its result is still with the service; save it again.", inner) { Task = task };
}
