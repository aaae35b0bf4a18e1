using System;

namespace TaskApi;

/// <summary>The slots of one account in a store that several processes share. All methods are quick, and safe to call at once.</summary>
public interface ISlotStore : IDisposable
{
    /// <summary>Takes a slot, when more than so many are free and the gate is open.</summary>
    /// <param name="verb">The verb that the slot is for.</param>
    /// <param name="slots">How many slots the verb has.</param>
    /// <param name="spare">How many must stay free.</param>
    SlotOffer TryTake(string verb, int slots, int spare);

    /// <summary>Gives a slot back; it can be taken again after its rest.</summary>
    void Release(string verb, int slot, TimeSpan rest);

    /// <summary>Lets nobody in until the ban is over; a shorter ban does not shorten a longer one.</summary>
    /// <returns>True when this call closed the gate; false when it was closed already.</returns>
    bool Close(string verb, TimeSpan ban);
}
