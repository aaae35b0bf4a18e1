using System;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TaskApi;

/// <summary>Reads single fields of wire objects leniently: clients have seen numbers as text and text as numbers.</summary>
internal static class WireText
{
    // A day before the last that a date can be, so that every time zone has it.
    private const double LastSecond = 253_402_214_400;

    /// <summary>The field as text; null when it is absent, empty, or neither text nor a number.</summary>
    public static string? Get(JsonElement? json, string name)
    {
        if (json is not { ValueKind: JsonValueKind.Object } found || !found.TryGetProperty(name, out JsonElement value))
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
    public static decimal? GetMoney(JsonElement? json, string name) =>
        Get(json, name) is { } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal amount) ? amount : null;

    /// <summary>The field as a moment, from seconds since 1970; null when it is absent, no number, or zero, which stands for none.</summary>
    public static DateTimeOffset? GetTime(JsonElement? json, string name) =>
        !double.TryParse(Get(json, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || !(seconds > 0) ? null
        : seconds < LastSecond ? DateTimeOffset.FromUnixTimeSeconds((long)seconds).ToLocalTime()
        : DateTimeOffset.MaxValue;

    /// <summary>
    /// The text of a body, made readable as a whole: bytes that are no UTF-8 and halves of characters (an echo that was cut amid an emoji)
    /// become replacement marks. The parser would let them pass and fail later, when a paid task's identifier stands beside them.
    /// </summary>
    public static string Decode(byte[] body)
    {
        return Heal(EncodingOf(body).GetString(body).TrimStart('\uFEFF'));
    }

    /// <summary>A text in which halves of characters that are escaped for JSON have become replacement marks.</summary>
    public static string Heal(string text)
    {
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

    /// <summary>UTF-8, unless a mark at the beginning, or the zero in a brace or bracket of two bytes, says otherwise.</summary>
    private static Encoding EncodingOf(byte[] body) => body.Length < 2 ? Encoding.UTF8 : (body[0], body[1]) switch
    {
        (0xFF, 0xFE) or ((byte)'{' or (byte)'[', 0) => Encoding.Unicode,
        (0xFE, 0xFF) or (0, (byte)'{' or (byte)'[') => Encoding.BigEndianUnicode,
        _ => Encoding.UTF8,
    };

    /// <summary>The UTF-16 unit that is escaped at that place; null when none is.</summary>
    private static char? Escaped(string text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
            && ushort.TryParse(text.Substring(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit) ? (char)unit : null;
}
