using System;

namespace TaskApi;

/// <summary>
/// What is believed about how long a model's tasks take: log-normal, with a prior that gives way to what is seen. Ages are in seconds.
/// </summary>
/// <remarks>
/// A poll never sees an end, only that it lies between two polls. Learning takes the mean and the spread that the belief itself gives
/// the duration inside that interval (one step of expectation maximisation). Taking the time of the poll instead would learn the
/// planner's own delay, and the planner would look ever later.
/// </remarks>
internal sealed class DurationEstimate
{
    private const double PriorWeight = 3;
    private const double PriorDeviation = 0.25;

    // A service changes its pace over the day; what was seen long ago fades.
    private const double LongestMemory = 60;

    // A belief that is too sure of itself would poll a task that is late again and again.
    private const double SmallestDeviation = 0.05;

    private double _mean;
    private double _squares;
    private double _weight;

    /// <summary>A belief that nothing was seen for yet.</summary>
    /// <param name="typical">The guess at the median, in seconds.</param>
    public DurationEstimate(double typical)
    {
        _mean = Math.Log(typical);
        _weight = PriorWeight;
        _squares = PriorDeviation * PriorDeviation * PriorWeight;
    }

    /// <summary>The median, in seconds.</summary>
    public double Median => Math.Exp(_mean);

    /// <summary>The standard deviation of the logarithm: 0.15 is a spread of about 15 %.</summary>
    public double Deviation => Math.Max(SmallestDeviation, Math.Sqrt(_squares / _weight));

    /// <summary>The chance that a task which still ran at one age has ended by a later one.</summary>
    public double ChanceOfEnd(double ranAt, double age)
    {
        double before = ShareEndedBy(ranAt);
        double left = 1 - before;
        // Later than anything believed possible: only the time since the last look can tell one such task from another.
        return left < 1e-6 ? Math.Min(1, (age - ranAt) / (0.1 * age)) : (ShareEndedBy(age) - before) / left;
    }

    /// <summary>The age at which <see cref="ChanceOfEnd"/> reaches a chance.</summary>
    public double AgeAt(double ranAt, double chance)
    {
        double before = ShareEndedBy(ranAt);
        double left = 1 - before;
        return left < 1e-6 ? ranAt / (1 - (0.1 * chance)) : Math.Exp(_mean + (Deviation * NormalDistribution.Quantile(before + (chance * left))));
    }

    /// <summary>Takes an end into account that lies somewhere after one age and not after another.</summary>
    public void Learn(double ranAt, double endedBy)
    {
        (double mean, double variance) = Within(ranAt, endedBy);
        _weight++;
        double step = mean - _mean;
        _mean += step / _weight;
        _squares += (step * (mean - _mean)) + variance;
        if (_weight > LongestMemory)
        {
            _squares *= LongestMemory / _weight;
            _weight = LongestMemory;
        }
    }

    private double ShareEndedBy(double age) => age <= 0 ? 0 : NormalDistribution.Below((Math.Log(age) - _mean) / Deviation);

    /// <summary>Mean and variance of the logarithm of a duration inside an interval: those of a truncated normal distribution.</summary>
    private (double Mean, double Variance) Within(double ranAt, double endedBy)
    {
        double deviation = Deviation;
        double high = (Math.Log(Math.Max(endedBy, 1e-3)) - _mean) / deviation;
        double low = ranAt > 0 ? (Math.Log(ranAt) - _mean) / deviation : double.NegativeInfinity;
        double share = NormalDistribution.Below(high) - (ranAt > 0 ? NormalDistribution.Below(low) : 0);
        if (share < 1e-4)
        {
            // Nearly impossible by the belief: the belief is wrong, and the middle of the interval is the better witness.
            return (Math.Log((Math.Max(ranAt, 0.8 * endedBy) + endedBy) / 2), 0);
        }

        double densityLow = ranAt > 0 ? NormalDistribution.Density(low) : 0;
        double densityHigh = NormalDistribution.Density(high);
        double shift = (densityLow - densityHigh) / share;
        double lowTerm = ranAt > 0 ? low * densityLow : 0;
        double variance = 1 + ((lowTerm - (high * densityHigh)) / share) - (shift * shift);
        return (_mean + (deviation * shift), deviation * deviation * Math.Max(0, variance));
    }
}
