using System;
using System.Threading;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace TaskApi.Tests.Pacing;

public class ScaledTimeProviderTests
{
    private readonly FakeTimeProvider _inner = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(10, 6, 60)]
    [InlineData(1, 6, 6)]
    [InlineData(0.5, 6, 3)]
    public void Time_passes_that_many_times_as_fast(double speed, int innerSeconds, int seconds)
    {
        var clock = new ScaledTimeProvider(speed, _inner);
        long start = clock.GetTimestamp();
        DateTimeOffset startUtc = clock.GetUtcNow();
        Assert.Equal(_inner.GetUtcNow(), startUtc);
        _inner.Advance(TimeSpan.FromSeconds(innerSeconds));
        Assert.Equal(TimeSpan.FromSeconds(seconds), clock.GetElapsedTime(start));
        Assert.Equal(startUtc.AddSeconds(seconds), clock.GetUtcNow());
    }

    [Fact]
    public void It_starts_at_the_inner_clocks_time_at_its_creation()
    {
        _inner.Advance(TimeSpan.FromHours(5));
        Assert.Equal(_inner.GetUtcNow(), new ScaledTimeProvider(100, _inner).GetUtcNow());
    }

    [Fact]
    public void A_timer_comes_due_that_many_times_sooner()
    {
        var clock = new ScaledTimeProvider(10, _inner);
        int calls = 0;
        using ITimer timer = clock.CreateTimer(_ => calls++, null, TimeSpan.FromSeconds(30), Timeout.InfiniteTimeSpan);
        _inner.Advance(TimeSpan.FromMilliseconds(2999));
        Assert.Equal(0, calls);
        _inner.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, calls);
        _inner.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void A_timer_repeats_that_many_times_as_often()
    {
        var clock = new ScaledTimeProvider(10, _inner);
        int calls = 0;
        using ITimer timer = clock.CreateTimer(_ => calls++, null, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(1, calls);
        _inner.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(4, calls);
    }

    [Fact]
    public void A_timer_that_waits_for_ever_waits_for_ever_until_it_is_changed()
    {
        var clock = new ScaledTimeProvider(10, _inner);
        int calls = 0;
        using ITimer timer = clock.CreateTimer(_ => calls++, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _inner.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, calls);
        Assert.True(timer.Change(TimeSpan.FromSeconds(20), Timeout.InfiniteTimeSpan));
        _inner.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, calls);
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _inner.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void A_timer_is_never_early_by_its_own_clock()
    {
        var clock = new ScaledTimeProvider(7, _inner);
        long start = clock.GetTimestamp();
        TimeSpan? due = null;
        using ITimer timer = clock.CreateTimer(_ => due = clock.GetElapsedTime(start), null, TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);
        while (due is null)
        {
            _inner.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(due.Value.TotalMilliseconds, 100, 107);
    }

    [Fact]
    public void The_shortest_period_does_not_become_none()
    {
        var clock = new ScaledTimeProvider(1000, _inner);
        int calls = 0;
        using ITimer timer = clock.CreateTimer(_ => calls++, null, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        _inner.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(5, calls);
    }

    [Fact]
    public async System.Threading.Tasks.Task A_disposed_timer_is_silent()
    {
        var clock = new ScaledTimeProvider(10, _inner);
        int calls = 0;
        ITimer timer = clock.CreateTimer(_ => calls++, null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        await timer.DisposeAsync();
        _inner.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, calls);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(0.01)]
    public void Its_moments_and_those_of_the_clock_it_follows_are_told_apart_and_back(double speed)
    {
        var clock = new ScaledTimeProvider(speed, _inner);
        DateTimeOffset began = _inner.GetUtcNow();
        _inner.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(began.AddMinutes(3), WallTime.Now(clock), TimeSpan.FromMilliseconds(1));
        Assert.Equal(clock.GetUtcNow(), WallTime.ToClock(clock, _inner.GetUtcNow()), TimeSpan.FromMilliseconds(1));
        Assert.Equal(began.AddMinutes(-3 * speed), WallTime.ToClock(clock, began.AddMinutes(-3)), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void A_moment_beyond_all_calendars_is_the_last_or_first_there_is()
    {
        var clock = new ScaledTimeProvider(10000, _inner);

        Assert.Equal(DateTimeOffset.MinValue, WallTime.ToClock(clock, DateTimeOffset.MinValue));
        Assert.Equal(DateTimeOffset.MaxValue, WallTime.ToClock(clock, DateTimeOffset.MaxValue));
    }

    [Fact]
    public void A_task_takes_as_long_as_the_service_says_between_two_moments_of_the_wall()
    {
        var clock = new ScaledTimeProvider(10, _inner);
        DateTimeOffset now = _inner.GetUtcNow();
        var task = new GenTask { SubmittedAt = now, CompletedAt = now.AddSeconds(6) };

        Assert.Equal(TimeSpan.FromMinutes(1), WallTime.Measured(clock, task).Elapsed);
        Assert.Equal(TimeSpan.FromSeconds(6), WallTime.Measured(_inner, task).Elapsed);
        Assert.Null(WallTime.Measured(clock, task with { CompletedAt = null }).Elapsed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_speed_at_which_no_clock_can_run_is_refused(double speed) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScaledTimeProvider(speed, _inner));
}
