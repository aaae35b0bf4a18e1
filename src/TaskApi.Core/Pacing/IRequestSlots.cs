using System;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// The right to send requests of one verb for one service account. Whoever sends takes a slot before and gives it back after; who comes
/// first is served first. <see cref="SlotPool"/> keeps the slots of one process; a store that several processes or machines share can
/// keep them instead.
/// </summary>
public interface IRequestSlots : IDisposable
{
    /// <summary>Waits for a slot, in the order of coming among those who leave as many free.</summary>
    /// <param name="spare">How many more must be free at that moment: who can wait leaves them to those who cannot. 0 for a request that matters.</param>
    /// <param name="cancellation">Ends the waiting; a slot that was given already stays with the caller.</param>
    /// <param name="check">
    /// Called each time before other processes' store is asked, when there is one; ends the waiting by what it throws. Who finds that his
    /// request was sent by another takes no slot for nothing, and several processes at the same work would mostly do that.
    /// </param>
    /// <exception cref="OperationCanceledException">Cancelled, or the slots were disposed of.</exception>
    Task<IRequestSlot> TakeAsync(int spare, CancellationToken cancellation, Func<Task>? check = null);
}
