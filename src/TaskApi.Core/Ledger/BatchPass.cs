using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// One pass over the requests of a batch: what was accepted in an earlier pass comes back as its task, what never was is sent, and what
/// may have been is the user's to decide. The same pass again changes nothing.
/// </summary>
public sealed class BatchPass : IDisposable
{
    // A request that another worker is sending is accepted within seconds, or its worker is in trouble.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly LedgerBook _book;
    private readonly BatchOptions _options;
    private readonly RequestIdentity _identity = new();
    private readonly FileOrigins _files;
    private readonly LedgerWorker _worker = new();
    private BatchReader? _reader;
    private readonly TimeProvider _clock;
    private long? _waitsSince;

    internal BatchPass(LedgerBook book, string batch, BatchOptions options, TimeProvider? clock = null)
    {
        _book = book;
        _files = new FileOrigins(book);
        Batch = batch;
        _options = options;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>The batch's name.</summary>
    public string Batch { get; }

    /// <summary>The batch summed up; null when the ledger knows nothing of it yet.</summary>
    /// <exception cref="GenServiceException">The ledger cannot be read.</exception>
    public async Task<GenBatch?> SumUpAsync() => await _book.Ledger.SumUpAsync(_book.Account, Batch).ConfigureAwait(false) is [var sum, ..] ? sum : null;

    /// <summary>Writes down that requests were not sent.</summary>
    /// <param name="entries">What <see cref="BatchRow.ToSend"/> said of requests that the ledger does not know yet.</param>
    /// <param name="problem">Why.</param>
    /// <exception cref="GenServiceException">The ledger cannot be written.</exception>
    public Task SetAsideAsync(IReadOnlyList<LedgerEntry> entries, string problem) => _book.Ledger.SetAsideAsync(entries, problem);

    /// <summary>What is to be done with a request.</summary>
    /// <param name="request">A request as <see cref="GenRequestCheck.Ready"/> holds it; in the order of the table.</param>
    /// <exception cref="GenServiceException">The ledger cannot be read.</exception>
    public async Task<BatchRow> LookUpAsync(GenRequest request)
    {
        try
        {
            request = await _files.AddAsync(request).ConfigureAwait(false);
        }
        catch (GenServiceException failure) when (failure.Code == GenErrorCode.FileNotReadable)
        {
            return new BatchRow { Problem = failure, Note = "has a file that cannot be read" };
        }

        string key = _identity.Of(request);
        LedgerEntry? before = await Reader.FindAsync(key).ConfigureAwait(false);
        if (_identity.EarlierOf(request) is { } earlier && before is null && await Reader.FindAsync(earlier).ConfigureAwait(false) is { } known
            && RequestIdentity.IsEarlier(known.Request, request))
        {
            (key, before) = (earlier, known);
        }

        return await JudgeAsync(_book.Draft(request, _worker) with { Batch = Batch, RequestKey = key }, before).ConfigureAwait(false);
    }

    /// <summary>
    /// What became of a request that another worker was sending. For the first of them a few seconds are waited, for the others what is left
    /// of those. None of them is sent in this pass any more: what is still to be sent then stays with the other worker.
    /// </summary>
    /// <param name="elsewhere">What <see cref="BatchRow.Elsewhere"/> said, or the entry that was found taken when it was to be sent.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="GenServiceException">The ledger cannot be read.</exception>
    public async Task<BatchRow> LookAgainAsync(LedgerEntry elsewhere, CancellationToken stop)
    {
        long since = _waitsSince ??= _clock.GetTimestamp();
        while (true)
        {
            // Not as it was read ahead.
            LedgerEntry? now = await _book.Ledger.FindRequestAsync(_book.Account, Batch, elsewhere.RequestKey!).ConfigureAwait(false);
            BatchRow row = await JudgeAsync(elsewhere, now).ConfigureAwait(false);
            if (row.ToSend is null && row.Elsewhere is null)
            {
                return row;
            }

            if (_clock.GetElapsedTime(since) >= LongestWait)
            {
                return IsElsewhere(elsewhere);
            }

            await _clock.Delay(Pause, stop).ConfigureAwait(false);
        }
    }

    /// <summary>The pass is over: what it has under way is its own no longer.</summary>
    public void Dispose() => _worker.Dispose();

    private BatchReader Reader => _reader ??= new BatchReader(_book.Ledger, _book.Account, Batch);

    private static LedgerEntry NextAttempt(LedgerEntry draft, LedgerEntry before) => draft with { Attempt = before.Attempt + 1, Previous = before.Number };

    private static BatchRow IsElsewhere(LedgerEntry draft) => new() { Elsewhere = draft, Note = "another worker is sending it" };

    private async Task<BatchRow> JudgeAsync(LedgerEntry draft, LedgerEntry? before)
    {
        return before?.State switch
        {
            null => new BatchRow { ToSend = draft },
            LedgerState.Accepted => Accepted(draft, before),
            LedgerState.Sending => await UnderWayAsync(draft, before).ConfigureAwait(false),
            LedgerState.Uncertain => Uncertain(draft, before),
            _ => new BatchRow
            {
                ToSend = draft with { Number = before.Number, Attempt = before.Attempt, Previous = before.Previous },
                Note = $"was not accepted before ({before.Problem}); it is sent again",
            },
        };
    }

    private BatchRow Accepted(LedgerEntry draft, LedgerEntry before)
    {
        GenTask task = before.Task!;
        bool isEdited = !RequestIdentity.IsSame(draft.Request, before.Request);
        if (isEdited && _options.SendEdited)
        {
            return new BatchRow { ToSend = NextAttempt(draft, before), Note = $"was edited since it became task {task.Id}; it is sent as a new request" };
        }

        if (task.Status == GenTaskStatus.Failed && _options.RetryFailed)
        {
            return new BatchRow { ToSend = NextAttempt(draft, before), Note = $"failed as task {task.Id}; it is sent again" };
        }

        // The row may have moved in its file; where it stands now is what its reader knows.
        return new BatchRow
        {
            Task = task with { Source = draft.Request.Source ?? task.Source },
            Warning = !isEdited ? null
                : $"{draft.Request}: the row was edited since it was sent as task {task.Id}. That task is returned and nothing is sent; "
                + "-Force sends the edited row as a new request.",
            Note = $"was accepted before as task {task.Id}; nothing is sent",
        };
    }

    private async Task<BatchRow> UnderWayAsync(LedgerEntry draft, LedgerEntry before)
    {
        if (!await _book.Ledger.IsGoneAsync(before).ConfigureAwait(false))
        {
            return IsElsewhere(draft);
        }

        // Its worker may have been slow, not gone: what it has written meanwhile stands.
        LedgerEntry uncertain = before with { State = LedgerState.Uncertain, Problem = "Its process ended while it was under way." };
        await _book.Ledger.SettleAsync(uncertain).ConfigureAwait(false);
        LedgerEntry? after = await _book.Ledger.FindRequestAsync(_book.Account, Batch, before.RequestKey!).ConfigureAwait(false);
        return after?.State switch
        {
            LedgerState.Accepted => Accepted(draft, after),
            LedgerState.Uncertain => Uncertain(draft, after),
            _ => IsElsewhere(draft),
        };
    }

    private BatchRow Uncertain(LedgerEntry draft, LedgerEntry before) => _options.Uncertain switch
    {
        UncertainChoice.Resend => new BatchRow { ToSend = NextAttempt(draft, before), Note = "may have been accepted before; it is sent again" },
        UncertainChoice.Skip => new BatchRow { Note = "may have been accepted before; it is left out" },
        _ => new BatchRow
        {
            Problem = new GenServiceException(
                GenErrorCode.OutcomeUnknown,
                FormattableString.Invariant($"This request of batch '{Batch}' was sent ") +
                    FormattableString.Invariant($"at {before.IntendedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, and what became of it is ") +
                        FormattableString.Invariant($"unknown: {before.Problem} It may have been charged, and was not sent again now. Check the account; ") +
                            "then -Uncertain Resend sends such requests again, -Uncertain Skip leaves them out."),
        },
    };
}
