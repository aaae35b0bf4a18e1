using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Binding;
using TaskApi.Completion;
using TaskApi.Errors;
using TaskApi.Pipeline;

namespace TaskApi.Commands;

/// <summary>
/// <para type="synopsis">Submits generation tasks and returns them as soon as the service has accepted them.</para>
/// </summary>
[Cmdlet(VerbsCommon.New, "GenTask", HelpUri = HelpPage.NewGenTask, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(GenTask))]
public sealed class NewGenTaskCommand : RequestCmdlet
{
    // Requests of the batch that were not sent and that the ledger does not know yet.
    private readonly List<LedgerEntry> _leftOut = [];

    // Requests of the batch that another process was sending when it was their turn.
    private readonly List<Row> _elsewhere = [];

    private readonly UploadProgress _uploads = new();

    private OrderedWork<Row, GenTask?>? _work;
    private Halt<GenRequest>? _halt;
    private BatchPass? _batch;
    private Spending? _spending;
    private ForgottenBatch? _forgotten;
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

    /// <summary>The batch that the requests belong to.</summary>
    [Parameter(HelpMessage = "A name for the whole of these requests. Run again under the same name, what was accepted before comes back as its task, and only the rest is sent.")]
    [ArgumentCompleter(typeof(BatchCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Batch { get; set; }

    /// <summary>What becomes of requests of the batch whose outcome is unknown.</summary>
    [Parameter(HelpMessage = "With -Batch: requests that may have been accepted and charged before are told as errors (Report), sent again (Resend), or left out (Skip).")]
    [ValidateSet("Report", "Resend", "Skip")]
    public string Uncertain { get; set; } = "Report";

    /// <summary>Sends requests of the batch whose tasks have failed again.</summary>
    [Parameter(HelpMessage = "With -Batch: send requests whose tasks have failed again.")]
    public SwitchParameter RetryFailed { get; set; }

    /// <summary>Sends requests of the batch whose rows were edited under the same key.</summary>
    [Parameter(HelpMessage = "With -Batch: send requests whose rows were edited under the same key as new ones.")]
    public SwitchParameter Force { get; set; }

    /// <summary>What one request may cost.</summary>
    [Parameter(HelpMessage = "What one request may cost at most, in US dollars. The service is asked for its price first; a dearer one is not sent.")]
    [Usd]
    public decimal? MaxCost { get; set; }

    /// <summary>What all requests together may cost.</summary>
    [Parameter(HelpMessage = "What all requests of the batch, in all its runs, may cost together, in US dollars; without -Batch those of this pipeline. Nothing is sent that would pass it.")]
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
            LookUp = LookUp,
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
        Show(_uploads.Finish());
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

    private void LookUp()
    {
        WriteWaitingWarnings();
        Show(_uploads.Next(UseSession(Session).Uploads));
    }

    private void Show(ProgressRecord? record)
    {
        if (record is not null)
        {
            CommandRuntime.WriteProgress(_uploads.Source, record);
        }
    }

    /// <summary>What another process was sending, it has probably sent by now: those tasks come last. Nothing is sent for them here.</summary>
    private void LookAgain()
    {
        long left = 0;
        foreach (Row row in _elsewhere)
        {
            if (LookAgain(row.Entry!) is { Elsewhere: null } now)
            {
                BringBack(row, now);
            }
            else
            {
                left++;
            }
        }

        _work?.Finish();
        if (left > 0)
        {
            string requests = left == 1 ? "1 request" : FormattableString.Invariant($"{left} requests");
            WriteWarning($"{requests} of batch '{Batch}' {(left == 1 ? "is" : "are")} being sent by another process: nobody knows yet what becomes of them, and they are not among these tasks. The same line again tells.");
        }
    }

    /// <returns>Null when the ledger cannot tell.</returns>
    private BatchRow? LookAgain(LedgerEntry elsewhere)
    {
        try
        {
            return _batch!.LookAgainAsync(elsewhere, StopToken).GetAwaiter().GetResult();
        }
        catch (GenServiceException)
        {
            return null;
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Writes down what was not sent. It costs nothing, so a ledger that cannot take it is no error here.</summary>
    private void SetAside()
    {
        if (_leftOut.Count == 0 || _halt is { Reason.Code: GenErrorCode.LedgerFailed })
        {
            return;
        }

        try
        {
            _batch!.SetAsideAsync(_leftOut, _halt?.Reason?.Message ?? "It costs more than -MaxCost allows.").GetAwaiter().GetResult();
        }
        catch (GenServiceException failure)
        {
            WriteWarning($"Get-GenBatch will not count what was not sent: {failure.Message}");
        }
    }

    /// <summary>Money that the batch has spent and nobody has told would let its budget be passed unseen.</summary>
    private void WarnOfUncounted()
    {
        if (_batch is { } batch && Budget is not null && batch.SumUpAsync().GetAwaiter().GetResult() is { WithoutCost: > 0 } sum)
        {
            string requests = sum.WithoutCost == 1 ? "1 request of it has" : FormattableString.Invariant($"{sum.WithoutCost} requests of it have");
            WriteWarning(VisibleText.Of($"The budget of batch '{batch.Batch}' does not know all that was spent: {requests} neither a told cost nor an estimate."));
        }
    }

    /// <summary>What the batch knows of a request; null without a batch.</summary>
    private BatchRow? LookUp(GenRequest ready)
    {
        try
        {
            return _batch?.LookUpAsync(ready).GetAwaiter().GetResult();
        }
        catch (GenServiceException failure)
        {
            // Sent unseen, it could be paid for twice.
            _halt!.Because(failure);
            return null;
        }
    }

    /// <summary>Hands out what became of a request before, in its turn.</summary>
    private void BringBack(Row row, BatchRow known)
    {
        WriteVerbose($"{row.Ready} {known.Note}.");
        if (known.Warning is { } warning)
        {
            WriteWarning(VisibleText.Of(warning));
        }

        if (known.Elsewhere is not null)
        {
            _elsewhere.Add(row);
            return;
        }

        _work!.Begin(row with { Entry = null }, () => known.Problem is { } problem ? Task.FromException<GenTask?>(problem) : Task.FromResult(known.Task));
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

    private void RequireBatch()
    {
        string? alone = Batch is not null ? null : MyInvocation.BoundParameters.ContainsKey(nameof(Uncertain)) ? "-Uncertain" : RetryFailed ? "-RetryFailed" : Force ? "-Force" : null;
        if (alone is not null)
        {
            throw new GenServiceException(GenErrorCode.InvalidInput, $"{alone} says how a batch goes on, so it needs -Batch NAME. Nothing was sent.");
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

    /// <summary>Has the ledger know a request of the batch that was not sent, so that Get-GenBatch counts it.</summary>
    private void LeaveOut(Row row)
    {
        if (row.Entry is { Number: 0 } entry)
        {
            _leftOut.Add(entry);
        }
    }

    /// <summary>A request that may be sent.</summary>
    /// <param name="Ready">The request in the form that is sent.</param>
    /// <param name="Entry">Its entry of the batch, for as long as it may be sent, here or elsewhere; null without one.</param>
    private sealed record Row(GenRequest Ready, LedgerEntry? Entry);
}
