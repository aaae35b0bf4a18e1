using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Slots that several processes share: who wants one takes it from the process's own pool first, and then from the store. Whatever the store
/// does, a process alone keeps the limit by its own pool.
/// </summary>
/// <param name="own">The process's own slots.</param>
/// <param name="store">The store.</param>
/// <param name="verb">The verb that the slots are for.</param>
/// <param name="slots">How many slots the verb has.</param>
/// <param name="clock">The clock.</param>
internal sealed class SharedSlots(IRequestSlots own, SharedSlotStore store, string verb, int slots, TimeProvider clock) : IRequestSlots
{
    // A wait of a millisecond would only be one more question. A longer one than this would miss a slot that somebody gave back unused.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    // Longer than others have slots for requests that go well: somebody was banned, or died, or the store has lost what it knew.
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(5);

    // Those who leave equally many free stand in one line, whose first asks the store for itself alone: ten who wait ask no more than one.
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _lines = new();

    /// <inheritdoc/>
    public async Task<IRequestSlot> TakeAsync(int spare, CancellationToken cancellation, Func<Task>? check = null)
    {
        IRequestSlot mine = await own.TakeAsync(spare, cancellation).ConfigureAwait(false);
        try
        {
            SemaphoreSlim line = _lines.GetOrAdd(spare, static _ => new SemaphoreSlim(1));
            await line.WaitAsync(cancellation).ConfigureAwait(false);
            return await AskAsync(mine, spare, line, check, cancellation).ConfigureAwait(false);
        }
        catch
        {
            mine.ReleaseUnused();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => own.Dispose();

    private async Task<IRequestSlot> AskAsync(IRequestSlot mine, int spare, SemaphoreSlim line, Func<Task>? check, CancellationToken cancellation)
    {
        Task<SlotOffer?>? asking = null;
        bool isTold = false;
        try
        {
            while (true)
            {
                if (check is not null)
                {
                    await check().WaitAsync(Timeout.InfiniteTimeSpan, clock, cancellation).ConfigureAwait(false);
                }

                long asked = clock.GetTimestamp();
                asking = store.TryTakeAsync(verb, slots, spare);
                SlotOffer? answer = await asking.WaitAsync(Timeout.InfiniteTimeSpan, clock, cancellation).ConfigureAwait(false);
                asking = null;
                if (answer is not { } offer)
                {
                    return mine;
                }

                if (offer.Slot is { } taken)
                {
                    return new Slot(this, mine, taken, asked);
                }

                if (!isTold && offer.Wait > WorthTelling && GenListener.Current is { HearsVerbose: true } listener)
                {
                    isTold = true;
                    listener.Tell(GenNoticeLevel.Verbose,
                        FormattableString.Invariant($"Waiting for up to {Math.Ceiling(offer.Wait.TotalSeconds)} s: the service's limit is shared with other ") +
                            FormattableString.Invariant(
                                $"processes, and none of its {verb} slots is free (a ban, a worker that died, or a crash of the ledger's server)."));
                }

                TimeSpan wait = offer.Wait < ShortestWait ? ShortestWait : offer.Wait > LongestWait ? LongestWait : offer.Wait;
                await clock.Delay(wait, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            if (asking is null)
            {
                line.Release();
            }
            else
            {
                _ = FinishAsync(asking, line);
            }
        }
    }

    /// <summary>A question that nobody waits for any more may still be answered with a slot; the next in the line asks after that.</summary>
    private async Task FinishAsync(Task<SlotOffer?> asking, SemaphoreSlim line)
    {
        try
        {
            if (await asking.ConfigureAwait(false) is { Slot: { } unwanted })
            {
                GiveBack(unwanted, TimeSpan.Zero);
            }
        }
        catch (GenServiceException)
        {
            // Whoever waited has been told, or has gone.
        }
        finally
        {
            line.Release();
        }
    }

    private void GiveBack(long slot, TimeSpan rest) => _ = store.ReleaseAsync(verb, slot, rest);

    private void Close(TimeSpan ban) => _ = store.CloseAsync(verb, ban);

    private bool IsFresh(long asked) => clock.GetElapsedTime(asked) < SharedSlotStore.UseWithin;

    private sealed class Slot(SharedSlots shared, IRequestSlot mine, long taken, long asked) : IRequestSlot
    {
        public bool MayBeUsed => shared.IsFresh(asked) && mine.MayBeUsed;

        public void Release()
        {
            shared.GiveBack(taken, SlotPool.Window);
            mine.Release();
        }

        public void ReleaseAfterLoss()
        {
            shared.GiveBack(taken, SlotPool.RestAfterLoss);
            mine.ReleaseAfterLoss();
        }

        public void ReleaseUnused()
        {
            shared.GiveBack(taken, TimeSpan.Zero);
            mine.ReleaseUnused();
        }

        public bool CloseGate(TimeSpan ban)
        {
            shared.Close(ban);
            return mine.CloseGate(ban);
        }
    }
}
