using System;
using System.Collections.Generic;
using System.Text.Json;

namespace TaskApi;

/// <summary>
/// Finds the line of a value in JSON text. Parsed elements do not know it; walking the text again is cheap, and needed only when there is
/// an error to tell.
/// </summary>
internal static class JsonLine
{
    /// <summary>What to say of text that the parser refuses at a line.</summary>
    public const string Broken =
        "the text is not valid JSON. Look there and in the line before for a comma too many or too few, or a quote or bracket that is not closed.";

    /// <summary>The line, from 1, on which the value at a place begins. A field begins with its name; of two equal names the last counts.</summary>
    /// <param name="json">Valid JSON.</param>
    /// <param name="place">The names (text) and positions (int) that lead from the root to the place.</param>
    public static long Find(ReadOnlySpan<byte> json, IReadOnlyList<object> place)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        long start = reader.TokenStartIndex;
        foreach (object step in place)
        {
            start = step is int index ? ToItem(ref reader, index) : ToField(ref reader, (string)step);
        }

        return At(json, start);
    }

    /// <summary>The line, from 1, of a byte. .NET Framework gives text that is wrong from its first byte on a place before it.</summary>
    public static long At(ReadOnlySpan<byte> text, long index)
    {
        long line = 1;
        foreach (byte letter in text.Slice(0, (int)Math.Max(0, Math.Min(index, text.Length))))
        {
            line += letter == '\n' ? 1 : 0;
        }

        return line;
    }

    private static long ToItem(ref Utf8JsonReader reader, int index)
    {
        reader.Read();
        for (int i = 0; i < index; i++)
        {
            reader.Skip();
            reader.Read();
        }

        return reader.TokenStartIndex;
    }

    private static long ToField(ref Utf8JsonReader reader, string name)
    {
        Utf8JsonReader found = reader;
        long start = reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isIt = reader.ValueTextEquals(name);
            long nameStart = reader.TokenStartIndex;
            reader.Read();
            if (isIt)
            {
                found = reader;
                start = nameStart;
            }

            reader.Skip();
        }

        reader = found;
        return start;
    }
}
