using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>Looks at values of a request's input the way rules and prices do.</summary>
internal static class WireValue
{
    /// <summary>Finds a value that says something: null, a blank text and an empty list count as left out.</summary>
    public static bool TryGetGiven(JsonElement input, string name, out JsonElement value) =>
        input.TryGetProperty(name, out value) && value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => false,
            JsonValueKind.String => !string.IsNullOrWhiteSpace(value.GetString()),
            JsonValueKind.Array => value.GetArrayLength() > 0,
            _ => true,
        };

    /// <summary>Finds a field of a list's item. What items look like is documented in passing only, so capitals make no difference.</summary>
    public static bool TryGetField(JsonElement item, string name, out JsonElement value)
    {
        if (item.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in item.EnumerateObject())
            {
                if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    value = property.Value;
                    return true;
                }
            }
        }

        value = default;
        return false;
    }

    public static bool IsOneOf(JsonElement value, IReadOnlyList<object> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (Is(value, values[i]))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsOneOf(object value, IReadOnlyList<object> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (string.Equals(Print(value), Print(values[i]), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when all conditions hold for what the request gives.</summary>
    public static bool Hold(JsonElement input, IReadOnlyList<GenCondition> conditions)
    {
        for (int i = 0; i < conditions.Count; i++)
        {
            GenCondition condition = conditions[i];
            bool given = TryGetGiven(input, condition.Parameter, out JsonElement value);
            if (condition.Values is null ? given != condition.IsGiven : !given || !IsOneOf(value, condition.Values))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Values as a message lists them.</summary>
    public static string Print(IReadOnlyList<object> values)
    {
        var texts = new string[values.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = Print(values[i]);
        }

        return string.Join(", ", texts);
    }

    private static bool Is(JsonElement value, object expected) => expected switch
    {
        string text => value.ValueKind == JsonValueKind.String && string.Equals(value.GetString(), text, StringComparison.OrdinalIgnoreCase),
        bool flag => value.ValueKind == (flag ? JsonValueKind.True : JsonValueKind.False),
        _ => value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out decimal number)
            && number == Convert.ToDecimal(expected, CultureInfo.InvariantCulture),
    };

    private static string Print(object value) => value switch
    {
        true => "true",
        false => "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
