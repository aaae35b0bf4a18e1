using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace TaskApi.Module.Tests.Sessions;

/// <summary>A key that is found wherever it sings, whole or half, in whatever escaping.</summary>
internal static partial class Canary
{
    private const string Head = "sk-canary";
    private const string Tail = "9f8e7d6c";

    /// <summary>The key: all that JSON, URLs and pages escape, between two parts that they do not.</summary>
    public const string Key = Head + "+/=%22\"\\<&>'?#" + Tail;

    /// <summary>The ways in which an answer may repeat it, each good in a JSON text.</summary>
    public static IReadOnlyDictionary<string, string> Echoes { get; } = new Dictionary<string, string>
    {
        ["JSON"] = Json(Key),
        ["JSON with escaped slashes"] = Json(Key).Replace("/", "\\/", StringComparison.Ordinal),
        ["JSON in code points"] = Points(Key, "x4"),
        ["JSON in capital code points"] = Points(Key, "X4"),
        ["JSON in JSON"] = Json(Json(Key)),
        ["JSON in JSON in code points"] = Json(Points(Key, "x4")),
        ["percent"] = Uri.EscapeDataString(Key),
        ["small percent"] = Small(Uri.EscapeDataString(Key)),
        ["percent of every letter"] = string.Concat(Key.Select(letter => $"%{(int)letter:X2}")),
        ["percent twice"] = Uri.EscapeDataString(Uri.EscapeDataString(Key)),
        ["entities"] = Json(WebUtility.HtmlEncode(Key)),
        ["numeric entities"] = string.Concat(Key.Select(letter => $"&#x{(int)letter:x};")),
        ["base64"] = Convert.ToBase64String(Encoding.ASCII.GetBytes("Bearer " + Key)),
    };

    /// <summary>The text holds neither the key nor a half of it.</summary>
    public static void AssertSilent(string text)
    {
        // What is told twice is looked at once.
        foreach (string layer in text.Split('\n').Distinct(StringComparer.Ordinal).SelectMany(Layers))
        {
            foreach (string part in (string[])["canary", Tail])
            {
                int at = layer.IndexOf(part, StringComparison.OrdinalIgnoreCase);
                Assert.True(at < 0, $"The key is in: {layer[Math.Max(0, at - 300)..Math.Min(layer.Length, at + 100)]}");
            }
        }
    }

    /// <summary>The text as it is, and as whoever reads it may unescape it.</summary>
    private static IEnumerable<string> Layers(string text)
    {
        var layers = new HashSet<string>(StringComparer.Ordinal) { text };
        Func<string, string>[] ways = [Unescape, Uri.UnescapeDataString, WebUtility.HtmlDecode, Decode];
        string[] last = [text];
        for (int depth = 0; depth < 3 && last.Length > 0; depth++)
        {
            last = [.. last.SelectMany(layer => ways.Select(way => way(layer))).Where(layers.Add)];
        }

        return layers;
    }

    private static string Unescape(string text) => Escape().Replace(text,
        found => found.Groups["point"] is { Success: true } point ? $"{(char)Convert.ToInt32(point.Value, 16)}" : found.Groups["letter"].Value);

    /// <summary>Everything that may be base64, decoded in the text's place.</summary>
    private static string Decode(string text) => Base64().Replace(text, found =>
    {
        string whole = found.Value.Replace('-', '+').Replace('_', '/');
        IEnumerable<string> shifts = Enumerable.Range(0, 4).Select(shift => whole[shift..]).Select(
            part => Encoding.ASCII.GetString(Convert.FromBase64String(part[..(part.Length / 4 * 4)])));
        return string.Join(' ', shifts.Where(shift => shift.Contains(Tail, StringComparison.OrdinalIgnoreCase)
            || shift.Contains("canary", StringComparison.OrdinalIgnoreCase)).DefaultIfEmpty(found.Value));
    });

    private static string Json(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Points(string text, string form) => string.Concat(text.Select(letter => "\\u" + ((int)letter).ToString(form, null)));

    private static string Small(string text) => Percent().Replace(text, found => found.Value.ToLowerInvariant());

    [GeneratedRegex(@"\\(?:u(?<point>[0-9a-fA-F]{4})|(?<letter>[""\\/]))")]
    private static partial Regex Escape();

    [GeneratedRegex("%[0-9A-F]{2}")]
    private static partial Regex Percent();

    [GeneratedRegex("[A-Za-z0-9+/_-]{12,}")]
    private static partial Regex Base64();
}
