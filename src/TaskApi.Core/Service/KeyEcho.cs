using System;
using System.Collections.Generic;
using System.Text;
using System.Text.RegularExpressions;

namespace TaskApi;

/// <summary>
/// Finds a key in a text in whatever way it is written there: plain, escaped for JSON, for a URL or for HTML, one inside the other, and as a
/// part of something in base64 (an echoed header).
/// </summary>
internal sealed class KeyEcho
{
    private const string Hidden = "***";

    // Escapes inside escapes; nobody wraps an echo more often, and the work stays bounded.
    private const int MostLayers = 8;

    /// <summary>A shorter key is no secret but a name in a test; as a part of other words it would tear the words of the service's own language
    /// apart.</summary>
    public const int ShortestSecret = 8;

    // Such as &#x0002d;
    private const int LongestEscape = 10;

    // Less of a key than this helps nobody, and any text may end so by chance.
    private const int ShortestRemainder = 4;

    private static readonly Regex BrokenEscape = new(
        @"^(?:\\+(?:u[0-9a-fA-F]{0,3}|x[0-9a-fA-F]?)?|%[0-9a-fA-F]?|&(?:#[xX]?[0-9a-fA-F]{0,6}|[a-z]{0,4}))\z",
        RegexOptions.CultureInvariant);

    private readonly string _key;
    private readonly string[] _plain;
    private readonly string[] _encoded;

    /// <param name="key">The key: visible ASCII characters, at least one.</param>
    public KeyEcho(string key)
    {
        _key = key;
        _plain = Layers(key);
        _encoded = IsSecret ? Encodings(key) : [];
    }

    private bool IsSecret => _key.Length >= ShortestSecret;

    /// <summary>The text with stars in place of the key, and of the beginning of a key where the text breaks off.</summary>
    /// <param name="text">A text from outside.</param>
    public string Hide(string text)
    {
        List<(int From, int To)> places = [];
        EscapedText? layer = new(text);
        for (int depth = 0; layer is not null && depth < MostLayers; depth++)
        {
            FindAll(layer, places);
            layer = layer.Unescape();
        }

        return places.Count == 0 ? text : Cover(text, places);
    }

    private void FindAll(EscapedText layer, List<(int From, int To)> places)
    {
        foreach (string plain in _plain)
        {
            // Without regard to letter case: a key in capitals is as good as the key.
            Find(layer, plain, IsSecret ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal, places);
        }

        foreach (string encoded in _encoded)
        {
            Find(layer, encoded, StringComparison.Ordinal, places);
        }

        if (IsSecret)
        {
            FindBeginning(layer, places);
        }
    }

    /// <summary>Finds the beginning of a key at the end of a text, also where the text was cut amid an escape.</summary>
    private void FindBeginning(EscapedText layer, List<(int From, int To)> places)
    {
        string text = layer.Text;
        for (int end = text.Length; end > 0 && end >= text.Length - LongestEscape; end--)
        {
            if (end < text.Length && !BrokenEscape.IsMatch(text.Substring(end)))
            {
                continue;
            }

            foreach (string whole in (string[])[.. _plain, .. _encoded])
            {
                for (int length = Math.Min(whole.Length, end); length >= ShortestRemainder; length--)
                {
                    if (string.Compare(text, end - length, whole, 0, length, StringComparison.OrdinalIgnoreCase) == 0)
                    {
                        places.Add(layer.Place(end - length, text.Length));
                    }
                }
            }
        }
    }

    private void Find(EscapedText layer, string what, StringComparison comparison, List<(int From, int To)> places)
    {
        string text = layer.Text;
        for (int at = text.IndexOf(what, comparison); at >= 0; at = at + what.Length < text.Length ? text.IndexOf(what, at + what.Length, comparison) : -1)
        {
            int end = at + what.Length;
            if (IsSecret || (!IsWordAt(text, at - 1) && !IsWordAt(text, end) && !IsPropertyName(text, at, end)))
            {
                places.Add(layer.Place(at, end));
            }
        }
    }

    private static bool IsWordAt(string text, int at) => at >= 0 && at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-');

    private static bool IsPropertyName(string text, int from, int end) =>
        from > 0 && text[from - 1] == '"' && end + 1 < text.Length && text[end] == '"' && text[end + 1] == ':';

    private static string Cover(string text, List<(int From, int To)> places)
    {
        places.Sort();
        var covered = new StringBuilder(text.Length);
        int done = 0;
        foreach ((int from, int to) in places)
        {
            if (from >= done)
            {
                int start = IsEscaped(text, from) ? from - 1 : from;
                covered.Append(text, done, Math.Max(start - done, 0)).Append(Hidden);
            }

            done = Math.Max(done, to);
        }

        return covered.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>True when a backslash belongs to the character: left alone before the stars, it would spoil the JSON.</summary>
    private static bool IsEscaped(string text, int at)
    {
        int backslashes = 0;
        while (at > backslashes && text[at - backslashes - 1] == '\\')
        {
            backslashes++;
        }

        return backslashes % 2 == 1;
    }

    /// <summary>The key, and what becomes of it when its own characters look like escapes.</summary>
    private static string[] Layers(string key)
    {
        var found = new List<string>();
        for (EscapedText? layer = new(key); layer is not null && found.Count < MostLayers; layer = layer.Unescape())
        {
            found.Add(layer.Text);
        }

        return [.. found];
    }

    /// <summary>What of the key is the same in base64 whatever stands before and behind it, for each of the three ways in which it can lie.</summary>
    private static string[] Encodings(string key)
    {
        var found = new List<string>();
        for (int shift = 0; shift < 3; shift++)
        {
            byte[] bytes = new byte[shift + key.Length];
            Encoding.ASCII.GetBytes(key, 0, key.Length, bytes, shift);
            int first = ((shift * 8) + 5) / 6;
            int end = bytes.Length * 8 / 6;
            string text = Convert.ToBase64String(bytes).Substring(first, end - first);
            found.Add(text);
            string forUrls = text.Replace('+', '-').Replace('/', '_');
            if (forUrls != text)
            {
                found.Add(forUrls);
            }
        }

        return [.. found];
    }
}
