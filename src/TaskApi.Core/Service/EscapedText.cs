using System;
using System.Text;

namespace TaskApi;

/// <summary>A text, and for each of its characters the place in the original text from which it comes.</summary>
internal sealed class EscapedText
{
    private static readonly char[] Marks = ['\\', '%', '&'];

    // Null while the text is the original itself.
    private readonly int[]? _places;

    /// <summary>An original text.</summary>
    public EscapedText(string text) => Text = text;

    private EscapedText(string text, int[] places)
    {
        Text = text;
        _places = places;
    }

    public string Text { get; }

    /// <summary>What a part of the text was in the original, escapes as a whole.</summary>
    public (int From, int To) Place(int from, int to) => _places is null ? (from, to) : (_places[from], _places[to]);

    /// <summary>The text with one layer of escapes taken off (those of JSON, of URLs and of HTML); null when it has none.</summary>
    public EscapedText? Unescape()
    {
        if (Text.IndexOfAny(Marks) < 0)
        {
            return null;
        }

        var text = new StringBuilder(Text.Length);
        int[] places = new int[Text.Length + 1];
        bool changed = false;
        int at = 0;
        while (at < Text.Length)
        {
            (char letter, int length) = Read(Text, at);
            places[text.Length] = Place(at, at).From;
            text.Append(letter);
            changed |= length > 1;
            at += length;
        }

        places[text.Length] = Place(Text.Length, Text.Length).From;
        return changed ? new EscapedText(text.ToString(), places) : null;
    }

    /// <summary>The character that stands at a place, and how many characters it takes there.</summary>
    private static (char Letter, int Length) Read(string text, int at) => text[at] switch
    {
        '\\' when at + 1 < text.Length => text[at + 1] switch
        {
            'u' when Code(text, at + 2, 4, 16) is { } code => (code, 6),
            'x' when Code(text, at + 2, 2, 16) is { } code => (code, 4),
            char next when char.IsLetterOrDigit(next) => ('\\', 1),
            char next => (next, 2),
        },
        '%' when Code(text, at + 1, 2, 16) is { } code => (code, 3),
        '&' => Entity(text, at),
        char letter => (letter, 1),
    };

    private static (char Letter, int Length) Entity(string text, int at)
    {
        int end = text.IndexOf(';', at, Math.Min(10, text.Length - at));
        if (end < 0)
        {
            return ('&', 1);
        }

        string name = text.Substring(at + 1, end - at - 1);
        char? letter = name switch
        {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ when name.StartsWith("#x", StringComparison.OrdinalIgnoreCase) => Code(name, 2, name.Length - 2, 16),
            _ when name.StartsWith("#", StringComparison.Ordinal) => Code(name, 1, name.Length - 1, 10),
            _ => null,
        };
        return letter is { } known ? (known, end + 1 - at) : ('&', 1);
    }

    private static char? Code(string text, int at, int length, int radix)
    {
        if (length <= 0 || at + length > text.Length)
        {
            return null;
        }

        int code = 0;
        for (int i = at; i < at + length; i++)
        {
            int digit = text[i] switch
            {
                >= '0' and <= '9' => text[i] - '0',
                >= 'a' and <= 'f' => text[i] - 'a' + 10,
                >= 'A' and <= 'F' => text[i] - 'A' + 10,
                _ => radix,
            };
            if (digit >= radix)
            {
                return null;
            }

            code = (code * radix) + digit;
        }

        return code <= char.MaxValue ? (char)code : null;
    }
}
