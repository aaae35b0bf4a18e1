using System;
using System.Collections.Generic;
using System.Globalization;

namespace TaskApi;

/// <summary>Checks a converted value against the limits of its parameter alone.</summary>
internal static class LimitChecker
{
    /// <summary>Reports every limit that the value breaks and returns it in its documented spelling.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="value">The value, already of the parameter's type.</param>
    /// <param name="isLaw">True: a broken limit is an error; false: a warning.</param>
    /// <param name="findings">Where problems go.</param>
    public static object Check(GenParameter parameter, object value, bool isLaw, ProblemList findings)
    {
        if (parameter.Allowed is { } allowed)
        {
            if (FindAllowed(allowed, value) is { } documented)
            {
                return documented;
            }

            if (!(parameter.Required && value is ""))
            {
                findings.Add(!isLaw, GenProblemCode.NotAllowed, parameter.Name,
                    $"{parameter.Name} is {RequestChecker.Shown(value)}; allowed: {Listed(allowed)}.{DidYouMean(value, allowed)}");
            }

            return value;
        }

        switch (value)
        {
            case string text:
                CheckText(parameter, text, isLaw, findings);
                break;
            case long or decimal or double:
                CheckNumber(parameter, value, isLaw, findings);
                break;
            case List<object?> list:
                CheckList(parameter, list, isLaw, findings);
                break;
        }

        return value;
    }

    /// <summary>The allowed values or the range, as a sentence that starts with a space; empty when there is none.</summary>
    public static string AllowedHint(GenParameter parameter) => AllowedText(parameter) is { Length: > 0 } text ? $" Allowed: {text}." : "";

    /// <summary>The allowed values or the range; empty when there is none.</summary>
    public static string AllowedText(GenParameter parameter)
    {
        if (parameter.Allowed is { } allowed)
        {
            return Listed(allowed);
        }

        return parameter.Minimum is null && parameter.Maximum is null ? "" : Range(parameter.Minimum, parameter.Maximum);
    }

    /// <summary>True for an absolute http or https URL.</summary>
    public static bool IsWebUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.Host.Length > 0;

    /// <summary>Values in a row, as messages show them.</summary>
    public static string Listed(IReadOnlyList<object> values)
    {
        var shown = new string[values.Count];
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = values[i] is bool flag ? flag ? "true" : "false" : Convert.ToString(values[i], CultureInfo.InvariantCulture)!;
        }

        return string.Join(", ", shown);
    }

    /// <summary>The value of the list that equals the given one, text compared without case and numbers whatever their type; null when there is none.</summary>
    public static object? FindAllowed(IReadOnlyList<object> allowed, object? value)
    {
        for (int i = 0; i < allowed.Count; i++)
        {
            object candidate = allowed[i];
            bool isIt = candidate switch
            {
                string word => value is string text && word.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase),
                long number when value is long whole => number == whole,
                long or decimal when value is long or decimal or double => Compare(value, Convert.ToDecimal(candidate, CultureInfo.InvariantCulture)) == 0,
                _ => candidate.Equals(value),
            };
            if (isIt)
            {
                return candidate;
            }
        }

        return null;
    }

    private static void CheckText(GenParameter parameter, string text, bool isLaw, ProblemList findings)
    {
        if (parameter.MaxLength is { } longest && text.Length > longest)
        {
            findings.Add(!isLaw, GenProblemCode.TooLong, parameter.Name,
                FormattableString.Invariant($"{parameter.Name} has {text.Length} characters; at most {longest} are allowed."));
        }

        CheckFormat(parameter, text, isLaw, findings);
    }

    private static void CheckFormat(GenParameter parameter, string text, bool isLaw, ProblemList findings)
    {
        if (text.Length == 0 && parameter.Required)
        {
            return;
        }

        if (parameter.Format == GenParameterFormat.Url && !IsWebUrl(text) && !findings.NeedsNoUrl(text))
        {
            findings.Add(!isLaw, GenProblemCode.InvalidUrl, parameter.Name,
                $"{parameter.Name} is {RequestChecker.Shown(text)}; it must be an absolute URL that starts with https:// or http://.");
        }
        else if (parameter.Format == GenParameterFormat.Uuid && !Guid.TryParseExact(text, "D", out _))
        {
            findings.Add(!isLaw, GenProblemCode.InvalidUuid, parameter.Name,
                $"{parameter.Name} is {RequestChecker.Shown(text)}; it must be a UUID such as d2389a9a-91c2-4276-bc9c-c9e35e8fb85a.");
        }
    }

    private static void CheckNumber(GenParameter parameter, object value, bool isLaw, ProblemList findings)
    {
        bool tooSmall = parameter.Minimum is { } minimum && Compare(value, minimum) < 0;
        bool tooLarge = parameter.Maximum is { } maximum && Compare(value, maximum) > 0;
        if (tooSmall || tooLarge)
        {
            findings.Add(!isLaw, GenProblemCode.OutOfRange, parameter.Name,
                $"{parameter.Name} is {RequestChecker.Shown(value)}; allowed: {Range(parameter.Minimum, parameter.Maximum)}.");
        }
    }

    private static void CheckList(GenParameter parameter, List<object?> list, bool isLaw, ProblemList findings)
    {
        if (list.Count < parameter.MinItems || list.Count > parameter.MaxItems)
        {
            string counts = Range(parameter.MinItems, parameter.MaxItems);
            findings.Add(!isLaw, GenProblemCode.WrongCount, parameter.Name,
                FormattableString.Invariant($"{parameter.Name} has {list.Count} items; allowed: {counts}."));
        }

        foreach (object? item in list)
        {
            if (item is string text)
            {
                CheckFormat(parameter, text, isLaw, findings);
            }
        }
    }

    private static int Compare(object value, decimal limit) =>
        value is double number ? number.CompareTo((double)limit) : Convert.ToDecimal(value, CultureInfo.InvariantCulture).CompareTo(limit);

    private static string Range(decimal? minimum, decimal? maximum) => (minimum, maximum) switch
    {
        ({ } low, { } high) => FormattableString.Invariant($"{low} to {high}"),
        ({ } low, null) => FormattableString.Invariant($"at least {low}"),
        (null, { } high) => FormattableString.Invariant($"at most {high}"),
        _ => "any",
    };

    private static string DidYouMean(object value, IReadOnlyList<object> allowed)
    {
        if (value is not string given)
        {
            return "";
        }

        var words = new List<string>();
        foreach (object candidate in allowed)
        {
            if (candidate is string word)
            {
                words.Add(word);
            }
        }

        string? nearest = NearestName.Find(given, words);
        return nearest is null ? "" : $" Did you mean {nearest}?";
    }
}
