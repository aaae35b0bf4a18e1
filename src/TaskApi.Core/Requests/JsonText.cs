using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TaskApi;

/// <summary>Turns JSON into plain values (text, long, decimal, double, bool, list, dictionary, null) and back.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // Prompts are full of quotes and accents; escape only what JSON demands.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The plain value of a JSON element.</summary>
    public static object? ToPlain(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                return json.GetString();
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            case JsonValueKind.Number:
                if (json.TryGetInt64(out long whole))
                {
                    return whole;
                }

                // A decimal keeps the digits as they were written, but not those of very small numbers.
                double inexact = json.GetDouble();
                return json.TryGetDecimal(out decimal number) && (double)number == inexact ? number : inexact;
            case JsonValueKind.Array:
                var list = new List<object?>(json.GetArrayLength());
                foreach (JsonElement item in json.EnumerateArray())
                {
                    list.Add(ToPlain(item));
                }

                return list;
            case JsonValueKind.Object:
                return ToDictionary(json);
            default:
                return null;
        }
    }

    /// <summary>The plain dictionary of a JSON object; the last of two equal names counts.</summary>
    public static Dictionary<string, object?> ToDictionary(JsonElement json)
    {
        var dictionary = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (JsonProperty property in json.EnumerateObject())
        {
            dictionary[property.Name] = ToPlain(property.Value);
        }

        return dictionary;
    }

    /// <summary>Parses text as JSON; false when it is none.</summary>
    public static bool TryParse(string text, out object? value)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            value = ToPlain(document.RootElement);
            return true;
        }
        catch (Exception failure) when (IsMalformed(failure))
        {
            value = null;
            return false;
        }
    }

    /// <summary>True for what reading malformed JSON throws: half of a surrogate pair (an emoji that was cut) passes the parser and fails only when its text is
    /// read; so does a number beyond all limits on .NET Framework.</summary>
    public static bool IsMalformed(Exception failure) => failure is JsonException or InvalidOperationException or FormatException;

    /// <summary>False when something in the plain value is none to JSON: a number that is infinite or not a number, an object that has no text but its type's
    /// name.</summary>
    public static bool CanHold(object? value)
    {
        switch (value)
        {
            case double number:
                return !double.IsNaN(number) && !double.IsInfinity(number);
            case float number:
                return !float.IsNaN(number) && !float.IsInfinity(number);
            case string:
                return true;
            case IDictionary<string, object?> dictionary:
                return CanHoldAll(dictionary.Values);
            case IEnumerable list:
                return CanHoldAll(list);
            default:
                return value is null or IConvertible || value.ToString() != value.GetType().ToString();
        }
    }

    /// <summary>The UTF-8 JSON that a writer callback produces.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }

        return buffer.ToArray();
    }

    /// <summary>The JSON text of a plain value.</summary>
    public static string ToText(object? value) => Encoding.UTF8.GetString(Write(writer => WriteValue(writer, value)));

    /// <summary>Writes a plain value. Numbers keep all their digits; text is culture-free.</summary>
    public static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case float number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case IDictionary<string, object?> dictionary:
                writer.WriteStartObject();
                foreach (KeyValuePair<string, object?> pair in dictionary)
                {
                    writer.WritePropertyName(pair.Key);
                    WriteValue(writer, pair.Value);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (object? item in list)
                {
                    WriteValue(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static bool CanHoldAll(IEnumerable values)
    {
        foreach (object? value in values)
        {
            if (!CanHold(value))
            {
                return false;
            }
        }

        return true;
    }
}
