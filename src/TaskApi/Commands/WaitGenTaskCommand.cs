using System;
using System.Management.Automation;
using TaskApi.Binding;
using TaskApi.Completion;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Waits for tasks, many at once, and returns each as it ends.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "GenTask")]
[OutputType(typeof(GenTask))]
public sealed class WaitGenTaskCommand : GenCmdlet
{
    private const int LookUpMilliseconds = 100;

    private readonly WaitProgress _progress = new();
    private TaskWait? _wait;

    private Halt<GenTask>? _halt;

    // True when -Any has what it asked for.
    private bool _hasAny;

    /// <summary>Tasks, or their ids.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, HelpMessage = "Tasks, or their ids.")]
    [Alias("Task", "InputObject", "TaskId")]
    [ArgumentCompleter(typeof(TaskIdCompleter))]
    [ValidateNotNullOrEmpty]
    public PSObject[] Id { get; set; } = [];

    /// <summary>How long to wait for each task: seconds, or a time span.</summary>
    [Parameter(HelpMessage = "How long to wait for each task: seconds, or a time such as 00:20:00.")]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Returns the first task that ends, and waits for no other.</summary>
    [Parameter(HelpMessage = "Return the first task that ends, and wait for no other.")]
    public SwitchParameter Any { get; set; }

    /// <summary>The least time between two looks at the same task: seconds, or a time span; zero leaves it to the planner.</summary>
    [Parameter(HelpMessage = "The least time between two looks at the same task: seconds, or a time such as 00:01:00. Left out, each task is asked about when an answer is likely.")]
    [Seconds]
    public TimeSpan PollInterval { get; set; }

    /// <summary>The session to use; the runspace's own when left out.</summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_hasAny)
        {
            return;
        }

        GenSession session = UseSession(Session);
        _wait ??= GenListener.Begin(Listener, () => session.Waiter.Open(Timeout, PollInterval));
        _halt ??= new Halt<GenTask>(StopToken);
        foreach (PSObject item in Id)
        {
            try
            {
                Take(TaskInput.From(item));
            }
            catch (GenServiceException failure)
            {
                Report(failure, item);
            }
        }

        while (!_hasAny && HandOut(0))
        {
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        while (_wait is not null && _wait.Taken < _wait.Added && !_hasAny)
        {
            HandOut(LookUpMilliseconds);
        }

        foreach (ProgressRecord last in _progress.Finish())
        {
            CommandRuntime.WriteProgress(_progress.Source, last);
        }

        if (_halt is { Reason: not null })
        {
            Report(TaskQuestion.ExplainLeft(_halt), _halt.Left.ToArray());
        }
    }

    /// <inheritdoc/>
    protected override void JoinWork()
    {
        _wait?.Dispose();
        _halt?.Dispose();
        foreach (ProgressRecord last in _progress.Finish())
        {
            // Past the command's runtime, which shows nothing more once the pipeline stops; and not every host takes bars away by itself.
            CommandRuntime.Host?.UI?.WriteProgress(_progress.Source, last);
        }
    }

    private void Take(GenTask task)
    {
        Open.Add(task.Id);
        if (_halt!.Reason is not null && !task.IsEnded)
        {
            _halt.Left.Add(task);
        }
        else
        {
            _wait!.Add(task);
        }
    }

    private bool HandOut(int milliseconds)
    {
        WriteWaitingWarnings();
        try
        {
            if (!_wait!.TryTake(out TaskEnd? end, milliseconds, StopToken))
            {
                return false;
            }

            // What happened on the way is told before what came of it.
            WriteWaitingWarnings();
            Write(end!);
            return true;
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            ShowProgress();
        }
    }

    private void Write(TaskEnd end)
    {
        _progress.Count(end);
        GenTask task = end.Task;
        if (end.Failure is { Code: GenErrorCode.Unauthorized } refusal)
        {
            _halt!.Because(refusal.InnerException as GenServiceException ?? refusal);
            _halt.Left.Add(task);
            return;
        }

        if (end.Failure is { Code: GenErrorCode.NotFound or GenErrorCode.InvalidInput } || task.Status == GenTaskStatus.Failed)
        {
            Open.Remove(task.Id);
        }

        if (end.Failure is { } failure)
        {
            Report(failure, task);
            return;
        }

        if (task.Status == GenTaskStatus.Failed)
        {
            FailedTask.MarkAsTold(task, Life);
            Report(FailedTask.Explain(task), task);
        }

        if (Any)
        {
            // Upstream may go on for long; nobody looks at the other tasks meanwhile.
            _wait!.Dispose();
            _hasAny = true;
        }

        WriteObject(task);
    }

    private void ShowProgress()
    {
        if (StopToken.IsCancellationRequested)
        {
            return;
        }

        foreach (ProgressRecord record in _progress.Next(_wait!))
        {
            CommandRuntime.WriteProgress(_progress.Source, record);
        }
    }
}
