using System;

namespace TaskApi;

/// <summary>
/// The store of slots that other processes share, opened when the first slot is wanted. If it fails, work goes on with the process's own
/// slots: the limit is then kept by each process alone, which is what it was before there was a store.
/// </summary>
/// <param name="open">Opens the store.</param>
internal sealed class SharedSlotStore(Func<ISlotStore> open)
{
    private readonly Lazy<ISlotStore?> _store = new(() => Try<ISlotStore?>(open, null));

    /// <summary>A slot, or when to ask again; null when there is no store to ask.</summary>
    public SlotOffer? TryTake(string verb, int slots, int spare) => Try<SlotOffer?>(() => _store.Value?.TryTake(verb, slots, spare), null);

    /// <summary>Gives a slot back.</summary>
    public void Release(string verb, int slot, TimeSpan rest) => Try(() =>
    {
        _store.Value?.Release(verb, slot, rest);
        return true;
    }, false);

    /// <summary>Lets nobody in until the ban is over.</summary>
    public void Close(string verb, TimeSpan ban) => Try(() => _store.Value?.Close(verb, ban), null);

    private static T Try<T>(Func<T> work, T otherwise)
    {
        try
        {
            return work();
        }
        catch (GenServiceException)
        {
            return otherwise;
        }
    }
}
