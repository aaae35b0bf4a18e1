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
    /// <summary>Waits for a slot.</summary>
    /// <param name="cancellation">Ends the waiting; a slot that was given already stays with the caller.</param>
    /// <exception cref="OperationCanceledException">Cancelled, or the slots were disposed of.</exception>
    Task<IRequestSlot> TakeAsync(CancellationToken cancellation);
}
