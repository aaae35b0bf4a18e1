namespace TaskApi;

/// <summary>Tells what a file is by its first bytes: names and headers from outside may lie.</summary>
internal sealed class MediaType
{
    /// <summary>How many bytes <see cref="Of"/> looks at.</summary>
    public const int HeadLength = 64;

    private MediaType(string name, string extension)
    {
        Name = name;
        Extension = extension;
    }

    /// <summary>The name, such as <c>image/png</c>.</summary>
    public string Name { get; }

    /// <summary>The usual extension, with the dot.</summary>
    public string Extension { get; }

    /// <summary>The type, or null when the bytes are of no known media type: an error page, for example.</summary>
    public static MediaType? Of(byte[] head, int length)
    {
        if (Starts(0, "\x89PNG"))
        {
            return new MediaType("image/png", ".png");
        }

        if (Starts(0, "\xFF\xD8\xFF"))
        {
            return new MediaType("image/jpeg", ".jpg");
        }

        if (Starts(0, "GIF8"))
        {
            return new MediaType("image/gif", ".gif");
        }

        if (Starts(0, "RIFF") && Starts(8, "WEBP"))
        {
            return new MediaType("image/webp", ".webp");
        }

        if (Starts(0, "RIFF") && Starts(8, "WAVE"))
        {
            return new MediaType("audio/wav", ".wav");
        }

        if (Starts(4, "ftyp"))
        {
            return OfBrand();
        }

        if (Starts(0, "\x1A\x45\xDF\xA3"))
        {
            return new MediaType("video/webm", ".webm");
        }

        if (Starts(0, "ID3") || (length > 1 && head[0] == 0xFF && (head[1] & 0xE6) == 0xE2))
        {
            return new MediaType("audio/mpeg", ".mp3");
        }

        if (Starts(0, "OggS"))
        {
            return new MediaType("audio/ogg", ".ogg");
        }

        return Starts(0, "fLaC") ? new MediaType("audio/flac", ".flac") : null;

        MediaType OfBrand()
        {
            if (Starts(8, "M4A"))
            {
                return new MediaType("audio/mp4", ".m4a");
            }

            if (Starts(8, "avif"))
            {
                return new MediaType("image/avif", ".avif");
            }

            return Starts(8, "qt") ? new MediaType("video/quicktime", ".mov") : new MediaType("video/mp4", ".mp4");
        }

        bool Starts(int offset, string bytes)
        {
            if (length < offset + bytes.Length)
            {
                return false;
            }

            for (int i = 0; i < bytes.Length; i++)
            {
                if (head[offset + i] != (byte)bytes[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
