using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;

namespace TaskApi;

/// <summary>
/// Converts what users give to what a parameter needs: exactly, or not at all. Nothing depends on the machine's culture, and nothing is
/// guessed: a generation is paid for, so <c>2,5</c> is not a number and <c>perhaps</c> is not false.
/// </summary>
internal static class ValueConverter
{
    private const NumberStyles PlainDigits = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    private static readonly string[] TrueWords = ["true", "yes", "1"];
    private static readonly string[] FalseWords = ["false", "no", "0"];

    /// <summary>Converts to the parameter's type. False: <paramref name="value"/> is no such thing.</summary>
    public static bool TryConvert(GenParameterType type, object value, out object converted)
    {
        object? result = type switch
        {
            GenParameterType.String => ToText(value),
            GenParameterType.Integer => ToWholeNumber(value),
            GenParameterType.Number => ToNumber(value),
            GenParameterType.Boolean => ToBoolean(value),
            GenParameterType.Object => ToObject(value),
            GenParameterType.StringArray => ToTextList(value),
            GenParameterType.ObjectArray => ToList(value),
            _ => ToAny(value),
        };
        converted = result ?? value;
        return result is not null;
    }

    /// <summary>What the type is called in messages.</summary>
    public static string Describe(GenParameterType type) => type switch
    {
        GenParameterType.String => "text",
        GenParameterType.Integer => "a whole number, such as 10",
        GenParameterType.Number => "a number with a point, such as 2.5",
        GenParameterType.Boolean => "true or false (also yes, no, 1, 0)",
        GenParameterType.Object => "an object: a hashtable, or JSON text such as {\"name\":\"value\"}",
        GenParameterType.StringArray => "a list of texts: an array, text separated by semicolons, or JSON such as [\"a\",\"b\"]",
        GenParameterType.ObjectArray => "a list of objects: an array of hashtables, or JSON text such as [{\"name\":\"value\"}]",
        _ => "a value",
    };

    /// <summary>
    /// For a number written with a decimal comma, how to write it, as a sentence that starts with a space; empty otherwise. <c>1,500</c>
    /// gets none: it may as well mean fifteen hundred.
    /// </summary>
    public static string CommaHint(GenParameterType type, object? value)
    {
        if (value is not string text || type is not (GenParameterType.Number or GenParameterType.Integer))
        {
            return "";
        }

        string number = text.Trim();
        int comma = number.IndexOf(',');
        bool mayBeThousands = number.Length - comma == 4 && number.Substring(0, Math.Max(0, comma)).Trim('+', '-', '0').Length > 0;
        string pointed = number.Replace(',', '.');
        return comma > 0 && !mayBeThousands && TryConvert(type, pointed, out _) ? $" Write a point: {pointed}." : "";
    }

    private static string? ToText(object value) => value switch
    {
        string text => text,
        Uri uri => uri.OriginalString,
        Guid or char => value.ToString(),
        _ when IsNumber(value) => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static object? ToWholeNumber(object value)
    {
        // What most cells hold needs no decimal in between.
        if (value is string text && long.TryParse(text, PlainDigits, CultureInfo.InvariantCulture, out long plain))
        {
            return plain;
        }

        decimal? number = ToNumber(value) switch
        {
            decimal exact => exact,
            // Above 2^53 a double no longer tells neighbouring whole numbers apart. Through long: decimal takes only 15 digits of a double.
            double inexact when Math.Abs(inexact) <= 9007199254740992d && Math.Truncate(inexact) == inexact => (long)inexact,
            _ => null,
        };
        return number is { } whole && decimal.Truncate(whole) == whole && whole is >= long.MinValue and <= long.MaxValue ? (long)whole : null;
    }

    /// <summary>A decimal, or a double where it came as one.</summary>
    private static object? ToNumber(object value)
    {
        switch (value)
        {
            case double number:
                return double.IsNaN(number) || double.IsInfinity(number) ? null : number;
            case float number:
                return float.IsNaN(number) || float.IsInfinity(number) ? null : (double)number;
            case string text:
                return decimal.TryParse(text, PlainDigits | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal parsed) ? parsed : null;
            default:
                return IsNumber(value) ? Convert.ToDecimal(value, CultureInfo.InvariantCulture) : null;
        }
    }

    private static object? ToBoolean(object value)
    {
        if (value is bool flag)
        {
            return flag;
        }

        string? word = value is string text ? text.Trim() : IsNumber(value) ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
        if (word is null)
        {
            return null;
        }

        return Contains(TrueWords, word) ? true : Contains(FalseWords, word) ? false : null;
    }

    private static IDictionary<string, object?>? ToObject(object value) => value switch
    {
        IDictionary<string, object?> dictionary => dictionary,
        string text when JsonText.TryParse(text, out object? parsed) => parsed as IDictionary<string, object?>,
        _ => null,
    };

    private static List<object?>? ToTextList(object value)
    {
        List<object?>? items = value switch
        {
            string text when text.TrimStart().StartsWith("[", StringComparison.Ordinal) =>
                JsonText.TryParse(text, out object? parsed) ? parsed as List<object?> : null,
            string text => Split(text),
            _ => AsList(value) ?? (ToText(value) is { } single ? [single] : null),
        };
        if (items is null)
        {
            return null;
        }

        var texts = new List<object?>(items.Count);
        foreach (object? item in items)
        {
            if (item is null || ToText(item) is not { } text)
            {
                return null;
            }

            texts.Add(text);
        }

        return texts;
    }

    /// <summary>A list of whatever items: the page names shapes for some and leaves others open.</summary>
    private static List<object?>? ToList(object value) =>
        value is string text ? JsonText.TryParse(text, out object? parsed) ? parsed as List<object?> : null : AsList(value);

    /// <summary>A parameter that takes several shapes: text that is a plain number is meant as one.</summary>
    private static object ToAny(object value) => value is string text && ToNumber(text) is { } number ? number : value;

    private static List<object?>? AsList(object value)
    {
        switch (value)
        {
            case List<object?> list:
                return list;
            case string or IDictionary or IDictionary<string, object?>:
                return null;
            case IEnumerable sequence:
                var items = new List<object?>();
                foreach (object? item in sequence)
                {
                    items.Add(item);
                }

                return items;
            default:
                return null;
        }
    }

    private static List<object?> Split(string text)
    {
        var items = new List<object?>();
        foreach (string part in text.Split(';'))
        {
            string item = part.Trim();
            if (item.Length > 0)
            {
                items.Add(item);
            }
        }

        return items;
    }

    private static bool IsNumber(object value) =>
        value is sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal;

    private static bool Contains(string[] words, string word)
    {
        foreach (string candidate in words)
        {
            if (candidate.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
