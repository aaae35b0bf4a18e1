using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Pacing;

public sealed partial class SlotPoolTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private readonly FakeTimeProvider _clock = new();
    private readonly SlotPool _pool;

    public SlotPoolTests() => _pool = new SlotPool(10, _clock, SlotPool.Window);

    [Fact]
    public void Ten_enter_at_once_and_the_eleventh_does_not() => Assert.Equal(10, Take(11).Count(task => task.IsCompletedSuccessfully));

    [Fact]
    public void A_slot_is_free_again_a_rest_after_its_response()
    {
        Task<IRequestSlot>[] taken = Take(11);
        Given(taken[3]).Release();
        _clock.Advance(SlotPool.Window - Tick);
        Assert.False(taken[10].IsCompleted);
        _clock.Advance(Tick);
        Assert.True(taken[10].IsCompletedSuccessfully);
    }

    [Fact]
    public void A_slot_is_not_free_again_before_its_response()
    {
        Task<IRequestSlot>[] taken = Take(11);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(taken[10].IsCompleted);
    }

    [Fact]
    public void A_lost_request_keeps_its_slot_longer()
    {
        Task<IRequestSlot>[] taken = Take(11);
        Given(taken[0]).ReleaseAfterLoss();
        _clock.Advance(SlotPool.RestAfterLoss - Tick);
        Assert.False(taken[10].IsCompleted);
        _clock.Advance(Tick);
        Assert.True(taken[10].IsCompletedSuccessfully);
    }

    [Fact]
    public void A_slot_that_was_not_used_is_free_at_once()
    {
        Task<IRequestSlot>[] taken = Take(11);
        Given(taken[0]).ReleaseUnused();
        Assert.True(taken[10].IsCompletedSuccessfully);
    }

    [Fact]
    public void Those_who_wait_are_served_in_the_order_of_their_coming()
    {
        Task<IRequestSlot>[] taken = Take(14);
        for (int served = 0; served < 4; served++)
        {
            Assert.Equal(10 + served, taken.Count(task => task.IsCompletedSuccessfully));
            Assert.All(taken.Take(10 + served), task => Assert.True(task.IsCompletedSuccessfully));
            Given(taken[served]).Release();
            _clock.Advance(SlotPool.Window);
        }

        Assert.True(taken[13].IsCompletedSuccessfully);
    }

    [Fact]
    public void Who_gives_up_waiting_takes_no_slot_from_those_behind()
    {
        using var stop = new CancellationTokenSource();
        Task<IRequestSlot>[] taken = Take(10);
        Task<IRequestSlot> first = _pool.TakeAsync(spare: 0, stop.Token);
        Task<IRequestSlot> second = _pool.TakeAsync(spare: 0, TestContext.Current.CancellationToken);
        stop.Cancel();
        Assert.True(first.IsCanceled);
        Given(taken[0]).Release();
        _clock.Advance(SlotPool.Window);
        Assert.True(second.IsCompletedSuccessfully);
    }

    [Fact]
    public void Who_has_given_up_before_coming_takes_no_slot()
    {
        Assert.All(Enumerable.Range(0, 20), _ => Assert.True(_pool.TakeAsync(spare: 0, new CancellationToken(canceled: true)).IsCanceled));
        Assert.Equal(10, Take(11).Count(task => task.IsCompletedSuccessfully));
    }

    [Fact]
    public void Who_spares_slots_gets_one_only_while_that_many_more_are_free()
    {
        Assert.Equal(8, Take(10, spare: 2).Count(task => task.IsCompletedSuccessfully));
        Assert.Equal(2, Take(3).Count(task => task.IsCompletedSuccessfully));
    }

    [Fact]
    public void Who_spares_slots_is_overtaken_by_those_who_do_not()
    {
        Task<IRequestSlot>[] taken = Take(10);
        Task<IRequestSlot> patient = Take(1, spare: 2)[0];
        Task<IRequestSlot> urgent = Take(1)[0];
        Given(taken[0]).ReleaseUnused();
        Assert.Equal((false, true), (patient.IsCompleted, urgent.IsCompletedSuccessfully));
        Given(taken[1]).ReleaseUnused();
        Given(taken[2]).ReleaseUnused();
        Assert.False(patient.IsCompleted);
        Given(taken[3]).ReleaseUnused();
        Assert.True(patient.IsCompletedSuccessfully);
    }

    [Fact]
    public void Who_spares_slots_is_served_as_soon_as_the_last_of_them_has_rested()
    {
        Task<IRequestSlot>[] taken = Take(10);
        Task<IRequestSlot> patient = Take(1, spare: 2)[0];
        Given(taken[0]).Release();
        Given(taken[1]).Release();
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Given(taken[2]).Release();
        _clock.Advance(SlotPool.Window - Tick);
        Assert.False(patient.IsCompleted);
        _clock.Advance(Tick);
        Assert.True(patient.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_slot_is_not_lost_when_the_one_it_was_meant_for_goes_at_that_moment()
    {
        using var stop = new CancellationTokenSource();
        var clock = new InterruptingClock();
        using var pool = new SlotPool(1, clock, SlotPool.Window);
        clock.Interrupt = stop.Cancel;
        Assert.True(pool.TakeAsync(spare: 0, stop.Token).IsCanceled);
        Assert.True(pool.TakeAsync(spare: 0, TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_of_a_caller_stays_with_its_token(bool isServed)
    {
        using var stop = new CancellationTokenSource();
        WeakReference waiting = TakeAndDispose(isServed, stop.Token);
        GC.Collect();
        Assert.False(waiting.IsAlive);
        GC.KeepAlive(stop);
    }

    [Fact]
    public void Who_has_given_up_is_forgotten_when_the_next_one_comes_even_while_no_slot_is_free()
    {
        _ = Take(10);
        WeakReference waiting = TakeAndGiveUp();
        _ = Take(1);
        GC.Collect();
        Assert.False(waiting.IsAlive);
    }

    [Fact]
    public void Who_comes_after_the_end_is_sent_away()
    {
        _ = Take(10);
        _pool.Dispose();
        Assert.True(Take(1)[0].IsCanceled);
    }

    [Fact]
    public void The_rests_are_longer_than_the_second_in_which_the_service_counts()
    {
        Assert.InRange(SlotPool.Window, TimeSpan.FromSeconds(1) + Tick, TimeSpan.FromSeconds(1.02));
        Assert.Equal(TimeSpan.FromSeconds(3), SlotPool.RestAfterLoss);
        Assert.Equal(TimeSpan.FromSeconds(60), AccountLimits.Ban);
    }

    [Fact]
    public void The_end_of_the_pool_ends_all_waiting()
    {
        Task<IRequestSlot>[] taken = Take(12);
        _pool.Dispose();
        Assert.All(taken.Skip(10), task => Assert.True(task.IsCanceled));
    }

    [Fact]
    public void The_end_of_the_pool_ends_its_timer()
    {
        var clock = new SteppingClock();
        using (var pool = new SlotPool(1, clock, SlotPool.Window))
        {
            _ = pool.Close(AccountLimits.Ban);
            _ = pool.TakeAsync(spare: 0, TestContext.Current.CancellationToken);
            Assert.Equal(1, clock.Timers);
        }

        Assert.Equal(0, clock.Timers);
    }

    [Fact]
    public async Task No_slot_is_lost_or_given_twice_when_waiters_give_up_at_any_moment()
    {
        using var pool = new SlotPool(3, TimeProvider.System, SlotPool.Window);
        int inside = 0;
        int most = 0;
        await Parallel.ForAsync(0, 400, TestContext.Current.CancellationToken, async (number, cancellation) =>
        {
            using var stop = new CancellationTokenSource();
            Task<IRequestSlot> waiting = pool.TakeAsync(spare: 0, stop.Token);
            if (number % 3 == 0)
            {
                await stop.CancelAsync();
            }

            if (await Task.WhenAny(waiting) is { IsCompletedSuccessfully: true } served)
            {
                InterlockedMax(ref most, Interlocked.Increment(ref inside));
                await Task.Yield();
                _ = Interlocked.Decrement(ref inside);
                (await served).ReleaseUnused();
            }
        });
        Assert.InRange(most, 1, 3);
        List<Task<IRequestSlot>> after = [.. Enumerable.Range(0, 4).Select(_ => pool.TakeAsync(spare: 0, TestContext.Current.CancellationToken))];
        Assert.Equal(3, after.Count(task => task.IsCompletedSuccessfully));
    }

    public void Dispose() => _pool.Dispose();

    /// <summary>Takes the only slot, or waits for it in vain, until the pool is disposed of; nothing else holds what the caller waited for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference TakeAndDispose(bool isServed, CancellationToken cancellation)
    {
        using var pool = new SlotPool(1, new FakeTimeProvider(), SlotPool.Window);
        if (!isServed)
        {
            _ = pool.TakeAsync(spare: 0, CancellationToken.None);
        }

        Task<IRequestSlot> waiting = pool.TakeAsync(spare: 0, cancellation);
        Assert.Equal(isServed, waiting.IsCompletedSuccessfully);
        return new WeakReference(waiting);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference TakeAndGiveUp()
    {
        using var stop = new CancellationTokenSource();
        Task<IRequestSlot> waiting = _pool.TakeAsync(spare: 0, stop.Token);
        stop.Cancel();
        return new WeakReference(waiting);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }

    private static IRequestSlot Given(Task<IRequestSlot> task) =>
        task.IsCompletedSuccessfully ? task.Result : throw new InvalidOperationException("The slot was not given.");

    private Task<IRequestSlot>[] Take(int count, int spare = 0) =>
        [.. Enumerable.Range(0, count).Select(_ => _pool.TakeAsync(spare, TestContext.Current.CancellationToken))];

    /// <summary>A clock at whose next look something happens: what another thread could do just then.</summary>
    private sealed class InterruptingClock : FakeTimeProvider
    {
        public Action? Interrupt { get; set; }

        public override long GetTimestamp()
        {
            Action? interrupt = Interrupt;
            Interrupt = null;
            interrupt?.Invoke();
            return base.GetTimestamp();
        }
    }
}
