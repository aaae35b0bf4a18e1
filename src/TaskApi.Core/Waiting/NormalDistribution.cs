using System;

namespace TaskApi;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>
    /// The share below a point, with an error under 7.5e-8: formula 26.2.17 of Abramowitz and Stegun, Handbook of Mathematical Functions.
    /// </summary>
    public static double Below(double z)
    {
        if (z < 0)
        {
            return 1 - Below(-z);
        }

        double t = 1 / (1 + (0.2316419 * z));
        double tail = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return 1 - (Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * tail);
    }
}
