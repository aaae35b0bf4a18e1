using System;

namespace TaskApi;

/// <summary>The right to send one request. Give it back once, by the one of the three ways that fits what became of the request; none of them waits.</summary>
public interface IRequestSlot
{
    /// <summary>The response has ended: the slot is free again when it cannot belong to the same second any more.</summary>
    void Release();

    /// <summary>There is no response and there will be none that we see: the request may arrive late, so the slot rests longer.</summary>
    void ReleaseAfterLoss();

    /// <summary>Nothing was sent: the slot is free at once.</summary>
    void ReleaseUnused();

    /// <summary>The service refused the request by its limit: nobody gets a slot until the ban is over.</summary>
    /// <returns>True when this call closed the gate; false when it was closed already.</returns>
    bool CloseGate(TimeSpan ban);
}
