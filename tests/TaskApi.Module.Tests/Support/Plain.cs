using System.Collections.Generic;
using System.Linq;

namespace TaskApi.Module.Tests.Support;

/// <summary>Shows plain values in one text, whatever their types, so that two can be compared.</summary>
internal static class Plain
{
    /// <summary>The text, with names in order.</summary>
    public static string Show(object? value) => value switch
    {
        IDictionary<string, object?> named =>
            "{" + string.Join(",", named.OrderBy(pair => pair.Key, System.StringComparer.Ordinal).Select(pair => $"{pair.Key}={Show(pair.Value)}")) + "}",
        IEnumerable<object?> list => "[" + string.Join(",", list.Select(Show)) + "]",
        _ => $"{value}",
    };
}
