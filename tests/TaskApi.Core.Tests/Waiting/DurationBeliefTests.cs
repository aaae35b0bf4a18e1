using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace TaskApi.Tests.Waiting;

public sealed class DurationBeliefTests
{
    [Theory]
    [InlineData(12)]
    [InlineData(55)]
    public void Nothing_known_is_a_guess_that_a_factor_of_three_does_not_surprise(double guess)
    {
        var belief = new DurationBelief(guess);
        Assert.InRange(belief.OutlookOf(0, guess).ShareEnded, 0.45, 0.55);
        Assert.InRange(belief.OutlookOf(0, guess / 3).ShareEnded, 0.15, 0.30);
        Assert.InRange(belief.OutlookOf(0, guess * 3).ShareEnded, 0.70, 0.85);
        Assert.InRange(belief.OutlookOf(0, guess / 10).ShareEnded, 0.02, 0.08);
        Assert.InRange(belief.LikelyDuration(0), 0.9 * guess, 1.1 * guess);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(55)]
    [InlineData(400)]
    public void Ends_that_were_seen_narrow_it_to_what_was_seen(double duration)
    {
        var belief = new DurationBelief(55);
        Learn(belief, 20, duration);
        Assert.InRange(belief.LikelyDuration(0), 0.9 * duration, 1.12 * duration);
        Assert.InRange(belief.OutlookOf(0, 0.7 * duration).ShareEnded, 0, 0.05);
        Assert.InRange(belief.OutlookOf(0, 1.4 * duration).ShareEnded, 0.95, 1);
    }

    [Fact]
    public void A_few_ends_narrow_it_less_than_many()
    {
        var few = new DurationBelief(55);
        var many = new DurationBelief(55);
        Learn(few, 2, 60);
        Learn(many, 60, 60);
        Assert.True(few.OutlookOf(0, 45).ShareEnded > 3 * many.OutlookOf(0, 45).ShareEnded);
    }

    [Fact]
    public void A_task_that_is_seen_running_makes_shorter_durations_less_credible()
    {
        var belief = new DurationBelief(10);
        for (int i = 0; i < 20; i++)
        {
            belief.Learn(0, 60, hasEnded: false);
        }

        Assert.InRange(belief.OutlookOf(0, 30).ShareEnded, 0, 0.1);
        Assert.InRange(belief.LikelyDuration(0), 60, 600);
    }

    [Fact]
    public void The_first_ends_of_many_tasks_are_not_taken_for_typical()
    {
        // Of a hundred tasks of 20 s and more, ten were found ended at 16 s; ninety were seen running.
        var belief = new DurationBelief(200);
        for (int i = 0; i < 100; i++)
        {
            belief.Learn(0, 16, hasEnded: i % 10 == 0);
        }

        Assert.InRange(belief.OutlookOf(0, 16).ShareEnded, 0.07, 0.15);
        Assert.InRange(belief.LikelyDuration(0), 17, 60);
    }

    [Fact]
    public void The_time_of_a_late_look_is_not_taken_for_the_time_of_the_end()
    {
        var belief = new DurationBelief(55);
        Learn(belief, 30, 60);
        for (int i = 0; i < 60; i++)
        {
            belief.Learn(0, 300, hasEnded: true);
        }

        Assert.InRange(belief.LikelyDuration(0), 50, 75);
    }

    [Fact]
    public void A_change_of_pace_is_learned_and_the_old_one_forgotten()
    {
        var belief = new DurationBelief(55);
        Learn(belief, 300, 20);
        Learn(belief, 300, 80);
        Assert.InRange(belief.LikelyDuration(0), 72, 90);
        Assert.InRange(belief.OutlookOf(0, 40).ShareEnded, 0, 0.2);
    }

    [Fact]
    public void One_task_that_is_like_none_of_the_others_spoils_nothing()
    {
        var belief = new DurationBelief(55);
        Learn(belief, 50, 60);
        belief.Learn(0, 4, hasEnded: true);
        belief.Learn(0, 50, hasEnded: false);
        for (int age = 70; age < 2000; age += 20)
        {
            belief.Learn(age - 20, age, hasEnded: false);
        }

        Assert.InRange(belief.LikelyDuration(0), 54, 66);
        Assert.InRange(belief.OutlookOf(0, 75).ShareEnded, 0.85, 1);
    }

    [Fact]
    public void A_task_far_beyond_all_others_may_still_end_at_any_time()
    {
        var belief = new DurationBelief(3);
        Learn(belief, 100, 3);
        Assert.InRange(belief.OutlookOf(4000, 4060).Chance, 0.001, 0.2);
        Assert.True(belief.OutlookOf(1e7, 1.01e7).Chance > belief.OutlookOf(1e7, 1.001e7).Chance);
    }

    [Fact]
    public void The_chance_of_an_end_grows_with_the_time_since_the_last_look()
    {
        var belief = new DurationBelief(55);
        Learn(belief, 10, 60);
        double[] chances = [.. Enumerable.Range(0, 50).Select(seconds => belief.OutlookOf(40, 40 + seconds).Chance)];
        Assert.Equal(0, chances[0], 9);
        Assert.Equal(chances.Order(), chances);
        Assert.InRange(chances[^1], 0.9, 1);
    }

