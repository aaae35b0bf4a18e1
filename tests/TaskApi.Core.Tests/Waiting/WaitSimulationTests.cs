using System;
using System.Linq;
using TaskApi.Tests.Waiting.Simulation;
using Xunit;

namespace TaskApi.Tests.Waiting;

/// <summary>The plan in simulated time, whatever was believed before; the benchmark `wait` shows the whole matrix.</summary>
public sealed class WaitSimulationTests
{
    private const int Seeds = 2;
    private static readonly double[] WrongGuesses = [10, 0.1];
    private static readonly double[] Guesses = [1, .. WrongGuesses];

    [Theory]
    [InlineData(1, 3, 1)]
    [InlineData(1, 20, 1)]
    [InlineData(1, 60, 1)]
    [InlineData(1, 300, 4.5)]
    [InlineData(10, 3, 1)]
    [InlineData(10, 20, 1)]
    [InlineData(10, 60, 1)]
    [InlineData(10, 300, 4.5)]
    [InlineData(50, 3, 2.5)]
    [InlineData(50, 20, 2.5)]
    [InlineData(50, 60, 2.5)]
    [InlineData(50, 300, 4.5)]
    public void Few_tasks_are_seen_as_early_as_the_pause_between_two_looks_allows(int count, double duration, double lag)
    {
        var tasks = new WaitCase(count, [duration]);
        double oracle = Lag(seed => tasks.Run(new OracleLooks(), seed));
        Assert.All(Guesses, guess => Assert.InRange(Lag(seed => tasks.RunPlan(guess, seed)), oracle, lag));
    }

    [Theory]
    [InlineData(300, 3, 7)]
    [InlineData(300, 20, 0.65 * 10.8)]
    [InlineData(300, 60, 0.65 * 13.6)]
    [InlineData(1000, 3, 7)]
    [InlineData(1000, 20, 0.65 * 12)]
    [InlineData(1000, 60, 0.65 * 33.6)]
    public void Many_tasks_are_seen_much_earlier_than_by_looking_every_five_seconds(int count, double duration, double lag)
    {
        var tasks = new WaitCase(count, [duration]);
        double guessedRight = Lag(seed => tasks.RunPlan(1, seed));
        Assert.InRange(guessedRight, 0, lag);
        Assert.All(WrongGuesses, guess => Assert.InRange(Lag(seed => tasks.RunPlan(guess, seed)), 0, Math.Min(lag, 1.25 * guessedRight)));
    }

    [Theory]
    [InlineData(10, 3, false, 1)]
    [InlineData(10, 60, false, 1)]
    [InlineData(50, 20, false, 2.5)]
    [InlineData(50, 300, false, 4.5)]
    [InlineData(300, 20, false, 0.65 * 10.8)]
    [InlineData(300, 60, false, 0.65 * 13.6)]
    [InlineData(1000, 60, false, 0.65 * 33.6)]
    [InlineData(300, 60, true, 0.65 * 7.2)]
    public void What_the_ledger_remembers_never_hurts_also_when_everything_has_changed(int count, double duration, bool withShort, double lag)
    {
        var tasks = new WaitCase(count, withShort ? [5, duration] : [duration], IsTold: withShort);
        double most = count > 50 ? Math.Min(lag, 1.25 * Lag(seed => tasks.RunRemembering(null, seed))) : lag;
        Assert.All(Guesses, factor => Assert.InRange(Lag(seed => tasks.RunRemembering(factor, seed)), 0, most));
    }

    [Fact]
    public void The_first_tasks_of_a_process_are_seen_earlier_when_the_ledger_remembers_their_durations()
    {
        var tasks = new WaitCase(300, [20]);
        double Lag(double? took) => Enumerable.Range(1, 8).AsParallel().Average(seed => tasks.RunRemembering(took, seed).MeanLagOfFirst);
        Assert.InRange(Lag(1), 0, 0.9 * Lag(null));
    }

    [Fact]
    public void A_wrong_guess_at_short_tasks_is_forgotten_after_fifty()
    {
        var tasks = new WaitCase(1000, [3]);
        Assert.All(Guesses, guess => Assert.InRange(tasks.RunPlan(guess, seed: 1).MeanLagOnceLearned, 0, 2));
    }

    [Fact]
    public void Looks_are_not_wasted_on_tasks_that_cannot_have_ended_while_others_may_have()
    {
        WaitFigures figures = new WaitCase(1000, [60]).RunPlan(1, seed: 1);
        Assert.InRange(figures.LooksPerTask, 1, 1.8);
        Assert.InRange(figures.LastSeen / figures.LastEnd, 1, 1.03);
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(50, 2.5)]
    [InlineData(300, 0.65 * 7.2)]
    [InlineData(1000, 0.65 * 29)]
    public void Short_and_long_films_of_one_model_do_not_spoil_each_other(int count, double lag)
    {
        var tasks = new WaitCase(count, [5, 60], IsTold: true);
        Assert.All(Guesses, guess => Assert.InRange(Lag(seed => tasks.RunPlan(guess, seed)), 0, lag));
    }

    [Fact]
    public void Short_and_long_tasks_that_nothing_tells_apart_are_seen_soon_when_they_are_few()
    {
        var tasks = new WaitCase(50, [5, 60]);
        Assert.All(Guesses, guess => Assert.InRange(Lag(seed => tasks.RunPlan(guess, seed)), 0, 2.5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(300)]
    public void No_second_sees_more_than_ten_looks(int count) =>
        Assert.InRange(new WaitCase(count, [20]).RunPlan(10, seed: 3).MostLooksInASecond, 1, 10);

    private static double Lag(Func<int, WaitFigures> run) => Enumerable.Range(1, Seeds).AsParallel().Average(seed => run(seed).MeanLag);
}
