using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Gathers name-value pairs, as tables and flat JSON have them, into a request: some names are the request's own, the rest is input.</summary>
public sealed class RowRequest
{
    private readonly GenSource? _source;
    private readonly bool _isRow;
    private readonly Dictionary<string, object?> _input = new(StringComparer.Ordinal);
    private string? _model;
    private string? _callbackUrl;
    private string? _key;

    /// <summary>An empty row.</summary>
    /// <param name="source">Where the row stands; null when it is in no file.</param>
    /// <param name="isRow">See <see cref="GenRequest.IsRow"/>.</param>
    public RowRequest(GenSource? source, bool isRow)
    {
        _source = source;
        _isRow = isRow;
    }

    /// <summary>True until something was added.</summary>
    public bool IsEmpty => _input.Count == 0 && _model is null && _callbackUrl is null && _key is null;

    /// <summary>Takes one pair: <c>model</c>, <c>callback_url</c> and <c>key</c> (in any spelling) are the request's own.</summary>
    public void Add(string name, object? value)
    {
        // Column names are few and short: comparing lengths first keeps this off the hot path's profile.
        if (name.Length is 3 or 5 or 11 or 12 && AsText(value) is { } text && !string.IsNullOrWhiteSpace(text))
        {
            switch (ParameterName.ToKey(name))
            {
                case "model":
                    _model = text.Trim();
                    return;
                case "callbackurl":
                    _callbackUrl = text.Trim();
                    return;
                case "key":
                    _key = text;
                    return;
            }
        }

        _input[name] = value;
    }

    /// <summary>The request that the pairs make.</summary>
    public GenRequest ToRequest() => new() { Model = _model, Input = _input, CallbackUrl = _callbackUrl, Key = _key, Source = _source, IsRow = _isRow };

    /// <summary>Text, or a number as text: in JSON and in objects, keys are often numbers.</summary>
    private static string? AsText(object? value) =>
        value is string text ? text : value is not null && ValueConverter.TryConvert(GenParameterType.String, value, out object converted) ? (string)converted : null;
}
