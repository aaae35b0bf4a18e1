using System;

namespace TaskApi;

/// <summary>
/// The right to send one request. Give it back once, by the one of the three releases that fits what became of the request. None of the
/// methods waits, and none throws.
/// </summary>
public interface IRequestSlot
{
    /// <summary>False when so much time has passed since the slot was taken that its request must not leave any more: others may have the slot soon.</summary>
    bool MayBeUsed { get; }

    /// <summary>The response has ended: the slot is free again when it cannot belong to the same second any more.</summary>
    void Release();

    /// <summary>There is no response and there will be none that we see: the request may arrive late, so the slot rests longer.</summary>
    void ReleaseAfterLoss();

    /// <summary>Nothing was sent: the slot is free at once.</summary>
    void ReleaseUnused();

    /// <summary>The service refused the request by its limit: nobody gets a slot until the ban is over. Called beside the release.</summary>
    /// <returns>True when this call closed the gate; false when it was closed already.</returns>
    bool CloseGate(TimeSpan ban);
}
