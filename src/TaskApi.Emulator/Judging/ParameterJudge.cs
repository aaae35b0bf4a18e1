using System;
using System.Globalization;
using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>Judges one value against its parameter: JSON type, then limits.</summary>
internal static class ParameterJudge
{
    /// <summary>The JSON type alone: strict, so the text "10" is no number; 5.0 is a whole number.</summary>
    public static Refusal? JudgeType(GenParameter parameter, JsonElement value)
    {
        JsonValueKind kind = value.ValueKind;
        return parameter.Type switch
        {
            GenParameterType.String when kind != JsonValueKind.String => Refuse(parameter, "must be a string"),
            GenParameterType.Integer when !IsWhole(value) => Refuse(parameter, "must be an integer"),
            GenParameterType.Number when kind != JsonValueKind.Number => Refuse(parameter, "must be a number"),
            GenParameterType.Boolean when kind is not (JsonValueKind.True or JsonValueKind.False) => Refuse(parameter, "must be true or false"),
            GenParameterType.Object when kind != JsonValueKind.Object => Refuse(parameter, "must be an object"),
            GenParameterType.StringArray or GenParameterType.ObjectArray => JudgeItems(parameter, value),
            _ => null,
        };
    }

    /// <summary>The limits of a value whose type is right.</summary>
    public static Refusal? JudgeLimits(GenParameter parameter, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return JudgeList(parameter, value);
            case JsonValueKind.Number when parameter.Minimum is not null || parameter.Maximum is not null:
                return JudgeRange(parameter, value) ?? JudgeAllowed(parameter, value);
            case JsonValueKind.String:
                return JudgeText(parameter, value);
            default:
                return JudgeAllowed(parameter, value);
        }
    }

    // What the objects of an object array look like is documented nowhere, so its items may be anything.
    private static Refusal? JudgeItems(GenParameter parameter, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Refuse(parameter, "must be an array");
        }

        foreach (JsonElement item in value.EnumerateArray())
        {
            if (parameter.Type == GenParameterType.StringArray && item.ValueKind != JsonValueKind.String)
            {
                return Refuse(parameter, "must be an array of strings");
            }
        }

        return null;
    }

    private static Refusal? JudgeList(GenParameter parameter, JsonElement value)
    {
        int count = value.GetArrayLength();
        if (count < parameter.MinItems)
        {
            return Refuse(parameter, $"must have at least {parameter.MinItems} items");
        }

        if (count > parameter.MaxItems)
        {
            return Refuse(parameter, $"must have at most {parameter.MaxItems} items");
        }

        if (parameter.Type == GenParameterType.StringArray)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                if (JudgeText(parameter, item) is { } refusal)
                {
                    return refusal;
                }
            }
        }

        return null;
    }

    private static Refusal? JudgeText(GenParameter parameter, JsonElement value)
    {
        string text = value.GetString()!;
        if (parameter.Required && string.IsNullOrWhiteSpace(text))
        {
            return Refuse(parameter, "must not be empty");
        }

        if (text.Length > parameter.MaxLength)
        {
            return Refuse(parameter, $"must have at most {parameter.MaxLength} characters");
        }

        if (parameter.Format == GenParameterFormat.Url && WebAddress.TryRead(text) is null)
        {
            return Refuse(parameter, "must be an absolute http or https URL");
        }

        if (parameter.Format == GenParameterFormat.Uuid && !Guid.TryParseExact(text, "D", out _))
        {
            return Refuse(parameter, "must be a UUID");
        }

        return JudgeAllowed(parameter, value);
    }

    private static Refusal? JudgeAllowed(GenParameter parameter, JsonElement value) =>
        parameter.Allowed is null || WireValue.IsOneOf(value, parameter.Allowed)
            ? null
            : Refuse(parameter, "must be one of: " + WireValue.Print(parameter.Allowed));

    private static Refusal? JudgeRange(GenParameter parameter, JsonElement value)
    {
        if (!value.TryGetDecimal(out decimal number))
        {
            return Refuse(parameter, "is out of range");
        }

        if (number < parameter.Minimum)
        {
            return Refuse(parameter, "must be at least " + parameter.Minimum.Value.ToString(CultureInfo.InvariantCulture));
        }

        return number > parameter.Maximum
            ? Refuse(parameter, "must be at most " + parameter.Maximum.Value.ToString(CultureInfo.InvariantCulture))
            : null;
    }

    // 64 bits, as everywhere; a longer number would have to be rounded.
    private static bool IsWhole(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
        && (value.TryGetInt64(out _)
            || (value.TryGetDecimal(out decimal number) && decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue));

    private static Refusal Refuse(GenParameter parameter, string complaint) => new(parameter.Name, $"'{parameter.Name}' {complaint}.");
}
