using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Writes one submission into the ledger as it goes: before each time it leaves, when it surely did not arrive, and what became of it.
/// Whatever kills the process in between, the entry says what may have happened.
/// </summary>
/// <param name="book">The session's pages of the ledger.</param>
/// <param name="draft">The entry, new or to be sent again.</param>
/// <param name="budget">What the entry's batch may cost in all, in US dollars; null for no limit.</param>
internal sealed class SubmissionRecord(LedgerBook book, LedgerEntry draft, decimal? budget)
{
    private LedgerEntry _entry = draft;

    /// <summary>The batch that the request belongs to; null for none.</summary>
    public string? Batch => _entry.Batch;

    /// <summary>Which attempt at which request of the batch it is.</summary>
    public (string? Key, int Attempt) Request => (_entry.RequestKey, _entry.Attempt);

    /// <summary>True while the ledger says that the request is under way.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Looks whether another worker was quicker with a request of a batch.</summary>
    /// <exception cref="GenServiceException">The ledger cannot be read.</exception>
    /// <exception cref="RequestTakenException">Another worker has sent it.</exception>
    public async Task CheckAsync()
    {
        LedgerEntry? known = await book.Ledger.FindRequestAsync(_entry.Account, _entry.Batch!, _entry.RequestKey!).ConfigureAwait(false);
        bool isTaken = known is not null
            && (known.Number == _entry.Number ? known.State is not (LedgerState.Unsent or LedgerState.Refused) : known.Attempt >= _entry.Attempt);
        if (isTaken)
        {
            throw new RequestTakenException(known!);
        }
    }

    /// <summary>Writes down that the request leaves now. Durable when it returns.</summary>
    /// <exception cref="GenServiceException">It cannot be written, or would pass the budget: it must not leave.</exception>
    /// <exception cref="RequestTakenException">Another worker has sent it.</exception>
    public async Task LeavesAsync()
    {
        LedgerIntent intent = await book.Ledger.IntendAsync(_entry, budget).ConfigureAwait(false);
        if (intent.Committed is { } committed)
        {
            throw BudgetText.Passed($"Batch '{_entry.Batch}'", committed, _entry.EstimatedCost ?? 0, budget!.Value);
        }

        if (!intent.MayBeSent)
        {
            throw new RequestTakenException(intent.Entry);
        }

        _entry = intent.Entry;
        IsUnderWay = true;
    }

    /// <summary>It surely did not arrive and waits to be sent again: should the process end meanwhile, nothing is doubtful.</summary>
    public Task ComesBackAsync(string problem) => SettleAsync(LedgerState.Unsent, problem, null);

    /// <summary>The service accepted it as this task.</summary>
    public Task AcceptedAsync(GenTask task) => SettleAsync(LedgerState.Accepted, null, task);

    /// <summary>It ended with an error.</summary>
    public Task FailedAsync(GenServiceException failure) =>
        SettleAsync(failure.Code == GenErrorCode.OutcomeUnknown ? LedgerState.Uncertain : LedgerState.Refused, failure.Message, null);

    /// <summary>It was given up while it was under way.</summary>
    public Task GivenUpAsync() => SettleAsync(LedgerState.Uncertain, "It was given up before its answer came.", null);

    private async Task SettleAsync(LedgerState state, string? problem, GenTask? task)
    {
        if (!IsUnderWay)
        {
            return;
        }

        IsUnderWay = false;
        _entry = _entry with { State = state, Problem = problem, Task = task };
        await book.Ledger.SettleAsync(_entry).ConfigureAwait(false);
    }
}
