using System;
using System.Management.Automation;
using System.Net;
using TaskApi.Binding;
using TaskApi.Completion;
using TaskApi.Errors;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Waits for tasks, many at once, and returns each as it ends.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "GenTask", HelpUri = HelpPage.WaitGenTask)]
[OutputType(typeof(GenTask))]
public sealed class WaitGenTaskCommand : GenCmdlet
{
    private const int LookUpMilliseconds = 100;

    private TaskWait? _wait;
    private WaitProgress? _progress;
    private CallbackListening? _listening;

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
    [Parameter(HelpMessage = "The least time between two looks at the same task: seconds, or a time such as 00:01:00. Left out, each task is asked about " +
        "when an answer is likely.")]
    [Seconds]
    public TimeSpan PollInterval { get; set; }

    /// <summary>Where callbacks of the tasks come to.</summary>
    [Parameter(HelpMessage = "The URL that the tasks were submitted with as -CallbackUrl. Callbacks to it are listened for, and tasks whose callbacks come " +
        "are not polled.")]
    [ValidateNotNull]
    public Uri? CallbackUri { get; set; }

    /// <summary>The port on this machine that a tunnel or a proxy passes callbacks on to.</summary>
    [Parameter(HelpMessage = "With -CallbackUri: the port on this machine that a tunnel or proxy passes callbacks on to.")]
    [ValidateRange(1, 65535)]
    public int CallbackPort { get; set; }

    /// <summary>Believes callbacks without asking the service.</summary>
    [Parameter(HelpMessage = "With -CallbackUri: believe what callbacks say, without asking the service.")]
    public SwitchParameter TrustCallback { get; set; }

    /// <summary>The session to use; the runspace's own when left out.</summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <summary>The port is open before anything upstream is submitted: a callback may come quicker than the task.</summary>
    protected override void BeginProcessing()
    {
        try
        {
            if (CheckCallback() is { } options)
            {
                GenSession session = UseSession(Session);
                _listening = GenListener.Begin(Listener, () => CallbackListening.Open(session, options, TrustCallback));
                OpenWait(session);
                WriteVerbose($"Listening for callbacks on {new IPEndPoint(options.Address, options.Port)}.");
            }
        }
        catch (GenServiceException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_hasAny)
        {
            return;
        }

        GenSession session = UseSession(Session);
        OpenWait(session);
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

        EndProgress();
        if (_halt is { Reason: not null })
        {
            Report(TaskQuestion.ExplainLeft(_halt), _halt.Left.ToArray());
        }
    }

    /// <inheritdoc/>
    protected override void JoinWork()
    {
        _listening?.Dispose();
        _wait?.Dispose();
        _halt?.Dispose();
    }

    private void OpenWait(GenSession session)
    {
        if (_wait is null)
        {
            _wait = GenListener.Begin(Listener, () => session.Waiter.Open(Timeout, PollInterval, CallbackUri is null ? null : IsCalled));
            BeginProgress(_progress = new WaitProgress(_wait));
        }
    }

    private bool IsCalled(GenTask task) => TaskApi.CallbackPlace.LeadsTo(task.CallbackUrl, CallbackUri!);

    /// <summary>Where to listen; null for nowhere.</summary>
    private CallbackServerOptions? CheckCallback()
    {
        string? alone = CallbackPort > 0 ? "-CallbackPort" : TrustCallback ? "-TrustCallback" : null;
        if (CallbackUri is null && alone is not null)
        {
            throw new GenServiceException(GenErrorCode.InvalidInput,
                $"{alone} says how callbacks are listened for, so it needs -CallbackUri, the URL that the tasks were submitted with.");
        }

        if (CallbackUri is null)
        {
            return null;
        }

        if (!CallbackUri.IsAbsoluteUri || CallbackUri.Scheme is not ("http" or "https"))
        {
            throw new GenServiceException(GenErrorCode.InvalidInput,
                "-CallbackUri must be an absolute http or https URL: the one that the tasks were submitted with as -CallbackUrl.");
        }

        if (CallbackPort == 0 && !(CallbackUri.IsLoopback && CallbackUri.Scheme == "http"))
        {
            throw new GenServiceException(GenErrorCode.InvalidInput,
                $"-CallbackUri leads to {CallbackUri.Host}; say with -CallbackPort to which port of this machine your tunnel or proxy passes callbacks on.");
        }

        return new CallbackServerOptions { Port = CallbackPort == 0 ? CallbackUri.Port : CallbackPort };
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
    }

    private void Write(TaskEnd end)
    {
        _progress!.Count(end);
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
}
