using System;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>The slots of one account in a store that several processes share. All methods are safe to call at once.</summary>
/// <remarks>
/// A slot that was taken twice, because an answer was lost, is only slow; one that two use is a ban. In doubt a slot is taken. What a store
/// cannot do it says with <see cref="GenErrorCode.LedgerFailed"/>.
/// </remarks>
public interface ISlotStore : IDisposable
{
    /// <summary>Takes a slot, when more than so many are free and the gate is open.</summary>
    /// <param name="verb">The verb that the slot is for.</param>
    /// <param name="slots">How many slots the verb has.</param>
    /// <param name="spare">How many must stay free.</param>
    /// <param name="longest">
    /// So long after this call the request may at most arrive: the slot of somebody of whom nothing is known any more is not given to another before.
    /// </param>
    Task<SlotOffer> TryTakeAsync(string verb, int slots, int spare, TimeSpan longest);

    /// <summary>Gives a slot back; it can be taken again after its rest.</summary>
    Task ReleaseAsync(string verb, long slot, TimeSpan rest);

    /// <summary>Lets nobody in until the ban is over; a shorter ban does not shorten a longer one.</summary>
    /// <returns>True when this call closed the gate; false when it was closed already.</returns>
    Task<bool> CloseAsync(string verb, TimeSpan ban);
}
