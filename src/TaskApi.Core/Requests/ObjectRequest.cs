using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Reads a request from named values: with an <c>input</c> of its own, or flat.</summary>
public static class ObjectRequest
{
    /// <summary>The request that the values make.</summary>
    /// <param name="values">Plain values by name.</param>
    /// <param name="source">Where they stand; null when in no file.</param>
    /// <exception cref="GenServiceException">A value is given twice, and not the same.</exception>
    public static GenRequest Read(IDictionary<string, object?> values, GenSource? source)
    {
        foreach (KeyValuePair<string, object?> pair in values)
        {
            if (pair.Key.Equals("input", StringComparison.OrdinalIgnoreCase) && pair.Value is IDictionary<string, object?> input)
            {
                return ReadNested(values, pair.Key, input, source);
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

    /// <summary>
    /// What stands beside the input is the request's own or belongs into the input: whoever writes <c>duration</c> there means it, and
    /// would pay for another film without it.
    /// </summary>
    private static GenRequest ReadNested(IDictionary<string, object?> values, string inputName, IDictionary<string, object?> given, GenSource? source)
    {
        var own = new RowRequest(source, isRow: false, 0);
        var input = new Dictionary<string, object?>(given, StringComparer.Ordinal);
        bool isRow = false;
        foreach (KeyValuePair<string, object?> pair in values)
        {
            RequestField field = RequestFields.FromName(pair.Key);
            bool isNothing = pair.Value is null || (field != RequestField.Input && pair.Value is string text && string.IsNullOrWhiteSpace(text));
            if (pair is { Key: nameof(GenRequest.IsRow), Value: bool flag })
            {
                isRow = flag;
            }
            else if (pair.Key != inputName && !isNothing && !IsPlace(pair) && !own.TrySetOwn(field, pair.Value))
            {
                Merge(pair, input);
            }
        }

        return own.ToRequest(input) with { IsRow = isRow };
    }

    /// <summary>Where a request was read that was itself written as JSON; whoever reads it back knows a better place.</summary>
    private static bool IsPlace(KeyValuePair<string, object?> pair) => pair.Key == nameof(GenRequest.Source) && pair.Value switch
    {
        IDictionary<string, object?> place => place.ContainsKey(nameof(GenSource.Line)),
        string text => GenSource.Parse(text) is not null,
        _ => false,
    };

    private static void Merge(KeyValuePair<string, object?> beside, Dictionary<string, object?> input)
    {
        string key = ParameterName.ToKey(beside.Key);
        foreach (KeyValuePair<string, object?> pair in input)
        {
            if (pair.Value is null || ParameterName.ToKey(pair.Key) != key)
            {
                continue;
            }

            if (JsonText.CanHold(pair.Value) && JsonText.CanHold(beside.Value) && JsonText.ToText(pair.Value) == JsonText.ToText(beside.Value))
            {
                return;
            }

            throw new GenServiceException(
                GenErrorCode.InvalidInput,
                $"{pair.Key} is {RequestChecker.Shown(pair.Value)} in the input and {RequestChecker.Shown(beside.Value)} beside it. Keep one of them; " +
                "nothing was sent.");
        }

        input[beside.Key] = beside.Value;
    }
}
