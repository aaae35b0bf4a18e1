using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace TaskApi;

/// <summary>Names what a value of a request stands for, whatever its address is at the moment; see <see cref="GenRequest.Origins"/>.</summary>
internal static class Origin
{
    private const string Task = "task:";
    private const string Content = "sha256:";

    /// <summary>What an uploaded file's address stands for.</summary>
    public static string OfContent(string sha256) => Content + sha256;

    /// <summary>What a result's address stands for; null for a text, or when it is not known whose result it is.</summary>
    public static string? OfResult(GenOutput output) =>
        output is { Url: not null, TaskId: { Length: > 0 } id, Number: { } number } ? Task + id + "/" + number.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>True when something in a request came from a task's result.</summary>
    public static bool HasResult(IReadOnlyDictionary<string, string>? origins) =>
        origins is not null && origins.Values.Any(origin => origin.StartsWith(Task, StringComparison.Ordinal));

    /// <summary>What was known before and what was found; the latter counts.</summary>
    public static IReadOnlyDictionary<string, string>? Together(IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string> found)
    {
        if (found.Count == 0)
        {
            return before;
        }

        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IReadOnlyDictionary<string, string>? part in (IReadOnlyDictionary<string, string>?[])[before, found])
        {
            foreach (KeyValuePair<string, string> origin in part ?? all)
            {
                all[origin.Key] = origin.Value;
            }
        }

        return all;
    }
}
