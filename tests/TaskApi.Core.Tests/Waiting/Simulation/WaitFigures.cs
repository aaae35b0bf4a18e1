using System;
using System.Collections.Generic;
using System.Linq;

namespace TaskApi.Tests.Waiting.Simulation;

/// <summary>What became of a simulated wait.</summary>
internal sealed class WaitFigures
{
    private const int Learned = 50;
    private const int First = 20;

    public WaitFigures(double[] ends, double[] seen, List<double> looks)
    {
        double[] lags = [.. ends.Zip(seen, (end, at) => at - end)];
        double learnedAt = seen.Length > Learned ? seen.Order().ElementAt(Learned - 1) : double.PositiveInfinity;
        MeanLag = lags.Average();
        MeanLagOnceLearned = lags.Where((_, task) => seen[task] > learnedAt).DefaultIfEmpty(0).Average();
        MeanLagOfFirst = lags.Take(First).Average();
        LooksPerTask = (double)looks.Count / ends.Length;
        LastEnd = ends.Max();
        LastSeen = seen.Max();
        MostLooksInASecond = MostInASecond(looks);
    }

    /// <summary>Mean time from a task's end to its being seen, in seconds.</summary>
    public double MeanLag { get; }

    /// <summary>The same of the first that were submitted.</summary>
    public double MeanLagOfFirst { get; }

    /// <summary>The same of the tasks that were seen after fifty others.</summary>
    public double MeanLagOnceLearned { get; }

    public double LooksPerTask { get; }

    public double LastEnd { get; }

    public double LastSeen { get; }

    public int MostLooksInASecond { get; }

    private static int MostInASecond(List<double> looks)
    {
        int most = 0;
        int first = 0;
        for (int last = 0; last < looks.Count; last++)
        {
            while (looks[last] >= looks[first] + 1)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
