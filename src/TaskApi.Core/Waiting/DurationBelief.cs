using System;
using System.Collections.Generic;
using System.Linq;

namespace TaskApi;

/// <summary>
/// What is believed about how long a model's tasks take: the durations are log-normal, their median and their spread unknown. Every
/// look, also one that sees a task running, makes some medians and spreads more credible and others less. Ages are in seconds.
/// </summary>
/// <remarks>
/// Bayes' rule over a lattice of medians and spreads. A look never sees an end, only that it lies between two looks; so the likelihood
/// is that of an interval. Learning from ends alone would take the first that end for typical; taking the time of the look for the
/// end would learn the planner's own delay. One task in fifty is allowed to be like none of the others, so that it spoils no belief.
/// </remarks>
internal sealed class DurationBelief
{
    // Nothing documented tells times, and models differ a hundredfold: a factor of three either way is no surprise.
    private const double GuessDeviation = 1.2;

    // The share of tasks that may take any time, and the deviation of that.
    private const double Odd = 0.02;
    private const double OddDeviation = 1.5;

    // A service changes its pace over the day: what was seen counts no more than so many ends, the latest first.
    private const double LongestMemory = 100;

    // What was expected teaches nothing.
    private const double SureToEnd = 0.99;
    private const double SureToRun = 0.002;

    // What was seen in earlier processes counts no more than so many ends, however many they were,
    private const double MostRemembered = 10;

    // and may be untrue as a whole today, with this chance; then two or three tasks show it. Simulated: with 0.1, three hundred tasks that
    // take a tenth of what is remembered are seen nearly twice as late; with 0.5, less is gained where the memory is right.
    private const double Outdated = 0.3;

    // What is not heard in the sum: the logarithm of its credibility, below the best.
    private const double Inaudible = -12;

    // Of so few that still run nothing can be said any more.
    private const double Lost = 1e-6;

    // The lattice of ages and medians: even steps of the logarithm, from 50 ms to two weeks.
    private const double Step = 0.1;
    private const int Points = 171;
    private static readonly double Lowest = Math.Log(0.05);
    private static readonly double[] Ages = [.. Enumerable.Range(0, Points).Select(static point => AgeOf(point))];
    private static readonly double[] Spreads = [0.07, 0.15, 0.3, 0.6, 1.2];

    // The share that still runs, by spread and by how many steps the age is below the median.
    private static readonly double[][] Bells = Array.ConvertAll(Spreads, spread =>
        Array.ConvertAll(Enumerable.Range(1 - Points, (2 * Points) - 1).ToArray(), steps => NormalDistribution.Below(steps * Step / spread)));

    private readonly double[] _guess = new double[Points];
    private readonly double[] _odd = new double[Points];
    private readonly double[,] _evidence = new double[Spreads.Length, Points];
    private readonly double[] _running = new double[Points];
    private readonly double[] _timeRunning = new double[Points];
    private bool _isStale = true;

    /// <summary>A belief that nothing was seen for yet.</summary>
    /// <param name="typical">The guess at the median, in seconds.</param>
    public DurationBelief(double typical)
    {
        for (int i = 0; i < Points; i++)
        {
            double away = (Math.Log(typical) - Lowest) - (Step * i);
            _guess[i] = -away * away / (2 * GuessDeviation * GuessDeviation);
            _odd[i] = NormalDistribution.Below(away / OddDeviation);
        }
    }

    /// <summary>What is believed about a task that still ran at one age and is looked at at another.</summary>
    public EndOutlook OutlookOf(double ranAt, double age)
    {
        SumUp();
        (double ran, double timeAtRan) = RunningAt(ranAt);
        (double runs, double time) = RunningAt(age);
        // Later than anything believed possible: only the time since the last look can tell one such task from another.
        return ran < Lost
            ? new EndOutlook(1 - runs, Math.Min(1, (age - ranAt) / (0.1 * age)), age - ranAt)
            : new EndOutlook(1 - runs, 1 - (runs / ran), Math.Max(0, age - ranAt - ((time - timeAtRan) / ran)));
    }

    /// <summary>The age by which a task that still ran at one age has ended as likely as not.</summary>
    public double LikelyDuration(double ranAt)
    {
        SumUp();
        double half = RunningAt(ranAt).Share / 2;
        int point = Array.FindIndex(_running, share => share <= half);
        if (point <= 0)
        {
            return ranAt;
        }

        double on = (_running[point - 1] - half) / Math.Max(double.Epsilon, _running[point - 1] - _running[point]);
        return Math.Max(ranAt, AgeOf(point - 1 + on));
    }

    /// <summary>Takes a look at a task into account.</summary>
    /// <param name="ranAt">The age at which it was seen running before; 0 when it was not.</param>
    /// <param name="age">Its age at the look.</param>
    /// <param name="hasEnded">Whether it had ended.</param>
    /// <returns>False when it was what had to be expected, and so taught nothing: a task that is looked at a day later, for one.</returns>
    public bool Learn(double ranAt, double age, bool hasEnded)
    {
        double expected = OutlookOf(ranAt, age).Chance;
        if (hasEnded ? expected > SureToEnd : expected < SureToRun)
        {
            return false;
        }

        (int before, double beforeShare) = Place(ranAt);
        (int now, double nowShare) = Place(age);
        double oddBefore = ranAt <= 0 ? 1 : Between(_odd, before, beforeShare);
        double oddNow = Between(_odd, now, nowShare);
        for (int spread = 0; spread < Spreads.Length; spread++)
        {
            double[] bell = Bells[spread];
            for (int median = 0; median < Points; median++)
            {
                double ran = ranAt <= 0 ? 1 : Mixed(BellAt(bell, median, before, beforeShare), oddBefore);
                double runs = Mixed(BellAt(bell, median, now, nowShare), oddNow);
                double likelihood = Math.Max(1e-9, (hasEnded ? ran - runs : runs) / ran);
                double evidence = _evidence[spread, median] + Math.Log(likelihood);
                _evidence[spread, median] = hasEnded ? evidence * (1 - (1 / LongestMemory)) : evidence;
            }
        }

        _isStale = true;
        return true;
    }

