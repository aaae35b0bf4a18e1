using System;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Binding;
using TaskApi.Errors;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Submits generation tasks and returns them as soon as the service has accepted them.</para>
/// </summary>
[Cmdlet(VerbsCommon.New, "GenTask", HelpUri = HelpPage.NewGenTask, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(GenTask))]
public sealed partial class NewGenTaskCommand : RequestCmdlet
{
    private OrderedWork<Row, GenTask?>? _work;
    private Halt<GenRequest>? _halt;
    private Spending? _spending;
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

    /// <summary>What one request may cost.</summary>
    [Parameter(HelpMessage = "What one request may cost at most, in US dollars. The service is asked for its price first; a dearer one is not sent.")]
    [Usd]
    public decimal? MaxCost { get; set; }

    /// <summary>What all requests together may cost.</summary>
    [Parameter(HelpMessage = "What all requests of the batch, in all its runs, may cost together, in US dollars; without -Batch those of this pipeline. " +
        "Nothing is sent that would pass it.")]
    [Usd]
    public decimal? Budget { get; set; }

    /// <inheritdoc/>
    protected override string? GivenCallbackUrl => CallbackUrl;

    /// <inheritdoc/>
    protected override bool IsSubmitted => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        GenSession session = UseSession(Session);
        BeginProgress(new UploadProgress(session.Uploads));
        try
        {
            RequireBatch();
            var choice = (UncertainChoice)Enum.Parse(typeof(UncertainChoice), Uncertain, ignoreCase: true);
            var options = new BatchOptions { Uncertain = choice, RetryFailed = RetryFailed, SendEdited = Force };
            _batch = Batch is null ? null : UseLedger(Session).OpenBatch(Batch, options);
            _spending = new Spending(session, new SpendingLimits { MaxCost = MaxCost, Budget = Budget }, isBatch: Batch is not null);
            WarnOfUncounted();
            _forgotten = session.Ledger is { } ledger && Batch is null ? new ForgottenBatch(ledger) : null;
        }
        catch (GenServiceException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, Batch));
        }
    }

    /// <inheritdoc/>
    protected override void Accept(GenRequestCheck check)
    {
        if (Tell(check) is not { } ready)
        {
            return;
        }

        UseSession(Session);
        _halt ??= new Halt<GenRequest>(StopToken);
        _work ??= new OrderedWork<Row, GenTask?>(ThrottleLimit, StopToken)
        {
            Succeeded = WriteTask,
            Failed = WriteFailure,
            Withdrawn = Keep,
            LookUp = WriteWaitingWarnings,
            Listener = Listener,
        };
        BatchRow? known = LookUp(ready);
        var row = new Row(ready, known?.ToSend ?? known?.Elsewhere);
        if (known is { ToSend: null })
        {
            BringBack(row, known);
        }
        else if (_halt.Reason is not null || ShouldProcess(Shown(ready), Action(ready)))
        {
            Send(row);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _work?.Finish();
        EndProgress();
        LookAgain();
        SetAside();
        if (_halt is not { Reason: { } reason } halt)
        {
            return;
        }

        string kept = _accepted == 0 ? "" : FormattableString.Invariant($" The {_accepted} accepted before are paid for and go on.");
        string count = FormattableString.Invariant($"{halt.Left.Count} of {_accepted + _otherwise + halt.Left.Count}");
        string message = $"{reason.Message} {count} requests were not sent; the error's TargetObject holds them, ready for New-GenTask.{kept}";
        Report(reason.Saying(message), halt.Left.ToArray());
    }

    private void Send(Row row)
    {
        if (_halt!.Reason is null && _forgotten?.WarningFor(row.Ready) is { } warning)
        {
            // Before its first request leaves: -WarningAction Stop then sends nothing.
            WriteWarning(VisibleText.Of(warning));
        }

        _work!.MakeRoom();
        if (_halt.Reason is null)
        {
            _work.Begin(row, () => SubmitAsync(row, _halt));
        }
        else if (_work.Count == 0)
        {
            Keep(row);
        }
        else
        {
            // Behind those under way, so that what is left stays in the order of its rows.
            _work.Begin(row, () => Halt<GenRequest>.Withdrawn<GenTask?>());
        }
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
        _batch?.Dispose();
    }

    /// <summary>What is about to be done, with the price where it is known without asking.</summary>
    private string Action(GenRequest request)
    {
        string upload = UploadBook.Tell(request) is { } files ? $"Upload {files} and create" : "Create";
        return UseSession(Session).TellPrice(request) is { } price ? $"{upload} a paid generation task ({price})" : $"{upload} a paid generation task";
    }

    /// <summary>True for what every further request would be answered with too.</summary>
    private static bool MeansAll(GenServiceException failure) =>
        failure.Code is GenErrorCode.InsufficientBalance or GenErrorCode.Unauthorized or GenErrorCode.LedgerFailed or GenErrorCode.BudgetReached;

    /// <returns>The task; null when another worker is sending the same request of the batch.</returns>
    private async Task<GenTask?> SubmitAsync(Row row, Halt<GenRequest> halt)
    {
        try
        {
            return await Open.FollowAsync(_spending!.SubmitAsync(row.Ready, row.Entry, halt.Token, AbortToken)).ConfigureAwait(false);
        }
        catch (RequestTakenException taken)
        {
            return taken.Entry.Task;
        }
        catch (GenServiceException failure) when (MeansAll(failure))
        {
            // Here, not when it is this request's turn to come out: until then others would be sent in vain.
            halt.Because(failure);
            throw;
        }
    }

    private void WriteTask(Row row, GenTask? task)
    {
        if (task is not null)
        {
            _accepted++;
            WriteObject(task);
        }
        else if (row.Entry is not null)
        {
            _elsewhere.Add(row);
        }
    }

    private void WriteFailure(Row row, GenServiceException failure)
    {
        if (MeansAll(failure))
        {
            Keep(row);
        }
        else
        {
            if (failure.Code == GenErrorCode.PriceTooHigh)
            {
                LeaveOut(row);
            }

            _otherwise++;
            ReportFor(row.Ready, failure);
        }
    }

    /// <summary>Keeps a request that was not sent, checked and with its file and line: it can be sent later without this line's parameters.</summary>
    private void Keep(Row row)
    {
        _halt!.Left.Add(row.Ready);
        LeaveOut(row);
    }

    /// <summary>A request that may be sent.</summary>
    /// <param name="Ready">The request in the form that is sent.</param>
    /// <param name="Entry">Its entry of the batch, for as long as it may be sent, here or elsewhere; null without one.</param>
    private sealed record Row(GenRequest Ready, LedgerEntry? Entry);
}
