using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// What one pipeline saves into one folder. A result that comes a second time is not downloaded again, and no result is replaced by
/// another of the same pipeline. Used by the pipeline's thread alone.
/// </summary>
public sealed class ResultFolder
{
    private readonly Downloader _downloader;
    private readonly string _folder;
    private readonly ExistingFile _existing;
    private readonly LedgerBook? _ledger;
    private readonly NameTemplate? _template;

    // Of names that differ in case alone some file systems make one.
    private readonly Dictionary<string, (GenTask Task, GenOutput Output, Task<GenFile> Saving)> _begun = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Nothing is saved yet.</summary>
    /// <param name="downloader">Saves.</param>
    /// <param name="folder">The folder's full path.</param>
    /// <param name="existing">What becomes of files that are there.</param>
    /// <param name="ledger">What knows the files that were saved before; null for nothing.</param>
    /// <param name="template">How the user wants files named; null for the usual.</param>
    public ResultFolder(Downloader downloader, string folder, ExistingFile existing, LedgerBook? ledger = null, NameTemplate? template = null)
    {
        _template = template;
        _ledger = ledger;
        _downloader = downloader;
        _folder = folder;
        _existing = existing;
    }

    /// <summary>The file that stands for a result because it is there already; null when it has to be saved.</summary>
    /// <param name="task">A completed task.</param>
    /// <param name="index">Which of the task's results.</param>
    public GenFile? Find(GenTask task, int index) => _existing switch
    {
        ExistingFile.Replace => null,
        ExistingFile.Keep => FindKnown(task, index) ?? SavedFile.Find(task, index, _folder, NameOf(task, index)),
        _ => FindKnown(task, index),
    };

    /// <summary>Saves a result; the folder exists by now.</summary>
    /// <param name="task">A completed task.</param>
    /// <param name="index">Which of the task's results.</param>
    /// <param name="stop">Ends the download; nothing half is left behind.</param>
    /// <exception cref="GenServiceException">The result could not be saved; it is still with the service.</exception>
    public Task<GenFile> SaveAsync(GenTask task, int index, CancellationToken stop)
    {
        string name = NameOf(task, index);
        GenOutput output = task.Outputs[index];
        Task<GenFile> saving = _begun.TryGetValue(name, out (GenTask Task, GenOutput Output, Task<GenFile> Saving) earlier)
            ? SaveAgainAsync(task, index, SavedFile.IsSame(earlier.Task, earlier.Output, task, output), earlier.Saving, stop)
            : SaveAndNoteAsync(task, index, stop);
        _begun[name] = (task, output, saving);
        return saving;
    }

    private string NameOf(GenTask task, int index) => FileName.For(task, index, task.Outputs.Count, _template);

    /// <summary>The file that an earlier pipeline saved here under the same name, as whole as it was then.</summary>
    private GenFile? FindKnown(GenTask task, int index) =>
        _ledger?.FindFile(task, index) is { } known
            && Path.GetDirectoryName(known.Path) == Path.GetFullPath(_folder).TrimEnd(Path.DirectorySeparatorChar)
            && Path.GetFileNameWithoutExtension(known.Path) == NameOf(task, index)
            && new FileInfo(known.Path) is { Exists: true } file && file.Length == known.Length
            ? new GenFile
            {
                Path = known.Path,
                Length = known.Length,
                MediaType = known.MediaType,
                Sha256 = known.Sha256,
                Output = task.Outputs[index],
                Task = task,
            }
            : null;

    /// <summary>
    /// Saves a result and writes it down. It is written down before the file gets its name: should the process be killed in between, the
    /// next one fetches a file that is not there, where it would take one that nobody knows for somebody else's.
    /// </summary>
    private async Task<GenFile> SaveAndNoteAsync(GenTask task, int index, CancellationToken stop)
    {
        GenFile? noted = null;
        try
        {
            GenFile file = await _downloader.SaveAsync(task, index, _folder, _existing, stop, NoteAsync, _template).ConfigureAwait(false);
            if (noted is null)
            {
                await NoteAsync(file).ConfigureAwait(false);
            }

            return file;
        }
        catch (GenServiceException failure) when (failure.Code == GenErrorCode.FileExists && noted is null && FindKnown(task, index) is { } there)
        {
            // Another process, working on the same batch, was quicker.
            return there;
        }

        Task NoteAsync(GenFile file)
        {
            noted = file;
            return _ledger?.NoteFileAsync(task, index, file) ?? Task.CompletedTask;
        }
    }

    private async Task<GenFile> SaveAgainAsync(GenTask task, int index, bool isSame, Task<GenFile> earlier, CancellationToken stop)
    {
        try
        {
            GenFile file = await earlier.ConfigureAwait(false);
            if (isSame && File.Exists(file.Path))
            {
                return file;
            }
        }
        catch (GenServiceException) when (!stop.IsCancellationRequested)
        {
            // Its own error tells it; this one may have more luck.
        }

        return await _downloader.SaveAsync(task, index, _folder, isSame ? _existing : ExistingFile.Refuse, stop, template: _template).ConfigureAwait(false);
    }
}
