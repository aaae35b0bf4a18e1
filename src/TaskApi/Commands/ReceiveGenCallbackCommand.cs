using System;
using System.Diagnostics;
using System.Management.Automation;
using System.Net;
using System.Security;
using TaskApi.Binding;
using TaskApi.Errors;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Listens for callbacks on a port and returns tasks as they are called back.</para>
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "GenCallback", HelpUri = HelpPage.ReceiveGenCallback)]
[OutputType(typeof(GenTask))]
public sealed class ReceiveGenCallbackCommand : GenCmdlet
{
    private const int LookUpMilliseconds = 100;
    private const int MostUnderWay = 20;

    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly CalledTasks _called = new();
    private CallbackServer? _server;
    private CallbackDesk? _desk;
    private OrderedWork<GenCallback, GenTask>? _work;
    private int _written;

    /// <summary>The port on this machine.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The port on this machine that callbacks come to.")]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>The address on this machine.</summary>
    [Parameter(HelpMessage = "The address on this machine to listen on. Left out, only this machine itself (a tunnel or a proxy on it) can reach the port.")]
    [ValidateNotNull]
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>Ends after so many tasks.</summary>
    [Parameter(HelpMessage = "End after so many tasks.")]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = int.MaxValue;

    /// <summary>Ends after that time.</summary>
    [Parameter(HelpMessage = "End after this time: seconds, or a time such as 08:00:00.")]
    [Seconds]
    public TimeSpan Timeout { get; set; } = TimeSpan.MaxValue;

    /// <summary>Believes callbacks without asking the service.</summary>
    [Parameter(HelpMessage = "Believe what callbacks say, without asking the service.")]
    public SwitchParameter Trust { get; set; }

    /// <summary>The secret that callbacks are signed with.</summary>
    [Parameter(HelpMessage = "Take only callbacks that are signed with this secret.")]
    [Secret(Parameter = "SigningSecret")]
    [ValidateNotNull]
    public SecureString? SigningSecret { get; set; }

    /// <summary>What is signed.</summary>
    [Parameter(HelpMessage = "With -SigningSecret: what the signature is of.")]
    [ValidateSet(nameof(CallbackSigning.TimestampAndBody), nameof(CallbackSigning.TaskIdAndTimestamp))]
    public string Signing { get; set; } = nameof(CallbackSigning.TimestampAndBody);

    /// <summary>The session to use; the runspace's own when left out.</summary>
    [Parameter(HelpMessage = "The session from Connect-GenService; the last one connected when left out.")]
    [ValidateNotNull]
    public GenSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        GenSession session = UseSession(Session);
        try
        {
            _server = CallbackServer.Open(session, new CallbackServerOptions
            {
                Port = Port,
                Address = Address,
                SigningSecret = SigningSecret,
                Signing = (CallbackSigning)Enum.Parse(typeof(CallbackSigning), Signing, ignoreCase: true),
            });
        }
        catch (GenServiceException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, Port));
        }

        _desk = new CallbackDesk(session, Trust);
        _work = new OrderedWork<GenCallback, GenTask>(MostUnderWay, StopToken)
        {
            Succeeded = Take,
            Failed = Tell,
            LookUp = WriteWaitingWarnings,
            Listener = Listener,
        };
        WriteVerbose($"Listening for callbacks on {new IPEndPoint(Address, Port)}.");
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        while (_written < Count && _time.Elapsed < Timeout)
        {
            WriteWaitingWarnings();
            if (Next() is { } callback && _called.Begin(callback.TaskId))
            {
                _work!.Begin(callback, () => _desk!.TakeAsync(callback, StopToken));
            }

            _work!.HandOutReady();
            _desk!.SettleLaterAsync().GetAwaiter().GetResult();
        }

        if (_written < Count)
        {
            _work!.Finish();
        }

        WriteVerbose(
            FormattableString.Invariant($"Callbacks are not listened for any more: {_written} tasks came, {_server!.Refused} requests were sent away."));
    }

    /// <inheritdoc/>
    protected override void JoinWork()
    {
        // First the port, so that nobody is told that a callback was taken which nobody takes.
        _server?.Dispose();
        StopWork();
        _work?.Join(AbortToken);
    }

    private GenCallback? Next()
    {
        try
        {
            return _server!.TryTake(out GenCallback? callback, LookUpMilliseconds, StopToken) ? callback : null;
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Take(GenCallback callback, GenTask task)
    {
        if (!task.IsEnded)
        {
            _called.Forget(callback.TaskId);
            WriteVerbose($"Task {task.Id} was called, but has not ended (it is {task.Status}); it is not shown.");
            return;
        }

        if (_written >= Count)
        {
            return;
        }

        _written++;
        if (task.Status == GenTaskStatus.Failed)
        {
            FailedTask.MarkAsTold(task, Life);
            Report(FailedTask.Explain(task), task);
        }
        else
        {
            Open.Add(task.Id);
        }

        WriteObject(task);
    }

    private void Tell(GenCallback callback, GenServiceException failure)
    {
        _called.Forget(callback.TaskId);
        if (failure.Code == GenErrorCode.NotFound)
        {
            WriteVerbose($"Task {callback.TaskId} was called, but the service does not know it; it is not shown.");
            return;
        }

        string what = $"Task {callback.TaskId} was called back, but the service could not be asked about it: {failure.Message}";
        GenServiceException told = failure.Saying($"{what} Go on with: Wait-GenTask {callback.TaskId}");
        if (failure.Code == GenErrorCode.Unauthorized)
        {
            ThrowTerminatingError(ErrorRecords.From(told, callback.TaskId));
        }

        Report(told, callback.TaskId);
    }
}
