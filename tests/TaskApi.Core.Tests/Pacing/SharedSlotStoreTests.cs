using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Pacing;

/// <summary>How a process takes slots from a store that answers late, not at all, or with an error.</summary>
public sealed class SharedSlotStoreTests : IDisposable
{
    private static readonly SlotOffer None = new(null, TimeSpan.FromSeconds(30));

    private readonly SteppingClock _clock = new();
    private readonly ScriptedStore _store = new();
    private SharedSlots _slots;

    public SharedSlotStoreTests() => _slots = Open(canDoWithout: false);

    public void Dispose() => _slots.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_one_can_do_without_leaves_the_process_with_its_own_slots(bool cannotBeOpened)
    {
        _slots = cannotBeOpened ? Open(static () => throw Failure(), canDoWithout: true) : Open(canDoWithout: true);
        _store.Answer = static () => throw Failure();

        for (int i = 0; i < 10; i++)
        {
            Assert.True(TakeAsync().IsCompletedSuccessfully);
        }

        Task<IRequestSlot> eleventh = TakeAsync();
        await _clock.PassAsync(TimeSpan.FromSeconds(5));
        Assert.False(eleventh.IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_of_many_machines_that_fails_gives_nobody_a_slot_and_takes_none_of_the_process(bool cannotBeOpened)
    {
        _slots = cannotBeOpened ? Open(static () => throw Failure(), canDoWithout: false) : _slots;
        _store.Answer = static () => Task.FromException<SlotOffer>(Failure());

        for (int i = 0; i < 11; i++)
        {
            Assert.Equal(GenErrorCode.LedgerFailed, (await Assert.ThrowsAsync<GenServiceException>(TakeAsync)).Code);
        }
    }

    [Fact]
    public async Task Ten_who_wait_ask_no_more_often_than_one_and_are_served_in_the_order_of_coming()
    {
        _store.Answer = static () => Task.FromResult(None);
        Task<IRequestSlot>[] waiting = [.. Enumerable.Range(0, 10).Select(_ => TakeAsync())];

        await _clock.PassAsync(TimeSpan.FromSeconds(10));

        Assert.InRange(_store.Questions, 10, 42);
        long given = 0;
        _store.Answer = () => Task.FromResult(given++ < 3 ? new SlotOffer(given, TimeSpan.Zero) : None);
        await _clock.RunUntilAsync(() => waiting.Count(static slot => slot.IsCompletedSuccessfully) == 3);
        await _clock.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal([true, true, true, false, false, false, false, false, false, false], waiting.Select(slot => slot.IsCompletedSuccessfully));
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(1, 0)]
    public async Task A_long_wait_for_other_processes_is_told_once(int seconds, int told)
    {
        var heard = new ConcurrentQueue<GenNotice>();
        var listener = new GenListener(hearsVerbose: true, hearsDebug: false, heard.Enqueue);
        _store.Answer = () => Task.FromResult(new SlotOffer(null, TimeSpan.FromSeconds(seconds)));
        Task<IRequestSlot> waiting = GenListener.Begin(listener, TakeAsync);

        await _clock.PassAsync(TimeSpan.FromSeconds(3));

        Assert.Equal(told, heard.Count);
        Assert.All(heard, notice => Assert.StartsWith("Waiting for up to 30 s", notice.Message, StringComparison.Ordinal));
        _store.Answer = null;
        await _clock.PassAsync(TimeSpan.FromSeconds(1));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Who_leaves_others_some_does_not_stand_in_the_way_of_who_cannot_wait()
    {
        _store.Answer = static () => Task.FromResult(None);
        Task<IRequestSlot> patient = _slots.TakeAsync(spare: 6, CancellationToken.None);
        _store.Answer = null;

        Assert.True(TakeAsync().IsCompletedSuccessfully);
        Assert.False(patient.IsCompleted);
        Assert.Equal([6, 0], _store.Spare);
        await _clock.RunAsync(patient);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_the_store_and_what_it_answers_then_is_given_back()
    {
        var late = new TaskCompletionSource<SlotOffer>();
        _store.Answer = () => late.Task;
        using var stop = new CancellationTokenSource();
        Task<IRequestSlot> stopped = _slots.TakeAsync(spare: 0, stop.Token);
        Task<IRequestSlot> next = TakeAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        Assert.Equal(1, _store.Questions);
        _store.Answer = null;
        late.SetResult(new SlotOffer(7, TimeSpan.Zero));
        await _clock.RunAsync(next);
        Assert.Equal(["POST 7 after 0 s"], _store.Released);
        Assert.Equal(2, _store.Questions);
    }

    [Fact]
    public async Task Who_finds_before_asking_that_the_slot_is_not_needed_any_more_takes_none_and_makes_room_for_the_next()
    {
        _store.Answer = static () => Task.FromResult(None);
        bool isNeeded = true;
        Task<IRequestSlot> first = _slots.TakeAsync(
            spare: 0, CancellationToken.None, () => isNeeded ? Task.CompletedTask : throw new InvalidOperationException("sent by another"));
        Task<IRequestSlot> next = TakeAsync();
        await _clock.PassAsync(TimeSpan.FromSeconds(1));
        Assert.False(first.IsCompleted);

        isNeeded = false;
        _store.Answer = null;

        Assert.Equal("sent by another", (await Assert.ThrowsAsync<InvalidOperationException>(() => _clock.RunAsync(first))).Message);
        await _clock.RunAsync(next);
        Assert.Equal(["POST 1"], _store.Taken);
    }

    [Fact]
    public async Task Each_end_of_a_request_tells_the_store_how_long_its_slot_rests()
    {
        (await TakeAsync()).Release();
        (await TakeAsync()).ReleaseAfterLoss();
        (await TakeAsync()).ReleaseUnused();

        Assert.Equal(["POST 1 after 1.005 s", "POST 2 after 3 s", "POST 3 after 0 s"], _store.Released);
    }

    [Fact]
    public async Task A_slot_may_be_used_for_ten_seconds_from_the_question_on()
    {
        _store.Answer = async () =>
        {
            await _clock.Delay(TimeSpan.FromSeconds(4));
            return new SlotOffer(1, TimeSpan.Zero);
        };
        IRequestSlot slot = await _clock.RunAsync(TakeAsync());

        await _clock.PassAsync(TimeSpan.FromSeconds(5));
        Assert.True(slot.MayBeUsed);
        await _clock.PassAsync(TimeSpan.FromSeconds(1));
        Assert.False(slot.MayBeUsed);
    }

    [Fact]
    public async Task A_look_whose_slot_cannot_be_had_for_a_failed_store_ends_the_wait_with_the_stores_own_error()
    {
        _store.Answer = static () => Task.FromException<SlotOffer>(Failure());
        using var wire = new Wire(limits: new AccountLimits(_slots, _slots));
        using TaskWait wait = wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        wait.Add(new GenTask { Id = "abc123def456" });

        TaskEnd? end = null;
        await wire.Clock.RunUntilAsync(() => wait.TryTake(out end, 0, CancellationToken.None));

        Assert.Equal(GenErrorCode.LedgerFailed, end!.Failure!.Code);
        Assert.Contains("abc123def456", end.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(wire.Transport.Sent);
    }

    private static GenServiceException Failure() => new(GenErrorCode.LedgerFailed, "The server does not answer.");

    private Task<IRequestSlot> TakeAsync() => _slots.TakeAsync(spare: 0, CancellationToken.None);

    private SharedSlots Open(bool canDoWithout) => Open(() => _store, canDoWithout);

    private SharedSlots Open(Func<ISlotStore> open, bool canDoWithout) =>
        new(new SlotPool(10, _clock, SlotPool.Window), new SharedSlotStore(open, canDoWithout), "POST", 10, _clock);
}
