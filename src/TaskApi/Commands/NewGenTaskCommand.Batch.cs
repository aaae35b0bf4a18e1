using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Binding;
using TaskApi.Completion;

namespace TaskApi.Commands;

/// <content>What a batch knows of its requests, and what it gets to know of those that were not sent.</content>
public sealed partial class NewGenTaskCommand
{
    // Requests of the batch that were not sent and that the ledger does not know yet.
    private readonly List<LedgerEntry> _leftOut = [];

    // Requests of the batch that another process was sending when it was their turn.
    private readonly List<Row> _elsewhere = [];

    private BatchPass? _batch;
    private ForgottenBatch? _forgotten;

    /// <summary>The batch that the requests belong to.</summary>
    [Parameter(HelpMessage =
        "A name for the whole of these requests. Run again under the same name, what was accepted before comes back as its task, and only the rest "
        + "is sent.")]
    [ArgumentCompleter(typeof(BatchCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Batch { get; set; }

    /// <summary>What becomes of requests of the batch whose outcome is unknown.</summary>
    [Parameter(HelpMessage =
        "With -Batch: requests that may have been accepted and charged before are told as errors (Report), sent again (Resend), or left out (Skip).")]
    [ValidateSet("Report", "Resend", "Skip")]
    public string Uncertain { get; set; } = "Report";

    /// <summary>Sends requests of the batch whose tasks have failed again.</summary>
    [Parameter(HelpMessage = "With -Batch: send requests whose tasks have failed again.")]
    public SwitchParameter RetryFailed { get; set; }

    /// <summary>Sends requests of the batch whose rows were edited under the same key.</summary>
    [Parameter(HelpMessage = "With -Batch: send requests whose rows were edited under the same key as new ones.")]
    public SwitchParameter Force { get; set; }

    private void RequireBatch()
    {
        bool saysUncertain = MyInvocation.BoundParameters.ContainsKey(nameof(Uncertain));
        string? alone = Batch is not null ? null : saysUncertain ? "-Uncertain" : RetryFailed ? "-RetryFailed" : Force ? "-Force" : null;
        if (alone is not null)
        {
            throw new GenServiceException(GenErrorCode.InvalidInput, $"{alone} says how a batch goes on, so it needs -Batch NAME. Nothing was sent.");
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
            WriteWarning(
                $"{requests} of batch '{Batch}' {(left == 1 ? "is" : "are")} being sent by another process: nobody knows yet what becomes of them, and they "
                + "are not among these tasks. The same line again tells.");
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
            WriteWarning($"The budget of batch '{batch.Batch}' does not know all that was spent: {requests} neither a told cost nor an estimate.");
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

    /// <summary>Has the ledger know a request of the batch that was not sent, so that Get-GenBatch counts it.</summary>
    private void LeaveOut(Row row)
    {
        if (row.Entry is { Number: 0 } entry)
        {
            _leftOut.Add(entry);
        }
    }
}
