using System;
using System.Collections.Generic;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class RateLimiterTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RateLimiter _limiter;

    public RateLimiterTests() => _limiter = new RateLimiter(_clock, enforce: true);

    [Fact]
    public void Ten_arrivals_at_once_are_let_in_and_the_eleventh_is_banned_for_a_minute()
    {
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(0, Arrive());
        }

        Assert.Equal(60, Arrive());
    }

    [Fact]
    public void An_eleventh_arrival_exactly_a_second_after_the_first_is_let_in()
    {
        ArriveTenTimes();
        Pass(milliseconds: 1000);
        Assert.Equal(0, Arrive());
    }

    [Fact]
    public void An_eleventh_arrival_a_tick_short_of_a_second_after_the_first_is_banned()
    {
        ArriveTenTimes();
        _clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.Equal(60, Arrive());
    }

    [Fact]
    public void An_eleventh_arrival_after_999_ms_is_banned()
    {
        ArriveTenTimes();
        Pass(milliseconds: 999);
        Assert.Equal(60, Arrive());
    }

    [Fact]
    public void Requests_during_a_ban_are_told_the_seconds_left_and_do_not_prolong_it()
    {
        ArriveTenTimes();
        Arrive();
        Pass(milliseconds: 500);
        Assert.Equal(60, Arrive());
        Pass(milliseconds: 29_500);
        Assert.Equal(30, Arrive());
        Pass(milliseconds: 29_999);
        Assert.Equal(1, Arrive());
        Pass(milliseconds: 1);
        Assert.Equal(0, Arrive());
    }

    [Fact]
    public void After_a_ban_ten_arrivals_are_let_in_again()
    {
        ArriveTenTimes();
        Arrive();
        Pass(milliseconds: 60_000);
        ArriveTenTimes();
        Assert.Equal(60, Arrive());
    }

    [Fact]
    public void The_two_verbs_have_a_limit_and_a_ban_each()
    {
        ArriveTenTimes();
        Arrive();
        Assert.Equal(0, _limiter.Arrive("key", RateVerb.Poll));
    }

    [Fact]
    public void Two_keys_have_a_limit_each()
    {
        ArriveTenTimes();
        Arrive();
        Assert.Equal(0, _limiter.Arrive("other", RateVerb.Create));
    }

    [Fact]
    public void Without_enforcement_everything_is_let_in_and_still_counted()
    {
        var limiter = new RateLimiter(_clock, enforce: false);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(0, limiter.Arrive("key", RateVerb.Create));
        }

        Assert.Equal(new RateFigures(50, 50, 0), limiter.FiguresOf(RateVerb.Create));
    }

    [Fact]
    public void The_largest_number_in_a_second_counts_arrivals_less_than_a_second_apart()
    {
        Arrive();
        Pass(milliseconds: 600);
        Arrive();
        Pass(milliseconds: 400);
        Arrive();
        Assert.Equal(2, _limiter.FiguresOf(RateVerb.Create).LargestInASecond);
        Pass(milliseconds: 599);
        Arrive();
        Assert.Equal(3, _limiter.FiguresOf(RateVerb.Create).LargestInASecond);
    }

    [Property(MaxTest = 500)]
    public void Any_course_of_arrivals_is_judged_as_the_rule_in_plain_words_does(byte[] gaps)
    {
        int[] milliseconds = [0, 0, 1, 50, 99, 100, 101, 111, 500, 999, 1000, 1001, 30_000, 60_000];
        var clock = new FakeTimeProvider();
        var limiter = new RateLimiter(clock, enforce: true);
        var oracle = new Oracle();
        long now = 0;
        foreach (byte gap in gaps)
        {
            int pause = milliseconds[gap % milliseconds.Length];
            clock.Advance(TimeSpan.FromMilliseconds(pause));
            now += pause;
            Assert.Equal(oracle.Arrive(now), limiter.Arrive("key", RateVerb.Create));
        }
    }

    [Property(MaxTest = 200)]
    public void The_largest_number_in_a_second_agrees_with_counting_every_window(byte[] gaps)
    {
        var clock = new FakeTimeProvider();
        var limiter = new RateLimiter(clock, enforce: true);
        var times = new List<long>();
        long now = 0;
        int largest = 0;
        foreach (byte gap in gaps)
        {
            clock.Advance(TimeSpan.FromMilliseconds(gap * 4));
            now += gap * 4;
            times.Add(now);
            limiter.Arrive("key", RateVerb.Create);
            largest = Math.Max(largest, times.FindAll(time => now - time < 1000).Count);
        }

        Assert.Equal(largest, limiter.FiguresOf(RateVerb.Create).LargestInASecond);
    }

    private int Arrive() => _limiter.Arrive("key", RateVerb.Create);

    private void ArriveTenTimes()
    {
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(0, Arrive());
        }
    }

    private void Pass(long milliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>The rule by brute force, in whole milliseconds.</summary>
    private sealed class Oracle
    {
        private readonly List<long> _admitted = [];
        private long? _ban;

        public int Arrive(long now)
        {
            if (_ban is { } ban && now < ban + 60_000)
            {
                return (int)Math.Ceiling((ban + 60_000 - now) / 1000.0);
            }

            if (_admitted.FindAll(time => now - time < 1000).Count >= 10)
            {
                _ban = now;
                _admitted.Clear();
                return 60;
            }

            _admitted.Add(now);
            return 0;
        }
    }
}
