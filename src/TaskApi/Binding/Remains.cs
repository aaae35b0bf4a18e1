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
