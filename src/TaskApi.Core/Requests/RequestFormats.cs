using System;
using System.IO;

namespace TaskApi;

/// <summary>Tells a file's format: by its name, else by how it begins.</summary>
internal static class RequestFormats
{
    /// <summary>The format that the name's extension tells, looking through a <c>.gz</c> at its end; null for an extension that tells nothing.</summary>
    public static RequestFormat? FromName(string path)
    {
        string extension = Path.GetExtension(path);
        if (extension.Equals(".gz", StringComparison.OrdinalIgnoreCase))
        {
            extension = Path.GetExtension(Path.GetFileNameWithoutExtension(path));
        }

        return extension.ToLowerInvariant() switch
        {
            ".csv" => RequestFormat.Csv,
            ".tsv" or ".tab" => RequestFormat.Tsv,
            ".jsonl" or ".ndjson" => RequestFormat.JsonLines,
            ".json" => RequestFormat.Json,
            _ => null,
        };
    }

    /// <summary>The format that the text begins like.</summary>
    public static RequestFormat FromStart(ReadOnlySpan<byte> text)
    {
        foreach (byte letter in text)
        {
            switch (letter)
            {
                case (byte)'{':
                    return RequestFormat.JsonLines;
                case (byte)'[':
                    return RequestFormat.Json;
                // Blanks, and the byte order mark of UTF-8.
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF:
                    break;
                default:
                    return RequestFormat.Csv;
            }
        }

        return RequestFormat.Csv;
    }
}
