using System;
using System.Text;

namespace TaskApi.Emulator;

/// <summary>Finds the part named <c>file</c> of a multipart/form-data body (RFC 7578).</summary>
internal sealed record MultipartFile(string? Name, string? ContentType, ReadOnlyMemory<byte> Content)
{
    private const string PartName = "file";

    public static bool IsMultipart(string? contentType) =>
        contentType is not null && contentType.TrimStart().StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <summary>The part, or null when the body has none or is malformed.</summary>
    public static MultipartFile? Find(ReadOnlyMemory<byte> body, string contentType)
    {
        string? boundary = ReadAttribute(contentType, "boundary");
        if (string.IsNullOrEmpty(boundary))
        {
            return null;
        }

        byte[] delimiter = Encoding.ASCII.GetBytes("--" + boundary);
        int start = body.Span.IndexOf(delimiter);
        while (start >= 0)
        {
            // Each part lies between two delimiters; the line break before the second one belongs to the delimiter.
            ReadOnlyMemory<byte> rest = body.Slice(start + delimiter.Length);
            int end = rest.Span.IndexOf(delimiter);
            if (end < 0)
            {
                return null;
            }

            if (ReadPart(rest.Slice(0, end)) is { } file)
            {
                return file;
            }

            start += delimiter.Length + end;
        }

        return null;
    }

    private static MultipartFile? ReadPart(ReadOnlyMemory<byte> part)
    {
        int headersEnd = part.Span.IndexOf("\r\n\r\n"u8);
        if (headersEnd < 0 || !part.Span.EndsWith("\r\n"u8))
        {
            return null;
        }

        string? disposition = null;
        string? type = null;
        foreach (string line in Encoding.UTF8.GetString(part.Slice(0, headersEnd).ToArray()).Split('\n'))
        {
            disposition ??= HeaderValue(line, "Content-Disposition:");
            type ??= HeaderValue(line, "Content-Type:");
        }

        int contentStart = headersEnd + 4;
        int length = part.Length - contentStart - 2;
        return disposition is not null && ReadAttribute(disposition, "name") == PartName && length >= 0
            ? new MultipartFile(ReadAttribute(disposition, "filename"), type, part.Slice(contentStart, length))
            : null;
    }

    private static string? HeaderValue(string line, string name)
    {
        string trimmed = line.Trim();
        return trimmed.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? trimmed.Substring(name.Length).Trim() : null;
    }

    private static string? ReadAttribute(string header, string name)
    {
        foreach (string piece in header.Split(';'))
        {
            string attribute = piece.Trim();
            if (attribute.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))
            {
                return attribute.Substring(name.Length + 1).Trim('"');
            }
        }

        return null;
    }
}
