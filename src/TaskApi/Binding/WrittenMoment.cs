using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TaskApi.Binding;

/// <summary>
/// Reads moments that a table holds as the machine that wrote it writes times: 11/30/2026 4:48:05 PM, 30.11.2026 16:48:05 or 2026-11-30 16:48,
/// with +01:00 behind it or without. That machine need not have been this one.
/// </summary>
internal static class WrittenMoment
{
    private const string Digits = @"[0-9]{1,2}";

    // Nobody has tables of earlier tasks, and a later year is one of another calendar.
    private const int FirstYear = 2000;
    private const int LastYear = 2199;

    private static readonly string[] Exact = ["O", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private static readonly Regex Written = new(
        @"^\s*(?<first>[0-9]{1,4})(?<mark>[./-])\s?(?<second>[0-9]{1,2})\k<mark>\s?(?<third>[0-9]{1,4})\.?,?\s+(?<time>" + Digits + "[:.]" + Digits + @".*)$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline);

    // Danes and Finns write points between hours, minutes and seconds.
    private static readonly Regex Clock = new("^(" + Digits + @")[:.](" + Digits + @")(?:[:.](" + Digits + "))?", RegexOptions.CultureInvariant);

    /// <summary>The moment; null for a text that is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="now">The time: a task of a table lies before it, which tells the day from the month where nothing else does.</param>
    public static DateTimeOffset? Read(string text, DateTimeOffset now)
    {
        if (DateTimeOffset.TryParseExact(text, Exact, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset moment))
        {
            return moment;
        }

        // There are narrow blanks where people see one.
        if (Written.Match(text.Replace('\u202F', ' ').Replace('\u00A0', ' ')) is { Success: true } parts && ReadDate(parts, now) is { } read)
        {
            return read;
        }

        // Of another calendar, or with words before the time: as this machine writes them, or not at all.
        return DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.AssumeLocal, out moment) ? moment : null;
    }

    private static DateTimeOffset? ReadDate(Match parts, DateTimeOffset now)
    {
        (int first, int second, int third) = (Number(parts, "first"), Number(parts, "second"), Number(parts, "third"));
        string time = parts.Groups["time"].Value;
        if (first > 31)
        {
            return Make(first, second, third, time);
        }

        DateTimeOffset? dayFirst = Make(third, second, first, time);
        DateTimeOffset? monthFirst = Make(third, first, second, time);
        if (dayFirst is null || monthFirst is null)
        {
            return dayFirst ?? monthFirst;
        }

        // Only slashes are used for both. Where this machine uses them, the table is probably its own; elsewhere it is of those who share theirs most.
        bool isDayFirst = parts.Groups["mark"].Value != "/" || WritesDayFirst(CultureInfo.CurrentCulture.DateTimeFormat);
        (DateTimeOffset? likely, DateTimeOffset? other) = isDayFirst ? (dayFirst, monthFirst) : (monthFirst, dayFirst);
        return likely > now.AddDays(1) && other <= now.AddDays(1) ? other : likely;
    }

    private static bool WritesDayFirst(DateTimeFormatInfo format) =>
        format.DateSeparator == "/" && format.ShortDatePattern.IndexOf('d') is var day && day >= 0 && day < format.ShortDatePattern.IndexOf('M');

    private static DateTimeOffset? Make(int year, int month, int day, string time)
    {
        if (year is < FirstYear or > LastYear || month is < 1 or > 12 || day is < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }

        string text = FormattableString.Invariant($"{year:0000}-{month:00}-{day:00} {Clock.Replace(time, static clock => clock.Value.Replace('.', ':'))}");
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset moment)
            || DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.AssumeLocal, out moment)
            ? moment
            : null;
    }

    private static int Number(Match parts, string name) => int.Parse(parts.Groups[name].Value, NumberStyles.None, CultureInfo.InvariantCulture);
}
