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
#pragma warning disable CA1001 // Nobody asks for the semaphore's wait handle, so it holds nothing.
public sealed class ResultFolder
#pragma warning restore CA1001
{
    private readonly Downloader _downloader;
    private readonly string _folder;
    private readonly ExistingFile _existing;
    private readonly LedgerBook? _ledger;
    private readonly SaveTerms _terms;
    private readonly SemaphoreSlim _turns;
    private readonly PartFolder _parts;

    // Of names that differ in case alone some file systems make one.
    private readonly Dictionary<string, (GenTask Task, GenOutput Output, Task<GenFile> Saving)> _begun = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Nothing is saved yet.</summary>
    /// <param name="downloader">Saves.</param>
    /// <param name="folder">The folder's full path.</param>
    /// <param name="existing">What becomes of files that are there.</param>
    /// <param name="ledger">What knows the files that were saved before; null for nothing.</param>
    /// <param name="terms">What else there is to know; null for nothing.</param>
    /// <param name="most">How many results are worked on at once.</param>
    public ResultFolder(
        Downloader downloader, string folder, ExistingFile existing, LedgerBook? ledger = null, SaveTerms? terms = null, int most = int.MaxValue)
    {
        _parts = new PartFolder(folder);
        _terms = (terms ?? SaveTerms.None) with { Parts = _parts, Hosts = downloader.WatchHosts() };
        _ledger = ledger;
        _downloader = downloader;
        _folder = folder;
        _existing = existing;
        _turns = new SemaphoreSlim(most);
    }

    /// <summary>
    /// The file that will probably stand for a result because it is there already, to be confirmed by <see cref="ConfirmAsync"/>; null when
    /// the result has to be saved.
    /// </summary>
    /// <param name="task">A completed task.</param>
    /// <param name="index">Which of the task's results.</param>
    public GenFile? Find(GenTask task, int index) => _existing switch
    {
        ExistingFile.Replace => null,
        ExistingFile.Keep => FindKnown(task, index) ?? SavedFile.Find(task, index, _folder, NameOf(task, index)),
        _ => FindKnown(task, index),
    };

    /// <summary>Looks whether a file that was found still holds what was saved. A file that is to be kept in any case is not read.</summary>
    /// <param name="there">What <see cref="Find"/> found.</param>
    /// <param name="index">Which of its task's results it is.</param>
    /// <param name="stop">Ends the look.</param>
    /// <param name="begin">Ends the waiting for its turn.</param>
    /// <exception cref="GenServiceException">It holds something else by now.</exception>
    public Task<GenFile> ConfirmAsync(GenFile there, int index, CancellationToken stop, CancellationToken begin = default) => CountedAsync(() => InTurnAsync(
        async () =>
        {
            // What cannot be read at the moment is as long as it was.
            bool isToBeRead = _existing != ExistingFile.Keep && there.Sha256 is not null;
            if (isToBeRead && await SavedFile.HashAsync(there.Path, stop).ConfigureAwait(false) is { } hash && hash != there.Sha256)
            {
                throw new GenServiceException(
                    GenErrorCode.FileExists,
                    $"The file '{there.Path}' is not what was saved of task {there.TaskId} any more: it has changed since. It was left as it is. "
                        + "Use -Force to fetch the result again, or -SkipExisting to take the file for it.") { Task = there.Task };
            }

            ClearParts(there.Task, index);
            return _terms.WithSidecar && !Sidecar.IsBeside(there.Path) ? _downloader.Accompany(there, index, _existing) : there;
        },
        begin));

    /// <summary>Saves a result; the folder exists by now.</summary>
    /// <param name="task">A completed task.</param>
    /// <param name="index">Which of the task's results.</param>
    /// <param name="stop">Ends the download; what it has is left for a later one to go on with, under another name than the file's.</param>
    /// <param name="begin">Ends the waiting for its turn.</param>
    /// <exception cref="GenServiceException">The result could not be saved; it is still with the service.</exception>
    public Task<GenFile> SaveAsync(GenTask task, int index, CancellationToken stop, CancellationToken begin = default)
    {
        string name = NameOf(task, index);
        GenOutput output = task.Outputs[index];
        bool isAgain = _begun.TryGetValue(name, out (GenTask Task, GenOutput Output, Task<GenFile> Saving) earlier);
        Task<GenFile> saving = CountedAsync(() => isAgain
            ? SaveAgainAsync(task, index, SavedFile.IsSame(earlier.Task, earlier.Output, task, output), earlier.Saving, begin, stop)
            : InTurnAsync(() => SaveAndNoteAsync(task, index, stop), begin));
        _begun[name] = (task, output, saving);
        return saving;
    }

    /// <summary>A file that is there needs no parts: another process that was saving it too may have left one.</summary>
    private void ClearParts(GenTask task, int index) => _parts.Clear(NameOf(task, index), PartSource.Of(task, index));

    private string NameOf(GenTask task, int index) => FileName.For(task, index, task.Outputs.Count, _terms.Template);

    /// <summary>
    /// The file that an earlier pipeline saved, as long as it was then: here under the same name, or elsewhere, when the one that is here now may be a
    /// copy of it, which its contents tell.
    /// </summary>
    private GenFile? FindKnown(GenTask task, int index)
    {
        if (_ledger?.FindFile(task, index) is not { } known)
        {
            return null;
        }

        string here = Path.Combine(Path.GetFullPath(_folder), NameOf(task, index) + Path.GetExtension(known.Path));
        bool isKnown = known.Path == here || known.Sha256 is not null;
        return isKnown && new FileInfo(here) is { Exists: true } file && file.Length == known.Length
            ? new GenFile
            {
                Path = here,
                Length = known.Length,
                MediaType = known.MediaType,
                Sha256 = known.Sha256,
                Output = task.Outputs[index],
                Task = task,
            }
            : null;
    }

    private async Task<GenFile> CountedAsync(Func<Task<GenFile>> work)
    {
        _terms.Meter?.Begin();
        bool isSaved = false;
        try
        {
            GenFile file = await work().ConfigureAwait(false);
            isSaved = true;
            return file;
        }
        finally
        {
            _terms.Meter?.End(isSaved);
        }
    }

    private async Task<GenFile> InTurnAsync(Func<Task<GenFile>> work, CancellationToken begin)
    {
        await _turns.WaitAsync(begin).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>
    /// Saves a result and writes it down. It is written down before the file gets its name: should the process be killed in between, the
    /// next one fetches a file that is not there, where it would take one that nobody knows for somebody else's.
    /// </summary>
    private async Task<GenFile> SaveAndNoteAsync(GenTask task, int index, CancellationToken stop)
    {
        GenFile? noted = null;
        try
        {
            GenFile file = await SaveByTermsAsync(task, index, _existing, _terms with { Naming = NoteAsync }, stop).ConfigureAwait(false);
            if (noted is null)
            {
                await NoteAsync(file).ConfigureAwait(false);
            }

            ClearParts(task, index);
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

    private async Task<GenFile> SaveByTermsAsync(GenTask task, int index, ExistingFile existing, SaveTerms terms, CancellationToken stop)
    {
        GenFile file = await _downloader.SaveAsync(task, index, _folder, existing, stop, terms).ConfigureAwait(false);
        return terms.WithSidecar ? _downloader.Accompany(file, index, existing) : file;
    }

    private async Task<GenFile> SaveAgainAsync(
        GenTask task, int index, bool isSame, Task<GenFile> earlier, CancellationToken begin, CancellationToken stop)
    {
        string taken = "";
        try
        {
            GenFile file = await earlier.ConfigureAwait(false);
            taken = file.TaskId;
            if (isSame && File.Exists(file.Path))
            {
                return file;
            }
        }
        catch (GenServiceException) when (!stop.IsCancellationRequested)
        {
            // Its own error tells it; this one may have more luck.
        }

        try
        {
            return await InTurnAsync(() => SaveByTermsAsync(task, index, isSame ? _existing : ExistingFile.Refuse, _terms, stop), begin).ConfigureAwait(false);
        }
        catch (GenServiceException failure) when (failure.Code == GenErrorCode.FileExists && taken.Length > 0 && !isSame)
        {
            throw failure.Saying(
                $"A result of task {task.Id} was not saved: it would have the name '{NameOf(task, index)}', which that of task {taken} has. " +
                "It is still with the service; put a field into -Name that tells them apart, such as {id} or {n}, and save it again.");
        }
    }
}
