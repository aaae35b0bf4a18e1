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

    /// <summary>The clock of the pauses between two tries; null for the one by which a download falls silent.</summary>
    internal TimeProvider? Pace { get; init; }

    /// <summary>Asks the service for a task anew, whose addresses may be others by now.</summary>
    internal Func<GenTask, CancellationToken, Task<GenTask>>? AskAnew { get; init; }

    /// <summary>Saves one result of a task into a folder, or takes the file of whoever in this process is saving it already.</summary>
    /// <param name="task">A completed task.</param>
    /// <param name="index">Which of the task's results.</param>
    /// <param name="folder">The full path of a folder that exists.</param>
    /// <param name="existing">What becomes of a file of the same name.</param>
    /// <param name="stop">Ends the download; nothing half is left behind.</param>
    /// <param name="terms">What else there is to know; null for nothing.</param>
    /// <exception cref="GenServiceException">The result could not be saved; it is still with the service.</exception>
    public Task<GenFile> SaveAsync(GenTask task, int index, string folder, ExistingFile existing, CancellationToken stop, SaveTerms? terms = null)
    {
        terms ??= SaveTerms.None;
        string name = FileName.For(task, index, task.Outputs.Count, terms.Template);
        return _end.GuardAsync(
            () => Closed(task),
            token => UnderWay.Saves.ShareAsync(
                Path.Combine(folder, name),
                file => SavedFile.IsSame(file.Task, file.Output, task, task.Outputs[index]),
                () => SaveUntilAsync(task, index, folder, name, existing, terms, token),
                token),
            stop);
    }

    /// <summary>What the downloads of one pipeline shall know together of hosts: nothing yet.</summary>
    internal HostWatch WatchHosts() => new(Pace ?? _clock);

    /// <summary>Writes the sidecar of a file that is there.</summary>
    /// <exception cref="GenServiceException">It could not be written; the file is there all the same.</exception>
    internal GenFile Accompany(GenFile file, int index, ExistingFile existing)
    {
        string path = file.Path + Sidecar.Extension;
        try
        {
            return Sidecar.Write(file, index, _redact, existing == ExistingFile.Replace)
                ? file
                : throw new GenServiceException(
                    GenErrorCode.FileExists,
                    $"The result of task {file.TaskId} is saved as '{file.Path}', but '{path}' is there already, is no sidecar, and was left as it is. "
                        + "Use -Force to replace it, or leave -Sidecar out.") { Task = file.Task };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GenServiceException(
                GenErrorCode.DownloadFailed,
                $"The result of task {file.TaskId} is saved as '{file.Path}', but its sidecar could not be written: {failure.Message}",
                failure) { Task = file.Task };
        }
    }

    private async Task<GenFile> SaveUntilAsync(
        GenTask task, int index, string folder, string name, ExistingFile existing, SaveTerms terms, CancellationToken stop)
    {
        if (existing == ExistingFile.Keep && SavedFile.Find(task, index, folder, name) is { } there)
        {
            return there;
        }

        GenOutput output = task.Outputs[index];
        try
        {
            if (output.Url is not null)
            {
                return await DownloadAsync(task, index, folder, name, existing, terms, stop).ConfigureAwait(false);
            }

            MediaType type = TextForm.OfResult(output);
            string path = Path.Combine(folder, name + type.Extension);
            if (Existing(task, output, path, existing) is { } same)
            {
                return same;
            }

            using var bytes = ReceivedBytes.Begin(PartFile.Create(folder, name, OpenFile), _clock);
            byte[] text = Encoding.UTF8.GetBytes(output.Text ?? "");
            bytes.Take(text, text.Length);
            return await FinishAsync(task, output, bytes, path, type, existing, terms.Naming).ConfigureAwait(false);
        }
        catch (NoResultException reason)
        {
            throw Failed(task, reason.Message, reason.InnerException);
        }
        catch (IOException failure) when (failure is DirectoryNotFoundException or FileNotFoundException && !Directory.Exists(folder))
        {
            throw Failed(task, $"the folder '{folder}' is not there any more.", failure);
        }
        catch (IOException failure) when (DiskError.IsFull(failure))
        {
            throw Failed(task, $"the disk of '{folder}' is full; make room there, or name a folder on another disk.", failure);
        }
        catch (PathTooLongException failure)
        {
            throw Failed(task, $"the path '{Path.Combine(folder, name)}' is too long for this system; name a folder with a shorter path.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Failed(task, failure.Message, failure);
        }
    }

    private async Task<GenFile> DownloadAsync(
        GenTask task, int index, string folder, string name, ExistingFile existing, SaveTerms terms, CancellationToken stop)
    {
        GenOutput output = task.Outputs[index];
        var tools = new DownloadTools
        {
            Source = _source,
            Clock = _clock,
            Pace = Pace ?? _clock,
            Redact = _redact,
            OpenFile = OpenFile,
            AskAnew = AskAnew,
            Hosts = terms.Hosts ?? WatchHosts(),
        };
        using SaveUnderWay? shown = terms.Meter?.Open(name);
        var wish = new DownloadWish(task, index, folder, name, path => Existing(task, output, path, existing))
        {
            Parts = terms.Parts ?? new PartFolder(folder),
            Shown = shown,
        };
        using var download = new Download(tools, wish);
        Received received = await download.RunAsync(stop).ConfigureAwait(false);
        return received.There
            ?? await FinishAsync(task, output, received.Bytes!, received.Path, received.Type, existing, terms.Naming).ConfigureAwait(false);
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
        GenTask task, GenOutput output, ReceivedBytes bytes, string path, MediaType type, ExistingFile existing, Func<GenFile, Task>? naming)
    {
        long length = bytes.Length;
        var file = new GenFile { Path = path, Length = length, MediaType = type.Name, Sha256 = bytes.Hash(), Output = output, Task = task };
        await (naming?.Invoke(file) ?? Task.CompletedTask).ConfigureAwait(false);

        // Another process may have saved the same task meanwhile: then there is the same file.
        if (!bytes.Part.Keep(path, existing == ExistingFile.Replace) && new FileInfo(path).Length != length)
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

    private static GenServiceException Closed(GenTask task) => new(
        GenErrorCode.NotConnected,
        $"The session was closed before a result of task {task.Id} was saved. The task is paid for and its result is still with the service; "
            + "connect again and save it again.") { Task = task };

    /// <summary>A redirect's host and what was thrown on the way to it are the words of others: the key goes from them too.</summary>
    private GenServiceException Failed(GenTask task, string reason, Exception? inner = null)
    {
        string why = _redact(reason).TrimEnd('.', ' ');
        string message = $"A result of task {task.Id} could not be saved: {why}. The task is paid for and its result is still with the service; save it again.";
        bool showsKey = inner is not null && _redact(inner.ToString()) != inner.ToString();
        return new GenServiceException(GenErrorCode.DownloadFailed, message, showsKey ? null : inner) { Task = task };
    }
}
