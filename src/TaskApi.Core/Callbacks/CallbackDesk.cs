using System;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Makes tasks of callbacks: asks the service what became of the task that a callback names, unless callbacks are trusted, and settles the
/// submission that the ledger was uncertain about.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="isTrusted">True to believe callbacks.</param>
public sealed class CallbackDesk(GenSession session, bool isTrusted)
{
    // The service may call a moment before it tells everybody else.
    private const int MostLooks = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // So many entries are looked through for the one that a callback speaks of: those of the last batch that went wrong.
    private const int MostDoubtful = 10_000;

    /// <summary>True when callbacks are believed.</summary>
    public bool IsTrusted { get; } = isTrusted;

    /// <summary>The task that a callback tells of, in the callback's own words; for where there is no session.</summary>
    public static GenTask Believe(GenCallback callback) =>
        TaskReader.Read(new GenTask { Id = callback.TaskId }, callback.Answer, ModelCatalog.BuiltIn, DateTimeOffset.Now) with { Id = callback.TaskId };

    /// <summary>The task that a callback tells of: as the service knows it, or as the callback says when callbacks are trusted. What has ended stays as it is.</summary>
    /// <exception cref="GenServiceException">The service does not know it, or cannot be asked.</exception>
    public async Task<GenTask> TakeAsync(GenCallback callback, CancellationToken stop)
    {
        GenTask known = session.Recall(new GenTask { Id = callback.TaskId });
        if (known.IsEnded)
        {
            return known;
        }

        LedgerEntry? doubtful = known.Status == GenTaskStatus.Unknown ? await FindDoubtfulAsync(callback.Address).ConfigureAwait(false) : null;
        GenTask seen = await SeeAsync(doubtful is null ? known : TaskOf(doubtful, callback.TaskId), callback, stop).ConfigureAwait(false);
        if (doubtful is not null && IsOf(doubtful, seen))
        {
            LedgerEntry settled = doubtful with { State = LedgerState.Accepted, Problem = null, Task = seen };
            await session.WriteDownAsync(seen, () => session.Ledger!.Ledger.SettleAsync(settled)).ConfigureAwait(false);
        }

        return seen;
    }

    /// <summary>Settles the submission that a callback tells of, where the ledger is uncertain about one; otherwise it does nothing, and asks nobody.</summary>
    /// <exception cref="GenServiceException">The service cannot be asked.</exception>
    public async Task SettleAsync(GenCallback callback, CancellationToken stop)
    {
        if (session.Recall(new GenTask { Id = callback.TaskId }).Status == GenTaskStatus.Unknown && await FindDoubtfulAsync(callback.Address).ConfigureAwait(false) is not null)
        {
            await TakeAsync(callback, stop).ConfigureAwait(false);
        }
    }

    private static GenTask TaskOf(LedgerEntry entry, string id) => new()
    {
        Id = id,
        Model = entry.Request.Model,
        Kind = ModelCatalog.BuiltIn.Find(entry.Request.Model)?.Kind ?? GenKind.Unknown,
        Status = GenTaskStatus.Pending,
        Input = entry.Request.Input,
        CallbackUrl = entry.Request.CallbackUrl,
        Key = entry.Request.Key,
        Source = entry.Request.Source,
        Batch = entry.Batch,
        EstimatedCost = entry.EstimatedCost,
        SubmittedAt = entry.IntendedAt.ToLocalTime(),
    };

    /// <summary>A callback that names another model's task speaks of another request, whatever its URL says.</summary>
    private static bool IsOf(LedgerEntry entry, GenTask seen) => WireText.Get(WireAnswer.Read(200, seen.Raw ?? "").Task, "model") is not { } model || model == entry.Request.Model;

    private async Task<GenTask> SeeAsync(GenTask known, GenCallback callback, CancellationToken stop)
    {
        if (IsTrusted)
        {
            return await session.BelieveAsync(known, callback.Answer).ConfigureAwait(false);
        }

        bool saysEnded = callback.Status is GenTaskStatus.Completed or GenTaskStatus.Failed;
        for (int look = 1; ; look++)
        {
            GenTask seen = await session.ReadAsync(known, stop).ConfigureAwait(false);
            if (seen.IsEnded || !saysEnded || look == MostLooks)
            {
                return seen;
            }

            await session.Clock.Delay(Pause, stop).ConfigureAwait(false);
        }
    }

    /// <summary>The request that a callback's URL speaks of, when nobody knows yet whether it was accepted; null otherwise.</summary>
    private async Task<LedgerEntry?> FindDoubtfulAsync(CallbackAddress address)
    {
        if (session.Ledger is not { } book || address.Key is not { } key)
        {
            return null;
        }

        try
        {
            if (address.Batch is { } batch
                && await book.Ledger.FindRequestAsync(book.Account, batch, key).ConfigureAwait(false) is { } latest
                && latest.Attempt == address.Attempt)
            {
                return await IsDoubtfulAsync(book, latest).ConfigureAwait(false) ? latest : null;
            }

            foreach (LedgerState state in (LedgerState[])[LedgerState.Uncertain, LedgerState.Sending])
            {
                foreach (LedgerEntry entry in await book.ListAsync(new LedgerQuery { Batch = address.Batch, State = state, Last = MostDoubtful }).ConfigureAwait(false))
                {
                    if (IsMeant(entry, address) && await IsDoubtfulAsync(book, entry).ConfigureAwait(false))
                    {
                        return entry;
                    }
                }
            }
        }
        catch (GenServiceException failure) when (failure.Code == GenErrorCode.LedgerFailed)
        {
            // The task is shown all the same; only its row stays uncertain.
        }

        return null;
    }

    private static bool IsMeant(LedgerEntry entry, CallbackAddress address) =>
        entry.Batch == address.Batch && entry.Attempt == address.Attempt && (entry.RequestKey ?? new RequestIdentity().Of(entry.Request)) == address.Key;

    private static async Task<bool> IsDoubtfulAsync(LedgerBook book, LedgerEntry entry) =>
        entry.State == LedgerState.Uncertain || (entry.State == LedgerState.Sending && await book.Ledger.IsGoneAsync(entry).ConfigureAwait(false));
}
