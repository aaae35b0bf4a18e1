using System;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>The store of slots that other processes share, opened when the first slot is wanted.</summary>
/// <param name="open">Opens the store.</param>
/// <param name="canDoWithout">See <see cref="SlotPlace"/>.</param>
internal sealed class SharedSlotStore(Func<ISlotStore> open, bool canDoWithout)
{
    /// <summary>
    /// So soon after it was asked for, a slot's request must leave: what is slower, for a ledger that must be waited for, gives it back unused.
    /// </summary>
    public static readonly TimeSpan UseWithin = TimeSpan.FromSeconds(10);

    // Networks have given up by then, however long the answer is waited for.
    private static readonly TimeSpan LongestArrival = TimeSpan.FromMinutes(15);

    // What could not be opened once fails in the same way whenever it is asked.
    private readonly Lazy<ISlotStore> _store = new(open);
    private long _longestRequest;

    /// <summary>Told how long a session's requests may take: their slots are kept for so long, whatever becomes of this process.</summary>
    public void Expect(TimeSpan requestTimeout)
    {
        long longest = Math.Min(requestTimeout.Ticks, LongestArrival.Ticks);
        long known = Interlocked.Read(ref _longestRequest);
        while (longest > known && Interlocked.CompareExchange(ref _longestRequest, longest, known) != known)
        {
            known = Interlocked.Read(ref _longestRequest);
        }
    }

    /// <summary>A slot, or when to ask again; null when there is no store to ask, and the process's own slots must do.</summary>
    /// <exception cref="GenServiceException">The store failed, and going on without it would be no limit at all.</exception>
    public async Task<SlotOffer?> TryTakeAsync(string verb, int slots, int spare)
    {
        try
        {
            TimeSpan longest = UseWithin + TimeSpan.FromTicks(Interlocked.Read(ref _longestRequest)) + SlotPool.RestAfterLoss;
            return await _store.Value.TryTakeAsync(verb, slots, spare, longest).ConfigureAwait(false);
        }
        catch (GenServiceException) when (canDoWithout)
        {
            return null;
        }
    }

    /// <summary>Gives a slot back.</summary>
    public async Task ReleaseAsync(string verb, long slot, TimeSpan rest)
    {
        try
        {
            await _store.Value.ReleaseAsync(verb, slot, rest).ConfigureAwait(false);
        }
        catch (GenServiceException)
        {
            // The store gives it back itself, later.
        }
    }

    /// <summary>Lets nobody in until the ban is over.</summary>
    public async Task CloseAsync(string verb, TimeSpan ban)
    {
        try
        {
            await _store.Value.CloseAsync(verb, ban).ConfigureAwait(false);
        }
        catch (GenServiceException)
        {
            // The others hear of the ban from the service itself.
        }
    }
}
