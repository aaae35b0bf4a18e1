using System;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TaskApi;

/// <summary>Tells kinds of text apart: results, such as a transcript or subtitles, and pages that stand in a result's place.</summary>
internal static class TextForm
{
    private const string Page = "html|head|body|title|meta|script|style|link|h[1-6]|center|div|p|pre|br|hr|a|b|font|span|table";

    // Deeper than any result, and no danger: nothing here calls itself.
    private static readonly JsonReaderOptions Depth = new() { MaxDepth = 1000 };

    // The first element, after what may stand before it. What was read once is not read in another way: a hostile page would take for ever.
    private static readonly Regex Root = Pattern(@"\A\s*(?>(?:<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)\s*)*<(?:[\w.-]+:)?([a-z][\w.-]*)[\s/>]");

    private static readonly Regex PageStart = Pattern(@"\A\s*(?>(?:<!--.*?-->)\s*)*(?:<!doctype\s+html|<(?:" + Page + @")[\s/>])");

    private static readonly Regex XmlStart = Pattern(@"\A\s*(?:<\?xml\s|<!doctype\s)");

    private static readonly Regex SubtitleStart = Pattern(@"\A\s*\d+[ \t]*\r?\n\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]+-->[ \t]");

    /// <summary>The kind, or null when the bytes are no text.</summary>
    /// <param name="head">The beginning of the file.</param>
    /// <param name="isWhole">True when it is the whole file.</param>
    public static MediaType? Of(ReadOnlySpan<byte> head, bool isWhole)
    {
        string? text = Read(head, isWhole);
        // Pages in an old encoding are no valid UTF-8, but their tags are.
        string start = text ?? Encoding.ASCII.GetString(head.ToArray());
        if (start.TrimStart().StartsWith("<", StringComparison.Ordinal))
        {
            return OfMarkup(start) ?? (text is null ? null : MediaType.Text);
        }

        return text is null ? null
            : IsJson(text, isWhole) ? MediaType.Json
            : text.StartsWith("WEBVTT", StringComparison.Ordinal) ? MediaType.Vtt
            : SubtitleStart.IsMatch(text) ? MediaType.Srt
            : MediaType.Text;
    }

    /// <summary>The kind of a result that is a text itself: subtitles, data such as a song's words with their times, or plain text.</summary>
    public static MediaType OfResult(GenOutput output)
    {
        MediaType? type = Of(Encoding.UTF8.GetBytes(output.Text ?? ""), isWhole: true);
        return type == MediaType.Json || type == MediaType.Vtt || type == MediaType.Srt ? type! : MediaType.Text;
    }

    /// <summary>The name of the first element, in lower case; null when there is none.</summary>
    public static string? RootOf(ReadOnlySpan<byte> head)
    {
        Match root = Root.Match(Read(head, isWhole: false) ?? Encoding.ASCII.GetString(head.ToArray()));
        return root.Success ? root.Groups[1].Value.ToLowerInvariant() : null;
    }

    /// <summary>True for an object that tells of a failure instead of holding a result.</summary>
    /// <param name="head">The beginning of a JSON text.</param>
    public static bool IsJsonError(ReadOnlySpan<byte> head)
    {
        byte[] json = Encoding.UTF8.GetBytes(Read(head, isWhole: false) ?? "");
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Depth));
        string name = "";
        while (reader.Read())
        {
            if (reader.CurrentDepth == 0 && reader.TokenType == JsonTokenType.StartArray)
            {
                return false;
            }

            if (reader.CurrentDepth != 1)
            {
                continue;
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.GetString()!.ToLowerInvariant();
            }
            else if (TellsOfFailure(name, reader.TokenType))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The beginning in one line, for a person to read.</summary>
    /// <param name="head">The beginning of the file.</param>
    /// <param name="redact">Takes out what nobody may see, before anything is cut off.</param>
    public static string Quote(ReadOnlySpan<byte> head, Func<string, string> redact)
    {
        const int Longest = 160;
        var line = new StringBuilder(Longest);
        foreach (char letter in redact(Encoding.UTF8.GetString(head.ToArray())))
        {
            bool isGap = char.IsWhiteSpace(letter) || char.IsControl(letter) || letter == '\uFEFF';
            if (!isGap)
            {
                line.Append(letter);
            }
            else if (line.Length > 0 && line[line.Length - 1] != ' ')
            {
                line.Append(' ');
            }

            if (line.Length == Longest)
            {
                return line.Append('…').ToString();
            }
        }

        return line.ToString().TrimEnd();
    }

    private static MediaType? OfMarkup(string text)
    {
        if (PageStart.IsMatch(text))
        {
            return MediaType.Html;
        }

        Match root = Root.Match(text);
        string name = root.Success ? root.Groups[1].Value.ToLowerInvariant() : "";
        return name switch
        {
            "svg" => MediaType.Svg,
            "html" => MediaType.Html,
            _ when XmlStart.IsMatch(text) => MediaType.Xml,
            "error" => MediaType.Xml,
            _ => null,
        };
    }

    private static bool IsJson(string text, bool isWhole)
    {
        if (text.TrimStart() is not ['{' or '[', ..])
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), isFinalBlock: isWhole, new JsonReaderState(Depth));
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TellsOfFailure(string name, JsonTokenType value) => name switch
    {
        "error" or "errors" or "error_message" or "errormessage" or "error_code" or "errorcode" => value is not (JsonTokenType.Null or JsonTokenType.False),
        "message" or "msg" or "detail" or "details" or "statuscode" or "status_code" or "code" =>
            value is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.StartObject or JsonTokenType.StartArray,
        "success" or "ok" => value is JsonTokenType.False,
        _ => false,
    };

    /// <summary>The text, or null when the bytes are none.</summary>
    private static string? Read(ReadOnlySpan<byte> head, bool isWhole)
    {
        Encoding encoding = head switch
        {
            [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        };
        try
        {
            Decoder decoder = encoding.GetDecoder();
            byte[] bytes = head.ToArray();
            char[] letters = new char[encoding.GetMaxCharCount(bytes.Length)];
            // Unless it is all, the last letter may be cut in two.
            int count = decoder.GetChars(bytes, 0, bytes.Length, letters, 0, flush: isWhole);
            string text = new string(letters, 0, count).TrimStart('\uFEFF');
            return IsReadable(text) ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsReadable(string text)
    {
        foreach (char letter in text)
        {
            if (letter is < ' ' and not ('\t' or '\n' or '\r' or '\f' or '\x1B'))
            {
                return false;
            }
        }

        return true;
    }

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);
}