    [Fact]
    public void An_end_has_waited_as_long_as_it_was_probable()
    {
        var belief = new DurationBelief(55);
        Learn(belief, 100, 60);
        Assert.InRange(belief.OutlookOf(30, 40).Lag, 0, 0.3);
        Assert.InRange(belief.OutlookOf(30, 160).Lag, 95, 105);
        Assert.InRange(belief.OutlookOf(0, 60).Lag, 1, 6);
        Assert.Equal(100, belief.OutlookOf(1e9, 1e9 + 100).Lag, 3);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(400)]
    public void What_was_seen_before_is_believed_from_the_first_task(double duration)
    {
        DurationBelief belief = Remembering(64, duration);
        Assert.InRange(belief.LikelyDuration(0), 0.85 * duration, 1.4 * duration);
        Assert.True(belief.OutlookOf(0, 1.4 * duration).ShareEnded - belief.OutlookOf(0, 0.7 * duration).ShareEnded > 0.6);
    }

    [Fact]
    public void What_was_seen_before_counts_no_more_than_some_ends_however_often_it_was_seen()
    {
        DurationBelief few = Remembering(10, 20);
        DurationBelief many = Remembering(1000, 20);
        Assert.Equal(few.OutlookOf(0, 15).ShareEnded, many.OutlookOf(0, 15).ShareEnded, 0.02);
        Assert.Equal(few.OutlookOf(0, 60).ShareEnded, many.OutlookOf(0, 60).ShareEnded, 0.02);
    }

    [Fact]
    public void Two_tasks_that_run_ten_times_as_long_as_remembered_are_enough_to_drop_the_memory()
    {
        DurationBelief belief = Remembering(64, 20);
        belief.Learn(0, 200, hasEnded: false);
        belief.Learn(0, 200, hasEnded: false);
        Assert.InRange(belief.OutlookOf(0, 40).ShareEnded, 0, 0.1);
        Assert.InRange(belief.LikelyDuration(0), 150, 1000);
    }

    [Fact]
    public void Three_tasks_that_end_in_a_tenth_of_the_time_remembered_are_enough_to_drop_the_memory()
    {
        DurationBelief belief = Remembering(64, 200);
        for (int i = 0; i < 3; i++)
        {
            belief.Learn(0, 18, hasEnded: false);
            belief.Learn(18, 22, hasEnded: true);
        }

        Assert.InRange(belief.LikelyDuration(0), 15, 25);
    }

    [Fact]
    public void A_memory_of_tasks_that_nobody_watched_says_nearly_nothing()
    {
        var belief = new DurationBelief(55);
        belief.Remember(belief.Weigh([.. Enumerable.Repeat(new LedgerDuration("m", TimeSpan.Zero, TimeSpan.FromDays(1)), 64)]));
        Assert.InRange(belief.LikelyDuration(0), 50, 60);
        Assert.InRange(belief.OutlookOf(0, 55 / 3.0).ShareEnded, 0.15, 0.30);
    }

    [Fact]
    public void A_look_teaches_unless_it_shows_what_had_to_be_expected()
    {
        var belief = new DurationBelief(55);
        Assert.False(belief.Learn(0, 86_400, hasEnded: true));
        Assert.False(belief.Learn(0, 0.5, hasEnded: false));
        Assert.True(belief.Learn(0, 30, hasEnded: false));
        Assert.True(belief.Learn(30, 31, hasEnded: true));
    }

    [Fact]
    public void Kinds_have_guesses_of_their_own_and_requests_of_different_length_beliefs_of_their_own()
    {
        var durations = new DurationBook();
        Assert.InRange(durations.For(Film(5)).LikelyDuration(0), 45, 65);
        Assert.InRange(durations.For(new GenTask { Kind = GenKind.Image }).LikelyDuration(0), 10, 14);
        Assert.InRange(durations.For(new GenTask { Kind = GenKind.Audio }).LikelyDuration(0), 20, 30);
        Assert.Same(durations.For(Film(5)), durations.For(Film(5) with { Id = "other" }));
        Assert.NotSame(durations.For(Film(5)), durations.For(Film(10)));
        Assert.NotSame(durations.For(Film(5)), durations.For(Film(5) with { Model = "other" }));
    }

    private static DurationBelief Remembering(int count, double duration)
    {
        var belief = new DurationBelief(55);
        belief.Remember(belief.Weigh([.. Enumerable.Range(0, count).Select(i => duration * Math.Exp(0.1 * Math.Sin(i)))
            .Select(end => new LedgerDuration("m", TimeSpan.FromSeconds(0.98 * end), TimeSpan.FromSeconds(1.02 * end)))]));
        return belief;
    }

    private static GenTask Film(long seconds) =>
        new() { Id = "a", Model = "m", Kind = GenKind.Video,
            Input = new Dictionary<string, object?> { ["prompt"] = "fox " + seconds, ["duration"] = seconds } };

    /// <summary>Ends around a duration, each between two looks a second apart.</summary>
    private static void Learn(DurationBelief belief, int count, double duration)
    {
        for (int i = 0; i < count; i++)
        {
            double end = duration * Math.Exp(0.1 * Math.Sin(i));
            belief.Learn(0, end - (0.01 * duration), hasEnded: false);
            belief.Learn(end - (0.01 * duration), end + (0.01 * duration), hasEnded: true);
        }
    }
}
