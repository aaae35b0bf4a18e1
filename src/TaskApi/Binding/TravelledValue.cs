using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TaskApi.Binding;

/// <summary>Reads single values of an object that has travelled: CSV made them text, JSON made words of ours numbers, Clixml made times objects.</summary>
internal static class TravelledValue
{
    private static readonly GenParameter AnyObject = new() { Type = GenParameterType.Object };
    private static readonly Regex ForeignPoint = new(@"^([0-9]+)[,\u066B](?:\u200F)?([0-9]+)$", RegexOptions.CultureInvariant);

    /// <summary>The value under a name, compared without case; null for none and for an empty cell.</summary>
    public static object? Get(IDictionary<string, object?> fields, string name)
    {
        if (!fields.TryGetValue(name, out object? value))
        {
            foreach (KeyValuePair<string, object?> pair in fields)
            {
                if (pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    value = pair.Value;
                    break;
                }
            }
        }

        return value is string text && string.IsNullOrWhiteSpace(text) ? null : value;
    }

    /// <summary>A text, or a number or identifier as text.</summary>
    public static string? Text(IDictionary<string, object?> fields, string name) => Get(fields, name) switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable scalar => scalar.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A whole number.</summary>
    public static long? Whole(IDictionary<string, object?> fields, string name) =>
        long.TryParse(Text(fields, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>
    /// An amount of money; a table holds it as the machine that wrote it writes numbers, which need not be this one. Tables are written without
    /// marks between thousands, so whatever stands between digits is the point.
    /// </summary>
    public static decimal? Money(IDictionary<string, object?> fields, string name)
    {
        string text = ForeignPoint.Replace(Text(fields, name) ?? "", "$1.$2");
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;
    }

    /// <summary>One word of a closed set, written out or as its number.</summary>
    public static T Word<T>(IDictionary<string, object?> fields, string name)
        where T : struct, Enum => Enum.TryParse(Text(fields, name), ignoreCase: true, out T word) && Enum.IsDefined(typeof(T), word) ? word : default;

    /// <summary>A moment. Tables hold it as the machine writes times, unless it was written for machines.</summary>
    public static DateTimeOffset? Moment(IDictionary<string, object?> fields, string name)
    {
        switch (Get(fields, name))
        {
            case DateTimeOffset moment:
                return moment;
            case DateTime time:
                return new DateTimeOffset(time);
            case string text:
                return WrittenMoment.Read(text, DateTimeOffset.Now);
            case IDictionary<string, object?> parts when Get(parts, "UtcDateTime") is DateTime utc:
                return new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToLocalTime();
            default:
                return null;
        }
    }

    /// <summary>A span of time; JSON holds it in parts.</summary>
    public static TimeSpan? Span(IDictionary<string, object?> fields, string name) => Get(fields, name) switch
    {
        TimeSpan span => span,
        string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) => span,
        IDictionary<string, object?> parts when Whole(parts, "Ticks") is { } ticks => new TimeSpan(ticks),
        _ => null,
    };

    /// <summary>Named values, also of JSON text; null when there are none, or when some were lost on the way.</summary>
    public static IDictionary<string, object?>? Named(object? value)
    {
        if (value is null || Parse(value) is not { } named)
        {
            return null;
        }

        object mended = Remains.Mend(named)!;
        return Remains.Find(mended) is null ? (IDictionary<string, object?>)mended : null;
    }

    /// <summary>Named values, also of JSON text, whatever was lost on the way; null when there are none.</summary>
    public static IDictionary<string, object?>? Parse(object value) =>
        ValueText.TryConvert(AnyObject, value, out object named) ? (IDictionary<string, object?>)named : null;

    /// <summary>The file and line that a request was read from.</summary>
    public static GenSource? Place(object? place)
    {
        switch (place)
        {
            case GenSource source:
                return source;
            case string text:
                int colon = text.LastIndexOf(':');
                return GenSource.Parse(text)
                    ?? (colon > 0 && long.TryParse(text.Substring(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                        ? new GenSource(text.Substring(0, colon), number) : null);
            case IDictionary<string, object?> parts when Text(parts, "Path") is { } path && Whole(parts, "Line") is { } line:
                return new GenSource(path, line);
            default:
                return null;
        }
    }
}
