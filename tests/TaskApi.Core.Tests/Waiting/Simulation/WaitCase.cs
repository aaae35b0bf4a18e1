using System;
using System.Collections.Generic;
using System.Linq;

namespace TaskApi.Tests.Waiting.Simulation;

/// <summary>Tasks of a simulation: so many, of one duration or of several mixed, in seconds.</summary>
/// <param name="Count">How many.</param>
/// <param name="Means">The mean durations; each task has one of them.</param>
/// <param name="IsTold">Whether the requests tell which, as a film's length or resolution does.</param>
internal sealed record WaitCase(int Count, double[] Means, bool IsTold = false)
{
    // The durations are log-normal.
    private const double Spread = 0.15;

    // The module's own; see DurationBook.
    private const double GuessAtFilms = 55;

    /// <summary>The mean of all.</summary>
    public double Mean => Means.Average();

    /// <summary>One run of a policy that cannot know anything.</summary>
    public WaitFigures Run(LookPolicy policy, int seed) => WaitSimulation.Run(Draw(seed).Durations, policy);

    /// <summary>One run of the module's plan with a guess that is so many times too long.</summary>
    public WaitFigures RunPlan(double guessedTooLong, int seed)
    {
        (double[] durations, double[] means) = Draw(seed);
        return WaitSimulation.Run(durations, new PlannedLooks(Mean * guessedTooLong, task => IsTold ? new() { ["duration"] = means[task] } : null));
    }

    /// <summary>
    /// One run of the module's plan with its own guess at a film, and with what was seen of such tasks before, when they took so many times
    /// as long; null for nothing.
    /// </summary>
    public WaitFigures RunRemembering(double? tookLonger, int seed)
    {
        (double[] durations, double[] means) = Draw(seed);
        Dictionary<string, object?>? Input(int task) => IsTold ? new() { ["duration"] = means[task] } : null;
        return WaitSimulation.Run(durations, new PlannedLooks(GuessAtFilms, Input, tasks => Remembered(tasks)));

        IReadOnlyList<LedgerDuration> Remembered(string tasks)
        {
            if (tookLonger is not { } factor)
            {
                return [];
            }

            (double[] before, double[] meansBefore) = (this with { Count = LedgerBook.MostDurations * Means.Length }).Draw(seed + 1000);
            return [.. before.Where((_, i) => !IsTold || tasks.EndsWith($"={meansBefore[i]}", StringComparison.Ordinal)).Take(LedgerBook.MostDurations)
                .Select(length => Seen(tasks, factor * length))];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(" or ", Means) + " s" + (Means.Length == 1 ? "" : IsTold ? ", told" : ", hidden");

#pragma warning disable CA5394 // A simulation that can be repeated, no secret.
    private (double[] Durations, double[] Means) Draw(int seed)
    {
        var random = new Random(seed);
        double[] means = [.. Enumerable.Range(0, Count).Select(_ => Means[random.Next(Means.Length)])];
        return ([.. means.Select(mean => mean * Math.Exp((Spread * Normal(random)) - (Spread * Spread / 2)))], means);
    }

    /// <summary>A task that was looked at every second, or every 1.5 % of its age.</summary>
    private static LedgerDuration Seen(string tasks, double length)
    {
        double pause = Math.Max(1, 0.015 * length);
        double ran = Math.Floor(length / pause) * pause;
        return new LedgerDuration(tasks, TimeSpan.FromSeconds(ran), TimeSpan.FromSeconds(ran + pause));
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
#pragma warning restore CA5394
}
