using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace TaskApi.Tests.Pacing;

public class ScaledTimeProviderTests
{
    [Fact]
    public void A_fast_clock_starts_at_the_inner_time_and_runs_ahead()
    {
        var inner = new FakeTimeProvider();
        var clock = new ScaledTimeProvider(10, inner);
        DateTimeOffset start = clock.GetUtcNow();
        Assert.Equal(inner.GetUtcNow(), start);
        inner.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.FromMinutes(1), clock.GetUtcNow() - start);
    }

    [Fact]
    public async Task A_timer_comes_due_by_the_fast_clock_and_never_early()
    {
        var inner = new FakeTimeProvider();
        var clock = new ScaledTimeProvider(10, inner);
        int fired = 0;
        await using (clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)))
        {
            inner.Advance(TimeSpan.FromMilliseconds(999));
            Assert.Equal(0, fired);
            inner.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, fired);
            inner.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(3, fired);
        }

        inner.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(3, fired);
    }

    [Fact]
    public void A_timer_can_be_changed_and_switched_off()
    {
        var inner = new FakeTimeProvider();
        int fired = 0;
        using System.Threading.ITimer timer = new ScaledTimeProvider(0.5, inner).CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), System.Threading.Timeout.InfiniteTimeSpan);
        _ = timer.Change(System.Threading.Timeout.InfiniteTimeSpan, System.Threading.Timeout.InfiniteTimeSpan);
        inner.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, fired);
        _ = timer.Change(TimeSpan.FromSeconds(1), System.Threading.Timeout.InfiniteTimeSpan);
        inner.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(0, fired);
        inner.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(1, fired);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_speed_is_above_zero_and_finite(double speed) => Assert.Throws<ArgumentOutOfRangeException>(() => new ScaledTimeProvider(speed));
}
