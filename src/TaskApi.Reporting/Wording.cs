using System;
using System.Globalization;

namespace TaskApi.Reporting;

/// <summary>Figures as the page shows them: the same in every culture.</summary>
internal static class Wording
{
    /// <summary>An amount of US dollars, with two to four decimals.</summary>
    public static string Money(decimal amount) => "$" + amount.ToString("#,0.00##", CultureInfo.InvariantCulture);

    /// <summary>What was charged or, marked with ~, what probably will be; null where nothing is known.</summary>
    public static string? Money(decimal? told, decimal? estimated) =>
        told is { } known ? Money(known) : estimated is { } guess ? "~" + Money(guess) : null;

    /// <summary>A sum of what was told and, marked with ~, what is only estimated.</summary>
    public static string Sum(decimal told, decimal estimated) =>
        estimated == 0 ? Money(told) : told == 0 ? "~" + Money(estimated) : $"{Money(told)} + ~{Money(estimated)}";

    /// <summary>A time span with the precision that a reader needs.</summary>
    public static string Span(TimeSpan span)
    {
        double seconds = Math.Max(0, span.TotalSeconds);
        if (seconds < 59.95)
        {
            return seconds.ToString(seconds < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture) + " s";
        }

        long whole = (long)Math.Round(seconds);
        return whole < 3600
            ? FormattableString.Invariant($"{whole / 60} min {whole % 60:00} s")
            : FormattableString.Invariant($"{whole / 3600} h {whole / 60 % 60:00} min");
    }

    /// <summary>A moment, by the clock that is the same everywhere.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>From one moment to another, with the day told once where it is the same.</summary>
    public static string Moments(DateTimeOffset from, DateTimeOffset to)
    {
        string begin = from.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
        string end = to.UtcDateTime.ToString(from.UtcDateTime.Date == to.UtcDateTime.Date ? "HH:mm" : "d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
        return begin.EndsWith(end, StringComparison.Ordinal) ? begin + " UTC" : $"{begin} to {end} UTC";
    }

    /// <summary>A number of things.</summary>
    public static string Count(long number, string one, string many) =>
        number.ToString("#,0", CultureInfo.InvariantCulture) + " " + (number == 1 ? one : many);

    /// <summary>A number as markup and scripts read it.</summary>
    public static string Number(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
