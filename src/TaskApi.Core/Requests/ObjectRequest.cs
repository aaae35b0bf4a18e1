using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Reads a request from named values: with an <c>input</c> of its own, or flat.</summary>
public static class ObjectRequest
{
    /// <summary>The request that the values make.</summary>
    /// <param name="values">Plain values by name.</param>
    /// <param name="source">Where they stand; null when in no file.</param>
    public static GenRequest Read(IDictionary<string, object?> values, GenSource? source)
    {
        foreach (KeyValuePair<string, object?> pair in values)
        {
            if (pair.Key.Equals("input", StringComparison.OrdinalIgnoreCase) && pair.Value is IDictionary<string, object?> input)
            {
                return ReadNested(values, input, source);
            }
        }

        return ReadFlat(values, source);
    }

    private static GenRequest ReadFlat(IDictionary<string, object?> values, GenSource? source)
    {
        var row = new RowRequest(source, isRow: true, values.Count);
        foreach (KeyValuePair<string, object?> pair in values)
        {
            row.Add(pair.Key, pair.Value);
        }

        return row.ToRequest();
    }

    private static GenRequest ReadNested(IDictionary<string, object?> values, IDictionary<string, object?> input, GenSource? source)
    {
        var own = new RowRequest(source, isRow: false, values.Count);
        foreach (KeyValuePair<string, object?> pair in values)
        {
            if (pair.Value is not IDictionary<string, object?>)
            {
                own.Add(pair.Key, pair.Value);
            }
        }

        return own.ToRequest() with { Input = new Dictionary<string, object?>(input, StringComparer.Ordinal) };
    }
}
