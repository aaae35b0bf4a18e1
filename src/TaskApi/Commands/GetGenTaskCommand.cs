using System.Management.Automation;
using TaskApi.Binding;
using TaskApi.Completion;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Asks for the state of tasks; with no id, lists the tasks that the session knows, without asking.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "GenTask")]
[OutputType(typeof(GenTask))]
public sealed class GetGenTaskCommand : GenCmdlet
{
    private const int MostUnderWay = 20;

    private OrderedWork<GenTask, GenTask>? _work;
    private Halt<GenTask>? _halt;

    /// <summary>Tasks, or their ids.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "Tasks, or their ids.")]
    [Alias("Task", "InputObject", "TaskId")]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    [ValidateNotNullOrEmpty]
    public PSObject[]? Id { get; set; }

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
            if (!MyInvocation.ExpectingInput)
            {
                WriteObject(session.Tasks, enumerateCollection: true);
            }

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
