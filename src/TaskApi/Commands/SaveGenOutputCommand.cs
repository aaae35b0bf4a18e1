using System;
using System.IO;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Binding;
using TaskApi.Errors;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Saves the results of completed tasks as files.</para>
/// </summary>
[Cmdlet(VerbsData.Save, "GenOutput", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(GenFile))]
public sealed class SaveGenOutputCommand : GenCmdlet
{
    private const int MostUnderWay = 6;

    private OrderedWork<GenTask, GenFile>? _work;
    private ResultFolder? _results;
    private string _folder = "";

    /// <summary>The folder; it is made if it is not there.</summary>
    [Parameter(Position = 0, HelpMessage = "The folder for the files; made if it is not there.")]
    [Alias("Destination", "Path")]
    [ValidateNotNullOrEmpty]
    public string DestinationPath { get; set; } = ".";

    /// <summary>Tasks, or their ids.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, HelpMessage = "Tasks, or their ids, usually from Wait-GenTask.")]
    [Alias("Task", "InputObject", "TaskId")]
    [ArgumentCompleter(typeof(Completion.TaskIdCompleter))]
    [ValidateNotNullOrEmpty]
    public PSObject[] Id { get; set; } = [];

    /// <summary>Replaces files of the same name.</summary>
    [Parameter(HelpMessage = "Replace files of the same name.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Takes a file that is there for the result instead of downloading it again.</summary>
    [Parameter(HelpMessage = "Return the file that is already there instead of downloading the result again.")]
    public SwitchParameter SkipExisting { get; set; }

    /// <summary>The session to use; the runspace's own when left out.</summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <summary>A path that leads nowhere ends the pipeline here, before anything is paid for.</summary>
    protected override void BeginProcessing()
    {
        if (Force && SkipExisting)
        {
            const string Why = "-Force replaces files that are there, and -SkipExisting keeps them: use one of the two. Nothing was saved.";
            ThrowTerminatingError(ErrorRecords.From(new GenServiceException(GenErrorCode.InvalidInput, Why), null));
        }

        try
        {
            _folder = FileSystemPath.Resolve(DestinationPath, SessionState.Path, Unusable);
        }
        catch (GenServiceException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, DestinationPath));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        GenSession session = UseSession(Session);
        foreach (PSObject item in Id)
        {
            try
            {
                Take(session, TaskInput.From(item));
            }
            catch (GenServiceException failure)
            {
                Report(failure, item);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _work?.Finish();

    /// <inheritdoc/>
    protected override void JoinWork() => _work?.Join();

    private void Take(GenSession session, GenTask task)
    {
        if (task.Status == GenTaskStatus.Unknown)
        {
            task = Read(session, task);
        }

        switch (task.Status)
        {
            case GenTaskStatus.Failed:
                WriteVerbose($"Task {task.Id} failed and has no result to save.");
                return;
            case not GenTaskStatus.Completed:
                throw new GenServiceException(GenErrorCode.TaskNotEnded, $"Task {task.Id} has not ended (it is {task.Status}), so there is nothing to save yet.") { Task = task };
        }

        if (task.Outputs.Count == 0)
        {
            throw new GenServiceException(GenErrorCode.BadAnswer, $"Task {task.Id} is completed, but no result was found in the service's answer; its property Raw holds it whole.") { Task = task };
        }

        _work ??= new OrderedWork<GenTask, GenFile>(MostUnderWay, StopToken) { Succeeded = (_, file) => WriteObject(file), Failed = (about, failure) => Report(failure, about), LookUp = WriteWaitingWarnings, Listener = Listener };
        _results ??= new ResultFolder(session.Downloader, _folder, Force ? ExistingFile.Replace : SkipExisting ? ExistingFile.Keep : ExistingFile.Refuse);
        for (int i = 0; i < task.Outputs.Count; i++)
        {
            int index = i;
            if (_results.Find(task, index) is { } there)
            {
                _work.Begin(task, () => Task.FromResult(there));
            }
            else if (ShouldProcess($"{task.Outputs[index]} to {_folder}", "Save a result"))
            {
                MakeFolder(_folder);
                _work.Begin(task, () => _results.SaveAsync(task, index, StopToken));
            }
        }
    }

    private GenTask Read(GenSession session, GenTask task)
    {
        try
        {
            return GenListener.Begin(Listener, () => session.ReadAsync(task, StopToken)).GetAwaiter().GetResult();
        }
        catch (GenServiceException failure)
        {
            throw new GenServiceException(failure.Code, $"Task {task.Id}: {failure.Message}", failure) { Task = task, HttpStatus = failure.HttpStatus };
        }
    }

    private void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            ThrowTerminatingError(ErrorRecords.From(Unusable(failure.Message, failure), DestinationPath));
        }
    }

    private GenServiceException Unusable(string reason, Exception? failure) =>
        new(GenErrorCode.DownloadFailed, $"Cannot save to '{DestinationPath}': {reason.TrimEnd()} Name another folder with -DestinationPath; results that tasks have already are still with the service.", failure);
}
