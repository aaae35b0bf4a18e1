using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Binding;
using TaskApi.Errors;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Saves the results of completed tasks as files.</para>
/// </summary>
[Cmdlet(VerbsData.Save, "GenOutput", HelpUri = HelpPage.SaveGenOutput, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(GenFile))]
public sealed class SaveGenOutputCommand : GenCmdlet
{
    // More connections to one server than its users may have.
    private const int MostUnderWay = 32;

    // A large file at the head holds up the handing out of those behind it, but not their coming.
    private const int MostAhead = 256;

    // Cancelled when nothing new may begin.
    private readonly CancellationTokenSource _begin = new();

    private OrderedWork<GenTask, GenFile>? _work;
    private ResultFolder? _results;
    private NameTemplate? _template;
    private Halt<GenTask>? _halt;
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

    /// <summary>How files are named: a text with fields in braces.</summary>
    [Parameter(HelpMessage = "How files are named: a text with fields in braces, such as {batch}_{line}_{key}.{ext}.")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Writes what a file was made from beside it.</summary>
    [Parameter(HelpMessage = "Write request and result as JSON beside each file: fox.mp4.json beside fox.mp4.")]
    public SwitchParameter Sidecar { get; set; }

    /// <summary>How many results are downloaded at once.</summary>
    [Parameter(HelpMessage = "How many results are downloaded at once.")]
    [ValidateRange(1, MostUnderWay)]
    public int ThrottleLimit { get; set; } = 6;

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
            _template = Name is null ? null : NameTemplate.Read(Name);
            _folder = FileSystemPath.Resolve(DestinationPath, SessionState.Path, Unusable);
            if (PromptText.IsFileName(DestinationPath.Trim()) && !Directory.Exists(_folder))
            {
                throw Unusable("it is the name of a file, and results are saved in a folder; -Name names the files, for example -Name '{prompt}'.", null);
            }
        }
        catch (GenServiceException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, failure.Code == GenErrorCode.InvalidInput ? Name : DestinationPath));
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
                Take(session, TaskInput.From(item), TaskInput.NumberOf(item));
            }
            catch (GenServiceException failure)
            {
                Report(failure, item);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _work?.Finish();
        EndProgress();
        if (_halt is { Reason: not null })
        {
            Report(TaskQuestion.ExplainLeft(_halt), _halt.Left.ToArray());
        }
    }

    /// <inheritdoc/>
    protected override void FinishBegun()
    {
        LosePatience();
        _begin.Cancel();
        _work?.Finish();
    }

    /// <inheritdoc/>
    protected override void JoinWork()
    {
        _begin.Cancel();
        _work?.Join(AbortToken);
        _begin.Dispose();
        _halt?.Dispose();
    }

    private void Take(GenSession session, GenTask task, int? number)
    {
        Open.Add(task.Id);
        if (task.Status == GenTaskStatus.Unknown)
        {
            if (Read(session, task) is not { } known)
            {
                return;
            }

            task = known;
        }

        switch (task.Status)
        {
            case GenTaskStatus.Failed:
                Open.Remove(task.Id);
                if (FailedTask.IsTold(task))
                {
                    WriteVerbose($"Task {task.Id} failed and has no result to save.");
                    return;
                }

                throw FailedTask.Explain(task);
            case not GenTaskStatus.Completed:
                throw new GenServiceException(GenErrorCode.TaskNotEnded,
                    $"Task {task.Id} has not ended (it is {task.Status}), so there is nothing to save yet.") { Task = task };
        }

        if (task.Outputs.Count == 0)
        {
            throw new GenServiceException(GenErrorCode.BadAnswer,
                $"Task {task.Id} is completed, but no result was found in the service's answer; its property Raw holds it whole.") { Task = task };
        }

        if (number is { } one && (one < 1 || one > task.Outputs.Count))
        {
            string few = FormattableString.Invariant($"Task {task.Id} has {task.Outputs.Count} results, and none with the number {one}.")
                + " Pipe the task itself to save what it has.";
            throw new GenServiceException(GenErrorCode.BadAnswer, few) { Task = task };
        }

        Save(session, task, number);
    }

    /// <summary>Saves all results of a task, or one: whoever pipes a single result wants no other.</summary>
    private void Save(GenSession session, GenTask task, int? number)
    {
        // What the patience at the pipeline's end has given up is left to fetch, and told so.
        _work ??= new OrderedWork<GenTask, GenFile>(MostAhead, StopToken)
        {
            Succeeded = (_, file) => Write(file),
            Failed = (about, failure) => Report(failure, about),
            Withdrawn = _ => { },
            LookUp = WriteWaitingWarnings,
            Listener = Listener,
        };
        ExistingFile existing = Force ? ExistingFile.Replace : SkipExisting ? ExistingFile.Keep : ExistingFile.Refuse;
        _results ??= OpenFolder(session, existing);
        var saving = new List<Task>();
        int first = number - 1 ?? 0;
        int count = number is null ? task.Outputs.Count : 1;
        for (int i = 0; i < count; i++)
        {
            int index = first + i;
            if (_results.Find(task, index) is { } there)
            {
                _work.Begin(task, () => Follow(task, saving, count, _results.ConfirmAsync(there, index, AbortToken, _begin.Token)));
            }
            else if (ShouldProcess($"{task.Outputs[index]} to {_folder}", "Save a result"))
            {
                MakeFolder(_folder);
                _work.Begin(task, () => Follow(task, saving, count, _results.SaveAsync(task, index, AbortToken, _begin.Token)));
            }
        }
    }

    private ResultFolder OpenFolder(GenSession session, ExistingFile existing)
    {
        var meter = new SaveMeter();
        BeginProgress(new SaveProgress(meter));
        var terms = new SaveTerms { Template = _template, WithSidecar = Sidecar, Meter = meter };
        return new ResultFolder(session.Downloader, _folder, existing, session.Ledger, terms, ThrottleLimit);
    }

    /// <summary>With the last of its results that are wanted, a task is on its way to be saved whole.</summary>
    private Task<GenFile> Follow(GenTask task, List<Task> saving, int count, Task<GenFile> work)
    {
        saving.Add(work);
        if (saving.Count == count)
        {
            Open.Saving(task.Id, Task.WhenAll(saving));
        }

        return work;
    }

    private void Write(GenFile file)
    {
        try
        {
            WriteObject(file);
        }
        catch (Exception enough) when (enough is not PipelineStoppedException)
        {
            // Select-Object -First or a break, not an error: nobody wants the files under way, and their results stay with the service.
            GiveUp();
            throw;
        }
    }

    /// <summary>The task as the service knows it; null when the service does not accept the key any more, which is told once and last.</summary>
    private GenTask? Read(GenSession session, GenTask task)
    {
        _halt ??= new Halt<GenTask>(StopToken);
        try
        {
            return GenListener.Begin(Listener, () => TaskQuestion.AskAsync(session, task, _halt)).GetAwaiter().GetResult();
        }
        catch (GenServiceException failure) when (failure.Code != GenErrorCode.Unauthorized)
        {
            if (failure.Code is GenErrorCode.NotFound or GenErrorCode.InvalidInput)
            {
                Open.Remove(task.Id);
            }

            throw TaskQuestion.Explain(task, failure);
        }
        catch (Exception failure) when (failure is GenServiceException || (failure is OperationCanceledException && !StopToken.IsCancellationRequested))
        {
            _halt.Left.Add(task);
            return null;
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
        new(GenErrorCode.DownloadFailed, $"Cannot save to '{DestinationPath}': {reason.TrimEnd()} Name another folder with -DestinationPath; results that " +
            "tasks have already are still with the service.", failure);
}
