using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace TaskApi.Binding;

/// <summary>Finds what jobs, remote sessions and files leave of an object that was nested too deeply for them: a text that nobody wrote.</summary>
internal static class Remains
{
    // Types' names, what is left of an object with properties (@{type=image}), or addresses of a list that was joined by blanks.
    private static readonly Regex Pattern = new(
        @"^((System|TaskApi)\.[A-Z][\w.+`]*(\[.*\])?( (System|TaskApi)\.[A-Z][\w.+`]*(\[.*\])?)*|@\{\w+=.*\}|https?://\S+( https?://\S+)+)$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static readonly Regex Addresses = new(@"^https?://\S+( https?://\S+)+$", RegexOptions.CultureInvariant);

    /// <summary>
    /// The value with lists of addresses in the places of what is left of them: ConvertTo-Json as it comes makes one text of a list that lies too
    /// deep. An address holds no blank, and where several belong the name ends in urls, so that nothing is guessed.
    /// </summary>
    public static object? Mend(object? value) => Mend("", value);

    /// <summary>True for a text where a list belongs that may have been one: its items are not told apart any more.</summary>
    public static bool MayBeList(object? value) => value is string text && text.Trim().IndexOf(' ') > 0;

    private static object? Mend(string name, object? value)
    {
        switch (value)
        {
            case string text when ParameterName.ToKey(name).EndsWith("urls", StringComparison.Ordinal) && Addresses.IsMatch(text):
                return new List<object?>(text.Split(' '));
            case IDictionary<string, object?> named:
                var fields = new Dictionary<string, object?>(named.Count, StringComparer.Ordinal);
                foreach (KeyValuePair<string, object?> pair in named)
                {
                    fields[pair.Key] = Mend(pair.Key, pair.Value);
                }

                return fields;
            case List<object?> list:
                return list.ConvertAll(item => Mend("", item));
            default:
                return value;
        }
    }

    /// <summary>The first such text in a value; null when it is whole.</summary>
    public static string? Find(object? value)
    {
        IEnumerable<object?> inner = value switch
        {
            IDictionary<string, object?> named => named.Values,
            List<object?> list => list,
            _ => [],
        };
        foreach (object? item in inner)
        {
            if (Find(item) is { } remains)
            {
                return remains;
            }
        }

        return value is string text && Pattern.IsMatch(text) ? text : null;
    }
}
