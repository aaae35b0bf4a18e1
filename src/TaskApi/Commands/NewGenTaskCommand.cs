using System;
using System.Management.Automation;
using TaskApi.Binding;
using TaskApi.Errors;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Submits generation tasks and returns them as soon as the service has accepted them.</para>
/// </summary>
[Cmdlet(VerbsCommon.New, "GenTask", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(GenTask))]
public sealed class NewGenTaskCommand : RequestCmdlet
{
    private OrderedWork<GenRequest, GenTask>? _work;
    private GenServiceException? _emptyBalance;
    private long _sent;
    private long _notSent;

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
        if (Tell(check) is not { } ready || (_emptyBalance is null && !ShouldProcess(Shown(ready), "Create a paid generation task")))
        {
            return;
        }

        GenSession session = UseSession(Session);
        _work ??= new OrderedWork<GenRequest, GenTask>(ThrottleLimit, StopToken) { Succeeded = WriteTask, Failed = WriteFailure, LookUp = WriteWaitingWarnings, Listener = Listener };
        _work.MakeRoom();
        if (_emptyBalance is not null)
        {
            // Counting the rest costs nothing and lets the error say exactly how much is missing.
            _notSent++;
            return;
        }

        _work.Begin(ready, () => session.SubmitAsync(ready, StopToken, AbortToken));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _work?.Finish();
        if (_emptyBalance is not null)
        {
            string kept = _sent == 0 ? "" : FormattableString.Invariant($" The {_sent} accepted before are paid for and go on: Get-GenTask | Wait-GenTask | Save-GenOutput.");
            string message = FormattableString.Invariant($"{_emptyBalance.Message} {_notSent} of {_sent + _notSent} requests were not sent.{kept}");
            ThrowTerminatingError(ErrorRecords.From(new GenServiceException(GenErrorCode.InsufficientBalance, message, _emptyBalance) { HttpStatus = _emptyBalance.HttpStatus }, null));
        }
    }

    /// <inheritdoc/>
    protected override void JoinWork() => _work?.Join();

    /// <summary>The request as a rehearsal names it: by file and line, or, where it was read from none, by its prompt.</summary>
    private static string Shown(GenRequest request) =>
        request.Source is null && request.Input.TryGetValue("prompt", out object? prompt) && prompt is string ? $"{request} {ValueText.Show(prompt)}" : request.ToString();

    private void WriteTask(GenRequest request, GenTask task)
    {
        _sent++;
        WriteObject(task);
    }

    private void WriteFailure(GenRequest request, GenServiceException failure)
    {
        if (failure.Code == GenErrorCode.InsufficientBalance)
        {
            _emptyBalance ??= failure;
            _notSent++;
        }
        else
        {
            ReportFor(request, failure);
        }
    }
}
