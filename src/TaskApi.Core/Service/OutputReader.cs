using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TaskApi;

/// <summary>
/// Finds the results in an answer, wherever they are: in <c>output</c>, directly beside the status, in lists, in Suno's clips or its
/// <c>audio_url1</c> and <c>audio_url2</c>, or as text.
/// </summary>
internal static class OutputReader
{
    // Nobody sends results deeper than clips inside a list; a hostile answer could.
    private const int DeepestLevel = 8;

    // What an answer may echo beside its results.
    private static readonly HashSet<string> NotResults = new(StringComparer.OrdinalIgnoreCase)
    {
        "input", "request", "callback_url", "error", "message", "error_message",
    };

    private static readonly string[] TextNames = ["text", "lyrics", "lyric"];

    // What stands beside a track: its text, and when each word of it is sung.
    private static readonly string[] LyricsNames = ["lyrics", "lyric"];
    private static readonly string[] WordsNames = ["words", "aligned_words", "alignedWords"];

    /// <summary>The results in the order of the answer, each URL once.</summary>
    public static IReadOnlyList<GenOutput> Read(JsonElement data, GenKind modelKind)
    {
        var found = new List<GenOutput>();
        if (data.TryGetProperty("output", out JsonElement output))
        {
            ReadPlace(output, output.ValueKind == JsonValueKind.Object ? "" : "output", modelKind, found);
        }

        if (found.Count == 0)
        {
            // Some answers have an empty output beside the results.
            ReadPlace(data, "", modelKind, found);
        }

        return found;
    }

    private static void ReadPlace(JsonElement place, string name, GenKind modelKind, List<GenOutput> found)
    {
        Collect(place, name, modelKind, found, [], 0);
        if (place.ValueKind == JsonValueKind.Object)
        {
            ReadText(place, found);
        }
    }

    private static void Collect(JsonElement json, string name, GenKind modelKind, List<GenOutput> found, HashSet<string> seen, int level)
    {
        if (level > DeepestLevel)
        {
            return;
        }

        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in json.EnumerateObject())
                {
                    if (NotResults.Contains(property.Name))
                    {
                        continue;
                    }

                    string named = name.Length == 0 ? property.Name : $"{name}.{property.Name}";
                    if (level > 0 && TextBeside(property) is { } text)
                    {
                        found.Add(new GenOutput { Name = named, Kind = GenKind.Audio, Text = text });
                    }
                    else
                    {
                        Collect(property.Value, named, modelKind, found, seen, level + 1);
                    }
                }

                break;
            case JsonValueKind.Array:
                int number = 0;
                foreach (JsonElement item in json.EnumerateArray())
                {
                    number++;
                    Collect(item, name + "." + number.ToString(CultureInfo.InvariantCulture), modelKind, found, seen, level + 1);
                }

                break;
            case JsonValueKind.String when json.GetString() is { } url && LimitChecker.IsWebUrl(url) && seen.Add(url):
                found.Add(new GenOutput { Name = name, Kind = KindOf(name, url, modelKind), Url = url });
                break;
        }
    }

    private static GenKind KindOf(string name, string url, GenKind modelKind)
    {
        string? type = MediaType.ByExtension(ReceivedType.ExtensionOf(new Uri(url)))?.Name;
        return type?.Split('/')[0] switch
        {
            "video" => GenKind.Video,
            "image" => GenKind.Image,
            "audio" => GenKind.Audio,
            _ when Has("video") => GenKind.Video,
            _ when Has("image") => GenKind.Image,
            _ when Has("audio") => GenKind.Audio,
            _ => modelKind,
        };

        bool Has(string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
    }

    /// <summary>A track's lyrics, or its words with their times as JSON; null for anything else.</summary>
    private static string? TextBeside(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String when Array.IndexOf(LyricsNames, property.Name) >= 0 && property.Value.GetString() is { Length: > 0 } text
            && !LimitChecker.IsWebUrl(text) => text,
        JsonValueKind.Array when Array.IndexOf(WordsNames, property.Name) >= 0 && property.Value.GetArrayLength() > 0
            && property.Value[0].ValueKind == JsonValueKind.Object => property.Value.GetRawText(),
        _ => null,
    };

    private static void ReadText(JsonElement output, List<GenOutput> found)
    {
        bool hasFiles = found.Count > 0;
        foreach (string name in TextNames)
        {
            if (output.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String && !LimitChecker.IsWebUrl(text.GetString()!))
            {
                found.Add(new GenOutput { Name = name, Kind = GenKind.Audio, Text = text.GetString() });
                if (!hasFiles)
                {
                    return;
                }

                break;
            }
        }

        if (hasFiles)
        {
            // Beside a track they are the track's, and their times count.
            foreach (JsonProperty property in output.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Array && TextBeside(property) is { } timed)
                {
                    found.Add(new GenOutput { Name = property.Name, Kind = GenKind.Audio, Text = timed });
                }
            }

            return;
        }

        // A transcript without a plain text: its words, the spacing among them, make it up.
        if (output.TryGetProperty("words", out JsonElement words) && words.ValueKind == JsonValueKind.Array)
        {
            var transcript = new StringBuilder();
            foreach (JsonElement word in words.EnumerateArray())
            {
                transcript.Append(WireText.Get(word, "text"));
            }

            found.Add(new GenOutput { Name = "words", Kind = GenKind.Audio, Text = transcript.ToString() });
        }
    }
}
