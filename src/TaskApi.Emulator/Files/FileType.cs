using System;

namespace TaskApi.Emulator;

/// <summary>Knows the files that go up and down: by extension, by media type, by first bytes.</summary>
internal static class FileType
{
    public const string Unknown = "bin";

    private static readonly (string Extension, string ContentType)[] Known =
    [
        ("png", "image/png"),
        ("jpg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
        ("webp", "image/webp"),
        ("gif", "image/gif"),
        ("mp4", "video/mp4"),
        ("mov", "video/quicktime"),
        ("webm", "video/webm"),
        ("wav", "audio/wav"),
        ("mp3", "audio/mpeg"),
        ("m4a", "audio/mp4"),
    ];

    public static string ContentTypeOf(string extension)
    {
        foreach ((string known, string contentType) in Known)
        {
            if (string.Equals(known, extension, StringComparison.OrdinalIgnoreCase))
            {
                return contentType;
            }
        }

        return "application/octet-stream";
    }

    /// <summary>The extension for a file, by its name, else by its media type, else by its first bytes.</summary>
    public static string ExtensionOf(string? name, string? contentType, ReadOnlySpan<byte> file)
    {
        string named = name is null ? "" : name.Substring(name.LastIndexOf('.') + 1);
        foreach ((string extension, string type) in Known)
        {
            if (string.Equals(extension, named, StringComparison.OrdinalIgnoreCase)
                || string.Equals(type, contentType, StringComparison.OrdinalIgnoreCase))
            {
                return extension;
            }
        }

        return Sniff(file);
    }

    private static string Sniff(ReadOnlySpan<byte> file) => file switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "png",
        [0xFF, 0xD8, 0xFF, ..] => "jpg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "webp",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'A', (byte)'V', (byte)'E', ..] => "wav",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "mp4",
        [(byte)'I', (byte)'D', (byte)'3', ..] => "mp3",
        _ => Unknown,
    };
}