    /// <summary>
    /// What ends that were seen before, by anybody, say about each spread and median. Safe to ask while the belief is in use; it changes
    /// nothing.
    /// </summary>
    public double[,] Weigh(IReadOnlyList<LedgerDuration> ends)
    {
        double[,] evidence = new double[Spreads.Length, Points];
        double weight = Math.Min(1, MostRemembered / Math.Max(1, ends.Count));
        foreach (LedgerDuration end in ends)
        {
            (int before, double beforeShare) = Place(end.RanFor.TotalSeconds);
            (int after, double afterShare) = Place(end.EndedBy.TotalSeconds);
            double oddBefore = end.RanFor <= TimeSpan.Zero ? 1 : Between(_odd, before, beforeShare);
            double oddAfter = Between(_odd, after, afterShare);
            for (int spread = 0; spread < Spreads.Length; spread++)
            {
                for (int median = 0; median < Points; median++)
                {
                    double ran = end.RanFor <= TimeSpan.Zero ? 1 : Mixed(BellAt(Bells[spread], median, before, beforeShare), oddBefore);
                    double runs = Mixed(BellAt(Bells[spread], median, after, afterShare), oddAfter);
                    evidence[spread, median] += weight * Math.Log(Math.Max(1e-9, ran - runs));
                }
            }
        }

        Doubt(evidence);
        return evidence;
    }

    /// <summary>Takes what was seen before into account, as <see cref="Weigh"/> found it.</summary>
    public void Remember(double[,] evidence)
    {
        for (int spread = 0; spread < Spreads.Length; spread++)
        {
            for (int median = 0; median < Points; median++)
            {
                _evidence[spread, median] += evidence[spread, median];
            }
        }

        _isStale = true;
    }

    /// <summary>Leaves a share of the credibility as if nothing had been seen, so that no memory is ever certain.</summary>
    private void Doubt(double[,] evidence)
    {
        double best = double.NegativeInfinity;
        double all = 0;
        foreach (double seen in evidence)
        {
            best = Math.Max(best, seen);
        }

        double mean = 0;
        for (int spread = 0; spread < Spreads.Length; spread++)
        {
            for (int median = 0; median < Points; median++)
            {
                double guessed = Math.Exp(_guess[median]);
                all += guessed;
                mean += guessed * Math.Exp(evidence[spread, median] - best);
            }
        }

        mean /= all;
        for (int spread = 0; spread < Spreads.Length; spread++)
        {
            for (int median = 0; median < Points; median++)
            {
                evidence[spread, median] = Math.Log(((1 - Outdated) * Math.Exp(evidence[spread, median] - best) / mean) + Outdated);
            }
        }
    }

    private static double AgeOf(double point) => Math.Exp(Lowest + (Step * point));

    private static double Mixed(double bell, double odd) => ((1 - Odd) * bell) + (Odd * odd);

    private static double BellAt(double[] bell, int median, int point, double share)
    {
        int steps = median - point + Points - 1;
        return ((1 - share) * bell[steps]) + (share * bell[Math.Max(0, steps - 1)]);
    }

    private static double Between(double[] values, int point, double share) =>
        ((1 - share) * values[point]) + (share * values[Math.Min(Points - 1, point + 1)]);

    /// <summary>The point of the lattice at or below an age, and how far on to the next it is.</summary>
    private static (int Point, double Share) Place(double age)
    {
        double place = age <= 0 ? 0 : Math.Min(Points - 1, Math.Max(0, (Math.Log(age) - Lowest) / Step));
        return ((int)place, place - (int)place);
    }

    /// <summary>The share that still runs at an age, and the mean time that a task runs up to it: the area under that share.</summary>
    private (double Share, double Time) RunningAt(double age)
    {
        if (age <= Ages[0])
        {
            return (1, Math.Max(0, age));
        }

        (int point, double share) = Place(age);
        double running = Between(_running, point, share);
        return (running, _timeRunning[point] + ((age - Ages[point]) * (_running[point] + running) / 2));
    }

    /// <summary>The share that still runs at each age, over all medians and spreads by their credibility.</summary>
    private void SumUp()
    {
        if (!_isStale)
        {
            return;
        }

        _isStale = false;
        double best = double.NegativeInfinity;
        for (int spread = 0; spread < Spreads.Length; spread++)
        {
            for (int median = 0; median < Points; median++)
            {
                best = Math.Max(best, _guess[median] + _evidence[spread, median]);
            }
        }

        Array.Clear(_running, 0, Points);
        double sum = 0;
        for (int spread = 0; spread < Spreads.Length; spread++)
        {
            for (int median = 0; median < Points; median++)
            {
                double credit = _guess[median] + _evidence[spread, median] - best;
                if (credit > Inaudible)
                {
                    double credibility = Math.Exp(credit);
                    sum += credibility;
                    for (int point = 0; point < Points; point++)
                    {
                        _running[point] += credibility * Bells[spread][median - point + Points - 1];
                    }
                }
            }
        }

        for (int point = 0; point < Points; point++)
        {
            _running[point] = Mixed(_running[point] / sum, _odd[point]);
            _timeRunning[point] = point == 0
                ? Ages[0]
                : _timeRunning[point - 1] + ((Ages[point] - Ages[point - 1]) * (_running[point] + _running[point - 1]) / 2);
        }
    }
}
