using System.Collections.Generic;

namespace TaskApi;

/// <summary>Gathers name-value pairs, as tables and JSON have them, into a request: some names are the request's own, the rest is input.</summary>
internal sealed class RowRequest
{
    private readonly GenSource? _source;
    private readonly bool _isRow;
    private readonly Dictionary<string, object?> _input;
    private string? _model;
    private string? _callbackUrl;
    private string? _key;
    private bool _dryRun;

    /// <summary>An empty row.</summary>
    /// <param name="source">Where the row stands; null when it is in no file.</param>
    /// <param name="isRow">See <see cref="GenRequest.IsRow"/>.</param>
    /// <param name="capacity">How many pairs there will be, at most.</param>
    public RowRequest(GenSource? source, bool isRow, int capacity)
    {
        _source = source;
        _isRow = isRow;
        _input = new InputValues(capacity);
    }

    /// <summary>True until something was added.</summary>
    public bool IsEmpty => _input.Count == 0 && _model is null && _callbackUrl is null && _key is null && !_dryRun;

    /// <summary>Takes one pair: <c>model</c>, <c>callback_url</c>, <c>key</c> and <c>dry_run</c> (in any spelling) are the request's own.</summary>
    public void Add(string name, object? value) => Add(RequestFields.FromName(name), name, value);

    /// <summary>Takes one pair whose name was looked at before: a table's names are the same in every row.</summary>
    internal void Add(RequestField field, string name, object? value)
    {
        if (!TrySetOwn(field, value))
        {
            _input[name] = value;
        }
    }

    /// <summary>Takes one pair if its name is the request's own and its value is of use there.</summary>
    /// <exception cref="GenServiceException">The request has another value for it already.</exception>
    internal bool TrySetOwn(RequestField field, object? value)
    {
        if (field == RequestField.Input)
        {
            return false;
        }

        if (field == RequestField.DryRun)
        {
            bool isTold = value is not null && ValueConverter.TryConvert(GenParameterType.Boolean, value, out value!);
            _dryRun |= isTold && value is true;
            return isTold;
        }

        if (AsText(value) is not { } text || string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        switch (field)
        {
            case RequestField.Model:
                Set(ref _model, "model", text.Trim());
                return true;
            case RequestField.CallbackUrl:
                Set(ref _callbackUrl, "callback_url", text.Trim());
                return true;
            default:
                Set(ref _key, "key", text);
                return true;
        }
    }

    /// <summary>The request that the pairs make.</summary>
    public GenRequest ToRequest() => ToRequest(_input);

    /// <summary>The request that the pairs make with an input of its own.</summary>
    internal GenRequest ToRequest(Dictionary<string, object?> input) =>
        new() { Model = _model, Input = input, CallbackUrl = _callbackUrl, Key = _key, DryRun = _dryRun, Source = _source, IsRow = _isRow };

    private static void Set(ref string? place, string name, string text)
    {
        if (place is not null && place != text)
        {
            // Two spellings of the name in one object. Taking one of them would be a guess, and the generation is paid for.
            throw new GenServiceException(
                GenErrorCode.InvalidInput,
                $"{name} is given twice, as {RequestChecker.Shown(place)} and as {RequestChecker.Shown(text)}. Keep one of them; nothing was sent.");
        }

        place = text;
    }

    /// <summary>Text, or a number as text: in JSON and in objects, keys are often numbers.</summary>
    private static string? AsText(object? value) =>
        value is string text ? text
            : value is not null && ValueConverter.TryConvert(GenParameterType.String, value, out object converted) ? (string)converted : null;
}
