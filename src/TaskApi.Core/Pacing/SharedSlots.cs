using System;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Slots that several processes share: who wants one takes it from the process's own pool first, where callers wait in order, and then
/// from the store. Whatever the store does, a process alone keeps the limit by its own pool.
/// </summary>
/// <param name="own">The process's own slots.</param>
/// <param name="store">The store.</param>
/// <param name="verb">The verb that the slots are for.</param>
/// <param name="slots">How many slots the verb has.</param>
/// <param name="clock">The clock.</param>
internal sealed class SharedSlots(IRequestSlots own, SharedSlotStore store, string verb, int slots, TimeProvider clock) : IRequestSlots
{
    // Others give slots back without telling; and a wait of a millisecond would only be one more question.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async Task<IRequestSlot> TakeAsync(int spare, CancellationToken cancellation)
    {
        IRequestSlot mine = await own.TakeAsync(spare, cancellation).ConfigureAwait(false);
        try
        {
            while (store.TryTake(verb, slots, spare) is { } offer)
            {
                if (offer.Slot is { } number)
                {
                    return new Slot(this, mine, number);
                }

                TimeSpan wait = offer.Wait < ShortestWait ? ShortestWait : offer.Wait > LongestWait ? LongestWait : offer.Wait;
                await clock.Delay(wait, cancellation).ConfigureAwait(false);
            }

            return mine;
        }
        catch
        {
            mine.ReleaseUnused();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => own.Dispose();

    private sealed class Slot(SharedSlots shared, IRequestSlot mine, int number) : IRequestSlot
    {
        public void Release()
        {
            GiveBack(SlotPool.Window);
            mine.Release();
        }

        public void ReleaseAfterLoss()
        {
            GiveBack(SlotPool.RestAfterLoss);
            mine.ReleaseAfterLoss();
        }

        public void ReleaseUnused()
        {
            GiveBack(TimeSpan.Zero);
            mine.ReleaseUnused();
        }

        public bool CloseGate(TimeSpan ban)
        {
            shared.Close(ban);
            return mine.CloseGate(ban);
        }

        private void GiveBack(TimeSpan rest) => shared.GiveBack(number, rest);
    }

    private void GiveBack(int number, TimeSpan rest) => store.Release(verb, number, rest);

    private void Close(TimeSpan ban) => store.Close(verb, ban);
}
