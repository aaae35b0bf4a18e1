using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Gathers name-value pairs, as tables and flat JSON have them, into a request: some names are the request's own, the rest is input.</summary>
internal sealed class RowRequest
{
    private readonly GenSource? _source;
    private readonly bool _isRow;
    private readonly Dictionary<string, object?> _input;
    private string? _model;
    private string? _callbackUrl;
    private string? _key;

    /// <summary>An empty row.</summary>
    /// <param name="source">Where the row stands; null when it is in no file.</param>
    /// <param name="isRow">See <see cref="GenRequest.IsRow"/>.</param>
    /// <param name="capacity">How many pairs there will be, at most.</param>
    public RowRequest(GenSource? source, bool isRow, int capacity)
    {
        _source = source;
        _isRow = isRow;
        _input = new Dictionary<string, object?>(capacity, StringComparer.Ordinal);
    }

    /// <summary>True until something was added.</summary>
    public bool IsEmpty => _input.Count == 0 && _model is null && _callbackUrl is null && _key is null;

    /// <summary>Takes one pair: <c>model</c>, <c>callback_url</c> and <c>key</c> (in any spelling) are the request's own.</summary>
    public void Add(string name, object? value) => Add(RequestFields.FromName(name), name, value);

    /// <summary>Takes one pair whose name was looked at before: a table's names are the same in every row.</summary>
    internal void Add(RequestField field, string name, object? value)
    {
        if (field != RequestField.Input && AsText(value) is { } text && !string.IsNullOrWhiteSpace(text))
        {
            SetOwn(field, text);
        }
        else
        {
            _input[name] = value;
        }
    }

    /// <summary>The request that the pairs make.</summary>
    public GenRequest ToRequest() => new() { Model = _model, Input = _input, CallbackUrl = _callbackUrl, Key = _key, Source = _source, IsRow = _isRow };

    private void SetOwn(RequestField field, string text)
    {
        switch (field)
        {
            case RequestField.Model:
                _model = text.Trim();
                break;
            case RequestField.CallbackUrl:
                _callbackUrl = text.Trim();
                break;
            default:
                _key = text;
                break;
        }
    }

    /// <summary>Text, or a number as text: in JSON and in objects, keys are often numbers.</summary>
    private static string? AsText(object? value) =>
        value is string text ? text : value is not null && ValueConverter.TryConvert(GenParameterType.String, value, out object converted) ? (string)converted : null;
}
