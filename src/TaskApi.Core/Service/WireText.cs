using System.Globalization;
using System.Text.Json;

namespace TaskApi;

/// <summary>Reads single fields of wire objects leniently: clients have seen numbers as text and text as numbers.</summary>
internal static class WireText
{
    /// <summary>The field as text; null when it is absent, empty, or neither text nor a number.</summary>
    public static string? Get(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }

    /// <summary>The field as an amount of US dollars; null when it is absent or no number.</summary>
    public static decimal? GetMoney(JsonElement json, string name) =>
        Get(json, name) is { } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal amount) ? amount : null;
}
