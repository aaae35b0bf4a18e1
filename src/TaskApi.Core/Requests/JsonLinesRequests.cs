using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;

namespace TaskApi;

/// <summary>Reads requests from lines of JSON objects: <c>{"model":..,"input":{..}}</c>, or flat with the parameters beside the model.</summary>
internal static class JsonLinesRequests
{
    // No documented input comes near this; a line beyond it is another kind of file.
    private const int LongestLine = 4 * 1024 * 1024;

    // Wrong letters must not get into a paid prompt: bytes that are no UTF-8 are an error, not a question mark.
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IEnumerable<RequestFileRow> Read(Stream stream, string path)
    {
        using var text = new StreamReader(stream, StrictUtf8);
        var lines = new LineReader(text, LongestLine);
        long number = 0;
        while (lines.Read(out string? line))
        {
            number++;
            if (line is null)
            {
                yield return new RequestFileRow(new GenSource(path, number), "the line is longer than 4 MB. JSON Lines holds one request a line.");
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                yield return ReadLine(line, new GenSource(path, number));
            }
        }
    }

    private static RequestFileRow ReadLine(string line, GenSource source)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? RequestFileRow.Read(document.RootElement, source)
                : new RequestFileRow(source,
                    "the line is not a JSON object. Each line must be like {\"model\":\"provider/name\",\"input\":{\"prompt\":\"...\"}}.");
        }
        catch (Exception failure) when (JsonText.IsMalformed(failure))
        {
            string place = failure is JsonException { BytePositionInLine: { } bytes } ? FormattableString.Invariant($"near character {bytes + 1}")
                : "a text holds half of a character";
            return new RequestFileRow(source, $"the line is not valid JSON ({place}). Each line must be one JSON object.");
        }
    }
}
