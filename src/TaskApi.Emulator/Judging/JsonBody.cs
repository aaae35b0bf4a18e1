using System;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>
/// Parses a body so that whoever reads it afterwards is safe: the parser lets broken UTF-8 and lone surrogates pass, and throws only when
/// such a text or name is read. Here they count as malformed, like everything else that is not JSON.
/// </summary>
internal static class JsonBody
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The parsed body, to be disposed of by the caller, or null when it is malformed.</summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            RequireUtf8(body);
            if (body.Span.IndexOf("\\u"u8) >= 0)
            {
                RequireReadableEscapes(body.Span);
            }

            return JsonDocument.Parse(body);
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void RequireUtf8(ReadOnlyMemory<byte> body)
    {
        ArraySegment<byte> bytes = MemoryMarshal.TryGetArray(body, out ArraySegment<byte> direct) ? direct : new ArraySegment<byte>(body.ToArray());
        if (bytes.Count > 0)
        {
            StrictUtf8.GetCharCount(bytes.Array!, bytes.Offset, bytes.Count);
        }
    }

    private static void RequireReadableEscapes(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                reader.GetString();
            }
        }
    }
}
