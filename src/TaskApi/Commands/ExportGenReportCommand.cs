using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using TaskApi.Binding;
using TaskApi.Completion;
using TaskApi.Errors;
using TaskApi.Loading;
using TaskApi.Pipeline;
using TaskApi.Session;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Writes a page that shows tasks and their results.</para>
/// </summary>
[Cmdlet(VerbsData.Export, "GenReport", HelpUri = HelpPage.ExportGenReport, DefaultParameterSetName = TaskSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class ExportGenReportCommand : GenCmdlet
{
    private const string TaskSet = "Task";
    private const string BatchSet = "Batch";
    private const string DefaultTitle = "Generated media";
    private const int MostUnderWay = 20;
    private const int MostNamed = 5;

    private readonly ReportEntries _entries = new();
    private OrderedWork<GenTask, GenTask>? _work;
    private Halt<GenTask>? _halt;
    private string _path = "";

    /// <summary>The page's file.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The file for the page, such as report.html. An earlier report of that name is replaced.")]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Tasks, saved files, or ids of tasks.</summary>
    [Parameter(ParameterSetName = TaskSet, Mandatory = true, ValueFromPipeline = true, HelpMessage = "Tasks, saved files, or ids of tasks.")]
    [Alias("Task", "InputObject", "TaskId")]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    [ValidateNotNullOrEmpty]
    public PSObject[] Id { get; set; } = [];

    /// <summary>All of a batch, as the ledger knows it.</summary>
    [Parameter(ParameterSetName = BatchSet, Mandatory = true, HelpMessage = "The batch to report, as the ledger knows it.")]
    [ArgumentCompleter(typeof(BatchCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Batch { get; set; }

    /// <summary>What the page is called.</summary>
    [Parameter(HelpMessage = "What the page is called; the batch's name when left out.")]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>Puts the saved files into the page.</summary>
    [Parameter(HelpMessage = "Put saved files into the page, as far as they fit, instead of linking them.")]
    public SwitchParameter Embed { get; set; }

    /// <summary>Replaces a file of that name, whatever it is.</summary>
    [Parameter(HelpMessage = "Replace a file of that name, also when it is no report.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Replaces no file, not even an earlier report.</summary>
    [Parameter(HelpMessage = "Replace no file, not even an earlier report.")]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>The session to use; the runspace's own when left out.</summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <summary>A path that leads nowhere ends the pipeline here, before anything is paid for.</summary>
    protected override void BeginProcessing()
    {
        try
        {
            if (Force && NoClobber)
            {
                const string Why = "-Force replaces a file that is there, and -NoClobber keeps it: use one of the two. No report was written.";
                throw new GenServiceException(GenErrorCode.InvalidInput, Why);
            }

            _path = FileSystemPath.Resolve(Path, SessionState.Path, (reason, failure) => ReportPages.Unwritable(Path, reason, failure));
            ReportPages.Check(_path, Force, NoClobber);
        }
        catch (GenServiceException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, Path));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Batch is not null)
        {
            TakeBatch(Batch);
            return;
        }

        foreach (PSObject item in Id)
        {
            try
            {
                Take(item);
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
        if (_halt is { Reason: not null })
        {
            Report(TaskQuestion.ExplainLeft(_halt), _halt.Left.ToArray());
        }

        if (_entries.Count > 0)
        {
            Write();
        }
        else if (Batch is null)
        {
            WriteWarning("There were no tasks, so no report was written.");
        }
    }

    /// <inheritdoc/>
    protected override void JoinWork()
    {
        _work?.Join(AbortToken);
        _halt?.Dispose();
    }

    private bool HasSession => Session is not null || RunspaceSession.IsAtHand;

    private void TakeBatch(string batch)
    {
        try
        {
            foreach (LedgerEntry entry in UseLedger(Session).ListAsync(new LedgerQuery { Batch = batch }).GetAwaiter().GetResult())
            {
                _entries.Add(entry);
            }

            if (_entries.Count == 0)
            {
                string why = $"The ledger knows no batch '{batch}' of this account. Get-GenBatch lists those it knows. No report was written.";
                throw new GenServiceException(GenErrorCode.NotFound, why);
            }
        }
        catch (GenServiceException failure)
        {
            Report(failure, batch);
        }
    }

    private void Take(PSObject item)
    {
        GenFile? file = TaskInput.FileFrom(item);
        GenTask task = TaskInput.From(item, asSeen: true);
        if (file is not null)
        {
            _entries.Add(file);
        }

        // What has ended stays as it was seen; of the rest, the session and the ledger may know more.
        if (!task.IsEnded && HasSession)
        {
            GenTask known = UseSession(Session).Recall(task with { Status = GenTaskStatus.Unknown });
            task = known.Status == GenTaskStatus.Unknown ? task : known;
        }

        if (task.Status == GenTaskStatus.Unknown && file is not null)
        {
            // Only what has completed is saved.
            task = task with { Status = GenTaskStatus.Completed };
        }

        _halt ??= new Halt<GenTask>(StopToken);
        _work ??= new OrderedWork<GenTask, GenTask>(MostUnderWay, StopToken)
        {
            Succeeded = (_, seen) => _entries.Add(seen),
            Failed = TellFailure,
            Withdrawn = _halt.Left.Add,
            LookUp = WriteWaitingWarnings,
            Listener = Listener,
        };
        if (task.Status == GenTaskStatus.Unknown)
        {
            GenSession session = UseSession(Session);
            _work.Begin(task, () => TaskQuestion.AskAsync(session, task, _halt));
        }
        else
        {
            _work.Begin(task, () => System.Threading.Tasks.Task.FromResult(task));
        }
    }

    private void TellFailure(GenTask task, GenServiceException failure)
    {
        if (failure.Code == GenErrorCode.Unauthorized)
        {
            _halt!.Left.Add(task);
        }
        else
        {
            Report(TaskQuestion.Explain(task, failure), task);
        }
    }

    private void Write()
    {
        string tasks = _entries.Count == 1 ? "1 task" : FormattableString.Invariant($"{_entries.Count} tasks");
        if (!ShouldProcess(_path, $"Write a report of {tasks}"))
        {
            return;
        }

        LedgerBook? ledger = HasSession ? UseSession(Session).Ledger : null;
        try
        {
            IReadOnlyList<ReportEntry> entries = _entries.ToList(ledger);
            IReadOnlyList<string> left = ReportPages.Write(_path, Title ?? Batch ?? DefaultTitle, entries, Embed, Force, NoClobber, StopToken);
            if (left.Count > 0)
            {
                TellLeft(left);
            }

            WriteObject(Written());
        }
        catch (GenServiceException failure)
        {
            Report(failure, _path);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>The page's file as Get-Item gives it: whoever takes it knows its path as it is, and the prompt of Unix its size.</summary>
    private object Written()
    {
        try
        {
            return InvokeProvider.Item.Get([@"Microsoft.PowerShell.Core\FileSystem::" + _path], force: true, literalPath: true)[0];
        }
        catch (Exception failure) when (failure is SessionStateException or ProviderInvocationException)
        {
            // Somebody was quick to take it away, or the runspace has no provider for files.
            return new FileInfo(_path);
        }
    }

    private void TellLeft(IReadOnlyList<string> left)
    {
        var names = new List<string>();
        for (int i = 0; i < left.Count && i < MostNamed; i++)
        {
            names.Add(System.IO.Path.GetFileName(left[i]));
        }

        string others = left.Count > MostNamed ? FormattableString.Invariant($" and {left.Count - MostNamed} others") : "";
        string files = string.Join(", ", names) + others;
        WriteWarning($"The report links these files, because they are too large for a page: {files}. {ReportPages.Limits} Send them with the page.");
    }
}
