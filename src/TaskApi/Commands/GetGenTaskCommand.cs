using System;
using System.Management.Automation;
using TaskApi.Binding;
using TaskApi.Completion;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Asks for the state of tasks; with no id, lists the tasks that the session knows, without asking.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "GenTask", HelpUri = HelpPage.GetGenTask, DefaultParameterSetName = ListSet)]
[OutputType(typeof(GenTask))]
public sealed class GetGenTaskCommand : GenCmdlet
{
    private const string IdSet = "Id";
    private const string ListSet = "List";
    private const int MostUnderWay = 20;

    private OrderedWork<GenTask, GenTask>? _work;
    private Halt<GenTask>? _halt;

    /// <summary>Tasks, or their ids.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "Tasks, or their ids.")]
    [Alias("Task", "InputObject", "TaskId")]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    [ValidateNotNullOrEmpty]
    public PSObject[]? Id { get; set; }

    /// <summary>Only tasks of this batch.</summary>
    [Parameter(ParameterSetName = ListSet, HelpMessage = "List tasks of this batch.")]
    [ArgumentCompleter(typeof(BatchCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Batch { get; set; }

    /// <summary>Only tasks in this state.</summary>
    [Parameter(ParameterSetName = ListSet, HelpMessage = "List tasks that were last seen in this state.")]
    [ValidateSet("Pending", "Processing", "Completed", "Failed")]
    public string? Status { get; set; }

    /// <summary>Only tasks of this model.</summary>
    [Parameter(ParameterSetName = ListSet, HelpMessage = "List tasks of this model.")]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>Only tasks that were submitted at this time or later.</summary>
    [Parameter(ParameterSetName = ListSet, HelpMessage = "List tasks that were submitted at this time or later.")]
    public DateTimeOffset Since { get; set; }

    /// <summary>Only the last so many.</summary>
    [Parameter(ParameterSetName = ListSet, HelpMessage = "List only the last so many tasks.")]
    [ValidateRange(1, int.MaxValue)]
    public int Last { get; set; } = int.MaxValue;

    /// <summary>The session to use; the runspace's own when left out.</summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        GenSession session = UseSession(Session);
        if (Id is null)
        {
            List(session);
            return;
        }

        _halt ??= new Halt<GenTask>(StopToken);
        _work ??= new OrderedWork<GenTask, GenTask>(MostUnderWay, StopToken)
        {
            Succeeded = (_, task) => WriteObject(task),
            Failed = WriteFailure,
            Withdrawn = _halt.Left.Add,
            LookUp = WriteWaitingWarnings,
            Listener = Listener,
        };
        foreach (PSObject item in Id)
        {
            try
            {
                GenTask task = TaskInput.From(item);
                _work.Begin(task, () => TaskQuestion.AskAsync(session, task, _halt));
            }
            catch (GenServiceException failure)
            {
                Report(failure, item);
            }
        }
    }

    private void List(GenSession session)
    {
        var query = new LedgerQuery
        {
            State = LedgerState.Accepted,
            Batch = Batch,
            Status = Status is null ? null : (GenTaskStatus)Enum.Parse(typeof(GenTaskStatus), Status, ignoreCase: true),
            Model = Model is null ? null : session.Catalog.Resolve(Model)?.Id ?? Model,
            Since = Since == default ? null : Since,
            Last = Last == int.MaxValue ? null : Last,
        };
        try
        {
            foreach (GenTask task in session.List(query))
            {
                WriteObject(task);
            }
        }
        catch (GenServiceException failure)
        {
            Report(failure, null);
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
    }

    /// <inheritdoc/>
    protected override void JoinWork()
    {
        _work?.Join(AbortToken);
        _halt?.Dispose();
    }

    private void WriteFailure(GenTask task, GenServiceException failure)
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
}
