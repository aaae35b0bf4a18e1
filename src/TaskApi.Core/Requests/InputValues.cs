using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>An input by parameter name that is JSON where a table or a text asks for it: Export-Csv would write a type's name.</summary>
internal sealed class InputValues : Dictionary<string, object?>
{
    /// <summary>An empty input.</summary>
    public InputValues(int capacity = 0)
        : base(capacity, StringComparer.Ordinal)
    {
    }

    private InputValues(IDictionary<string, object?> values)
        : base(values, StringComparer.Ordinal)
    {
    }

    /// <summary>The input itself where it is one already, else a copy.</summary>
    public static InputValues Of(IDictionary<string, object?> values) => values as InputValues ?? new InputValues(values);

    /// <summary>The prompt among an input's values; null for none.</summary>
    public static string? Prompt(IDictionary<string, object?>? values) =>
        values is not null && values.TryGetValue("prompt", out object? prompt) ? prompt as string : null;

    /// <summary>An input as JSON; what JSON has no form for is shown as well as it can be.</summary>
    public static string ToJson(IDictionary<string, object?> values) => JsonText.CanHold(values) ? JsonText.ToText(values) : string.Join(", ", values.Keys);

    /// <summary>The JSON.</summary>
    public override string ToString() => ToJson(this);
}
