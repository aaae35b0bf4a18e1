using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;

namespace TaskApi.Benchmarks;

/// <summary>Figures beside their targets, as they are printed.</summary>
internal static class Figure
{
    /// <summary>True while no target was missed.</summary>
    public static bool AllMet { get; private set; } = true;

    /// <summary>Prints a figure.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="value">What came out.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="most">The most that it may be; null where there is no target.</param>
    /// <param name="note">What else to say.</param>
    public static void Show(string what, double value, string unit, double? most = null, string note = "")
    {
        bool isMet = !(value > most);
        AllMet &= isMet;
        string target = most is null ? "" : $"at most {Text(most.Value)}: {(isMet ? "met" : "MISSED")}";
        Console.WriteLine($"  {what,-74} {Text(value),9} {unit,-3} {target,-20} {note}".TrimEnd());
    }

    /// <summary>The milliseconds of a stopwatch's ticks, as a script writes them.</summary>
    public static double Milliseconds(string ticks) => long.Parse(ticks, CultureInfo.InvariantCulture) * 1000d / Stopwatch.Frequency;

    /// <summary>The middle of some figures.</summary>
    public static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static string Text(double value) => value.ToString(Math.Abs(value) < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
}
