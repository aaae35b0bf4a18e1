using System;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Binding;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Submits generation tasks and returns them as soon as the service has accepted them.</para>
/// </summary>
[Cmdlet(VerbsCommon.New, "GenTask", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(GenTask))]
public sealed class NewGenTaskCommand : RequestCmdlet
{
    private OrderedWork<GenRequestCheck, GenTask>? _work;
    private Halt<GenRequest>? _halt;
    private long _accepted;

    // Answered with an error of their own.
    private long _otherwise;

    /// <summary>Where the service shall post the results.</summary>
    [Parameter(HelpMessage = "The URL to which the service posts each result.")]
    [ValidateNotNullOrEmpty]
    public string? CallbackUrl { get; set; }

    /// <summary>How many requests may be under way at once; the service's limit is kept in any case.</summary>
    [Parameter(HelpMessage = "How many requests may be under way at once. The service's limit is kept in any case.")]
    [ValidateRange(1, 100)]
    public int ThrottleLimit { get; set; } = 20;

    /// <inheritdoc/>
    protected override string? GivenCallbackUrl => CallbackUrl;

    /// <inheritdoc/>
    protected override bool IsSubmitted => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        UseSession(Session);
    }

    /// <inheritdoc/>
    protected override void Accept(GenRequestCheck check)
    {
        if (Tell(check) is not { } ready || (_halt?.Reason is null && !ShouldProcess(Shown(ready), Action(ready))))
        {
            return;
        }

        GenSession session = UseSession(Session);
        _halt ??= new Halt<GenRequest>(StopToken);
        _work ??= new OrderedWork<GenRequestCheck, GenTask>(ThrottleLimit, StopToken)
        {
            Succeeded = WriteTask,
            Failed = WriteFailure,
            Withdrawn = Keep,
            LookUp = WriteWaitingWarnings,
            Listener = Listener,
        };
        _work.MakeRoom();
        if (_halt.Reason is null)
        {
            _work.Begin(check, () => SubmitAsync(session, ready, _halt));
        }
        else if (_work.Count == 0)
        {
            Keep(check);
        }
        else
        {
            // Behind those under way, so that what is left stays in the order of its rows.
            _work.Begin(check, () => Halt<GenRequest>.Withdrawn<GenTask>());
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _work?.Finish();
        if (_halt is not { Reason: { } reason } halt)
        {
            return;
        }

        string kept = _accepted == 0 ? "" : FormattableString.Invariant($" The {_accepted} accepted before are paid for and go on.");
        string count = FormattableString.Invariant($"{halt.Left.Count} of {_accepted + _otherwise + halt.Left.Count}");
        string message = $"{reason.Message} {count} requests were not sent; the error's TargetObject holds them, ready for New-GenTask.{kept}";
        Report(reason.Saying(message), halt.Left.ToArray());
    }

    /// <inheritdoc/>
    protected override void FinishBegun()
    {
        _halt?.Withdraw();
        _work?.Finish();
    }

    /// <inheritdoc/>
    protected override string? NotBegun => _halt?.Left.Count switch
    {
        null or 0 => null,
        1 => "1 request that was read before was not sent.",
        { } count => FormattableString.Invariant($"{count} requests that were read before were not sent."),
    };

    /// <inheritdoc/>
    protected override void JoinWork()
    {
        _work?.Join(AbortToken);
        _halt?.Dispose();
    }

    /// <summary>What is about to be done, with the price where it is known without asking.</summary>
    private string Action(GenRequest request) =>
        UseSession(Session).TellPrice(request) is { } price ? $"Create a paid generation task ({price})" : "Create a paid generation task";

    /// <summary>True for what every further request would be answered with too.</summary>
    private static bool MeansAll(GenServiceException failure) => failure.Code is GenErrorCode.InsufficientBalance or GenErrorCode.Unauthorized;

    private async Task<GenTask> SubmitAsync(GenSession session, GenRequest ready, Halt<GenRequest> halt)
    {
        try
        {
            return await Open.FollowAsync(session.SubmitAsync(ready, halt.Token, AbortToken)).ConfigureAwait(false);
        }
        catch (GenServiceException failure) when (MeansAll(failure))
        {
            // Here, not when it is this request's turn to come out: until then others would be sent in vain.
            halt.Because(failure);
            throw;
        }
    }

    private void WriteTask(GenRequestCheck check, GenTask task)
    {
        _accepted++;
        WriteObject(task);
    }

    private void WriteFailure(GenRequestCheck check, GenServiceException failure)
    {
        if (MeansAll(failure))
        {
            Keep(check);
        }
        else
        {
            _otherwise++;
            ReportFor(check.Ready!, failure);
        }
    }

    /// <summary>Keeps a request that was not sent, checked and with its file and line: it can be sent later without this line's parameters.</summary>
    private void Keep(GenRequestCheck check) => _halt!.Left.Add(check.Ready!);
}
