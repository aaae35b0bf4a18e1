using System;
using System.Globalization;
using System.Text;
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

    /// <summary>
    /// The text of a body, made readable as a whole: bytes that are no UTF-8 and halves of characters (an echo that was cut amid an emoji)
    /// become replacement marks. The parser would let them pass and fail later, when a paid task's identifier stands beside them.
    /// </summary>
    public static string Decode(byte[] body)
    {
        string text = Encoding.UTF8.GetString(body).TrimStart('\uFEFF');
        if (text.IndexOf(@"\ud", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return text;
        }

        var whole = new StringBuilder(text.Length);
        int i = 0;
        while (i < text.Length)
        {
            int length = text[i] == '\\' ? 2 : 1;
            if (Escaped(text, i) is { } unit && char.IsSurrogate(unit))
            {
                bool isPair = char.IsHighSurrogate(unit) && Escaped(text, i + 6) is { } next && char.IsLowSurrogate(next);
                length = isPair ? 12 : 6;
                whole.Append(isPair ? text.Substring(i, length) : @"\uFFFD");
            }
            else
            {
                whole.Append(text, i, Math.Min(length, text.Length - i));
            }

            i += length;
        }

        return whole.ToString();
    }

    /// <summary>The UTF-16 unit that is escaped at that place; null when none is.</summary>
    private static char? Escaped(string text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u' && ushort.TryParse(text.Substring(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit) ? (char)unit : null;
}
