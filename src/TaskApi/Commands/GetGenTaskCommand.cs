using System;
using System.Collections.Generic;
using System.Linq;
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

    /// <summary>Only tasks of this model, or of these.</summary>
    [Parameter(ParameterSetName = ListSet, HelpMessage = "List tasks of this model; wildcards are allowed.")]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [SupportsWildcards]
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
        WildcardPattern? models = WildcardPattern.ContainsWildcardCharacters(Model) ? WildcardPattern.Get(Model, WildcardOptions.IgnoreCase) : null;
        var query = new LedgerQuery
        {
            State = LedgerState.Accepted,
            Batch = Batch,
            Status = Status is null ? null : (GenTaskStatus)Enum.Parse(typeof(GenTaskStatus), Status, ignoreCase: true),
            Model = Model is null || models is not null ? null : session.Catalog.Resolve(Model)?.Id ?? Model,
            Since = Since == default ? null : Since,
            Last = Last == int.MaxValue || models is not null ? null : Last,
        };
        try
        {
            IEnumerable<GenTask> tasks = session.List(query);
            foreach (GenTask task in models is null ? tasks : LastOf(tasks.Where(task => IsOf(models, task))))
            {
                WriteObject(task);
            }
        }
        catch (GenServiceException failure)
        {
            Report(failure, null);
        }
    }

    /// <summary>True for a task whose model's id matches, or what follows the provider in it.</summary>
    private static bool IsOf(WildcardPattern models, GenTask task) =>
        task.Model is { } model && (models.IsMatch(model) || models.IsMatch(model.Substring(model.IndexOf('/') + 1)));

    /// <summary>The last of the tasks, as many as are asked for: the ledger does not know which of its tasks a pattern means.</summary>
    private IEnumerable<GenTask> LastOf(IEnumerable<GenTask> tasks)
    {
        if (Last == int.MaxValue)
        {
            return tasks;
        }

        var last = new Queue<GenTask>();
        foreach (GenTask task in tasks)
        {
            last.Enqueue(task);
            if (last.Count > Last)
            {
                _ = last.Dequeue();
            }
        }

        return last;
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
