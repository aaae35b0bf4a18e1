using System;
using System.Collections.Concurrent;
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

    // A request whose answer is late may be called back while its sender still hopes for the answer.
    private const int MostLater = 1000;
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromSeconds(5);
    private readonly ConcurrentQueue<(CallbackAddress Address, GenTask Task)> _later = new();
    private long? _lastTry;

    /// <summary>True when callbacks are believed.</summary>
    public bool IsTrusted { get; } = isTrusted;

    /// <summary>The task that a callback tells of, in the callback's own words; for where there is no session.</summary>
    public static GenTask Believe(GenCallback callback) =>
        TaskReader.Read(new GenTask { Id = callback.TaskId }, callback.Answer, ModelCatalog.BuiltIn, DateTimeOffset.Now) with { Id = callback.TaskId };

    /// <summary>The task that a callback tells of: as the service knows it, or as the callback says when callbacks are trusted. What has ended stays as it
    /// is.</summary>
    /// <exception cref="GenServiceException">The service does not know it, or cannot be asked.</exception>
    public async Task<GenTask> TakeAsync(GenCallback callback, CancellationToken stop)
    {
        GenTask known = session.Recall(new GenTask { Id = callback.TaskId });
        if (known.IsEnded)
        {
            return known;
        }

        GenTask seen = await SeeAsync(known, callback, stop).ConfigureAwait(false);
        LedgerEntry? open = known.Status == GenTaskStatus.Unknown ? await FindOpenAsync(callback.Address).ConfigureAwait(false) : null;
        // A callback that names another model's task speaks of another request, whatever its URL says.
        if (open is null || (seen.Model ?? open.Request.Model) != open.Request.Model)
        {
            return seen;
        }

        GenTask task = session.Remember(OfRequest(seen, open));
        if (!await SettleAsync(open, task).ConfigureAwait(false) && _later.Count < MostLater)
        {
            _later.Enqueue((callback.Address, task));
        }

        return task;
    }

    /// <summary>Settles the submission that a callback tells of, where the ledger is uncertain about one; otherwise it asks nobody.</summary>
    /// <exception cref="GenServiceException">The service cannot be asked.</exception>
    public async Task SettleAsync(GenCallback callback, CancellationToken stop)
    {
        bool isNew = session.Recall(new GenTask { Id = callback.TaskId }).Status == GenTaskStatus.Unknown;
        if (isNew && await FindOpenAsync(callback.Address).ConfigureAwait(false) is not null)
        {
            await TakeAsync(callback, stop).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Settles those submissions whose callbacks came while their senders still waited for the answers, and that have become uncertain since. To be
    /// called now and then.
    /// </summary>
    /// <param name="atOnce">True to try although it was tried a moment before.</param>
    public async Task SettleLaterAsync(bool atOnce = false)
    {
        if (_later.IsEmpty || (!atOnce && _lastTry is { } last && session.Clock.GetElapsedTime(last) < PauseBetweenTries))
        {
            return;
        }

        _lastTry = session.Clock.GetTimestamp();
        for (int left = _later.Count; left > 0 && _later.TryDequeue(out (CallbackAddress Address, GenTask Task) called); left--)
        {
            // Found no more, it was accepted or refused in the meantime.
            if (await FindOpenAsync(called.Address).ConfigureAwait(false) is { } open && !await SettleAsync(open, called.Task).ConfigureAwait(false))
            {
                _later.Enqueue(called);
            }
        }
    }

    /// <returns>False while somebody has the request under way and will know its outcome.</returns>
    private async Task<bool> SettleAsync(LedgerEntry open, GenTask task)
    {
        ILedger ledger;
        try
        {
            ledger = session.Ledger!.Ledger;
            if (open.State == LedgerState.Sending && !await ledger.IsGoneAsync(open).ConfigureAwait(false))
            {
                return false;
            }
        }
        catch (GenServiceException failure) when (failure.Code == GenErrorCode.LedgerFailed)
        {
            return false;
        }

        LedgerEntry settled = open with { State = LedgerState.Accepted, Problem = null, Task = task };
        await session.News.WriteDownAsync(task, () => ledger.SettleAsync(settled)).ConfigureAwait(false);
        return true;
    }

    /// <summary>The task with what the ledger knows of its request.</summary>
    private GenTask OfRequest(GenTask task, LedgerEntry entry) => task with
    {
        Model = entry.Request.Model,
        Kind = session.Catalog.Find(entry.Request.Model)?.Kind ?? task.Kind,
        Input = entry.Request.Input,
        CallbackUrl = entry.Request.CallbackUrl,
        Key = entry.Request.Key,
        Source = entry.Request.Source,
        Batch = entry.Batch,
        EstimatedCost = entry.EstimatedCost,
        SubmittedAt = entry.IntendedAt.ToLocalTime(),
    };

    private async Task<GenTask> SeeAsync(GenTask known, GenCallback callback, CancellationToken stop)
    {
        if (IsTrusted && callback.Address.MayMean(known))
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

    /// <summary>The request that a callback's URL speaks of, when the ledger does not know yet whether it was accepted; null otherwise.</summary>
    private async Task<LedgerEntry?> FindOpenAsync(CallbackAddress address)
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
                return latest.State is LedgerState.Uncertain or LedgerState.Sending ? latest : null;
            }

            foreach (LedgerState state in (LedgerState[])[LedgerState.Uncertain, LedgerState.Sending])
            {
                foreach (LedgerEntry entry in await book.ListAsync(new LedgerQuery { Batch = address.Batch, State = state, Last = MostDoubtful })
                    .ConfigureAwait(false))
                {
                    if (IsMeant(entry, address))
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
}
