using System.Globalization;
using System.Text;

namespace TaskApi;

/// <summary>
/// Text as a screen may show it. What the service or a table says can hold characters that a terminal obeys (it clears the screen, sets a
/// title, puts keys into the input) or that mislead its reader (reversed and invisible text). They are shown instead of being sent: an
/// escape as <c>␛</c>, a reversal as <c>&lt;U+202E&gt;</c>. For display only: data stays as it is.
/// </summary>
public static class VisibleText
{
    private const int FirstPicture = 0x2400;
    private const char DeletePicture = '\u2421';
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>The text with its lines and tabs as they are, and everything else that is not seen made visible.</summary>
    public static string Of(string text) => Show(text, keepsLines: true);

    /// <summary>The text as one line: its breaks and tabs are made visible too.</summary>
    public static string Line(string text) => Show(text, keepsLines: false);

    /// <summary>The text as one line of at most that many characters; dots stand for what was cut off.</summary>
    internal static string Short(string text, int most)
    {
        string line = Line(text);
        if (line.Length <= most)
        {
            return line;
        }

        const string Dots = "...";
        int end = most - Dots.Length;
        // Half of an emoji would be no character at all.
        return line.Substring(0, char.IsHighSurrogate(line[end - 1]) ? end - 1 : end) + Dots;
    }

    /// <summary>The same with the end kept: of a model's name, an address or a place in a file it tells more than the beginning.</summary>
    internal static string ShortEnd(string text, int most)
    {
        string line = Line(text);
        if (line.Length <= most)
        {
            return line;
        }

        const string Dots = "...";
        int start = line.Length - most + Dots.Length;
        return Dots + line.Substring(char.IsLowSurrogate(line[start]) ? start + 1 : start);
    }

    private static string Show(string text, bool keepsLines)
    {
        StringBuilder? shown = null;
        int length;
        for (int i = 0; i < text.Length; i += length)
        {
            bool isPair = char.IsSurrogatePair(text, i);
            length = isPair ? 2 : 1;
            int point = isPair ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i];
            if (IsSeen(point) || (keepsLines && IsLayout(text, i)) || IsPartOfLetters(text, i, point))
            {
                shown?.Append(text, i, length);
            }
            else
            {
                // Nearly all texts hold nothing of the kind and are given back as they came.
                shown ??= new StringBuilder(text, 0, i, text.Length + 16);
                Append(shown, point);
            }
        }

        return shown?.ToString() ?? text;
    }

    private static bool IsSeen(int point) => point switch
    {
        < 0x20 or (>= 0x7F and <= 0x9F) => false,
        < 0xAD => true,
        // Soft hyphen; Arabic and Mongolian marks of direction and vowels.
        0xAD or 0x061C or 0x180E => false,
        // Spaces without width, joiners, marks of direction; separators of lines and paragraphs with overrides; invisible operators with isolates.
        (>= 0x200B and <= 0x200F) or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F) => false,
        // A half of a character, a byte order mark, anchors of annotations.
        (>= 0xD800 and <= 0xDFFF) or 0xFEFF or (>= 0xFFF9 and <= 0xFFFB) => false,
        // Tags: a whole alphabet that nobody sees.
        >= 0xE0000 and <= 0xE007F => false,
        _ => true,
    };

    /// <summary>A line feed, with or without the return before it, and a tab. A return alone would let the line be written over.</summary>
    private static bool IsLayout(string text, int at) =>
        text[at] is '\n' or '\t' || (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n');

    /// <summary>Joiners belong to the writing of Persian and Hindi and to emoji of several parts; between letters of English they only hide.</summary>
    private static bool IsPartOfLetters(string text, int at, int point) =>
        point is ZeroWidthNonJoiner or ZeroWidthJoiner && at > 0 && at + 1 < text.Length && IsForeign(text[at - 1]) && IsForeign(text[at + 1]);

    private static bool IsForeign(char letter) => letter > '\u02FF' && (char.IsSurrogate(letter) || IsSeen(letter));

    private static void Append(StringBuilder shown, int point)
    {
        if (point < 0x20)
        {
            shown.Append((char)(FirstPicture + point));
        }
        else if (point == 0x7F)
        {
            shown.Append(DeletePicture);
        }
        else
        {
            shown.Append("<U+").Append(point.ToString("X4", CultureInfo.InvariantCulture)).Append('>');
        }
    }
}
