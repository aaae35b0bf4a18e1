using System;

namespace TaskApi;

/// <summary>
/// Tells what a file is by its first bytes: names and headers from outside may lie. A table of our own: the type libraries that run on
/// Windows PowerShell too are old previews, and none tells an error page from a result, reads the brands of MP4's relatives or MPEG's frames.
/// </summary>
internal static class MediaSignature
{
    /// <summary>How many bytes <see cref="Of"/> looks at, at most: an SVG begins with comments, an MP3 with padding.</summary>
    public const int HeadLength = 32 * 1024;

    private const int LongestHeader = 64;
    private const int TransportPacket = 188;
    private const int EnoughPackets = 5;
    private const int TarMagicPlace = 257;

    // The longest first where one begins another.
    private static readonly (int Offset, string Bytes, MediaType Type)[] Table =
    [
        (0, "\x89PNG", MediaType.Png),
        (0, "\xFF\xD8\xFF", MediaType.Jpeg),
        (0, "GIF87a", MediaType.Gif),
        (0, "GIF89a", MediaType.Gif),
        (0, "II*\0", MediaType.Tiff),
        (0, "MM\0*", MediaType.Tiff),
        (0, "II+\0", MediaType.Tiff),
        (0, "MM\0+", MediaType.Tiff),
        (0, "\xFF\x0A", MediaType.Jxl),
        (4, "JXL \r\n\x87\n", MediaType.Jxl),
        (4, "jP  \r\n\x87\n", MediaType.Jp2),
        (0, "8BPS\0", MediaType.Psd),
        (0, "v/1\x01", MediaType.Exr),
        (0, "#?RADIANCE", MediaType.Hdr),
        (0, "\0\0\x01\xBA", MediaType.Mpeg),
        (0, "\0\0\x01\xB3", MediaType.Mpeg),
        (0, "FLV\x01", MediaType.Flv),
        (0, "0&\xB2u\x8E" + "f\xCF\x11", MediaType.Asf),
        (0, "fLaC", MediaType.Flac),
        (0, "MThd\0\0\0\x06", MediaType.Midi),
        (0, "#!AMR", MediaType.Amr),
        (0, "caff\0", MediaType.Caf),
        (0, ".snd\0", MediaType.Au),
        (0, "ADIF", MediaType.Aac),
        (0, "PK\x03\x04", MediaType.Zip),
        (0, "PK\x05\x06", MediaType.Zip),
        (0, "\x1F\x8B\x08", MediaType.Gzip),
        (0, "7z\xBC\xAF'\x1C", MediaType.SevenZip),
        (0, "Rar!\x1A\x07", MediaType.Rar),
        (TarMagicPlace, "ustar", MediaType.Tar),
        (0, "%PDF-", MediaType.Pdf),
        (0, "glTF", MediaType.Glb),
        (0, "ply\n", MediaType.Ply),
        (0, "ply\r\n", MediaType.Ply),
        (0, "Kaydara FBX Binary", MediaType.Fbx),
    ];

    /// <summary>The type, or null when the bytes are of no known one; text is not looked for here.</summary>
    /// <param name="head">The beginning of the file.</param>
    public static MediaType? Of(ReadOnlySpan<byte> head)
    {
        foreach ((int offset, string bytes, MediaType type) in Table)
        {
            if (Has(head, offset, bytes))
            {
                return type;
            }
        }

        return IsBox(head, "ftyp") ? IsoBrand.Of(head)
            // QuickTime before it had brands.
            : IsBox(head, "moov") || IsBox(head, "mdat") || IsBox(head, "wide") ? MediaType.QuickTime
            : Has(head, 0, "RIFF") || Has(head, 0, "RF64") || Has(head, 0, "FORM") ? OfChunks(head)
            : Has(head, 0, "OggS") ? OfOgg(head)
            : Has(head, 0, "\x1A\x45\xDF\xA3") ? OfMatroska(head)
            : IsBitmap(head) ? MediaType.Bmp
            : IsTransportStream(head) ? MediaType.TransportStream
            : MpegAudio.Of(head);
    }

    /// <summary>True when these bytes stand there.</summary>
    /// <param name="head">The beginning of the file.</param>
    /// <param name="offset">Where.</param>
    /// <param name="bytes">Letters that stand for bytes.</param>
    public static bool Has(ReadOnlySpan<byte> head, int offset, string bytes)
    {
        if (head.Length < offset + bytes.Length)
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

    // A box begins with its length: no letter, so that no song about the wide sea is a film.
    private static bool IsBox(ReadOnlySpan<byte> head, string name) => Has(head, 4, name) && head[0] < ' ';

    private static MediaType? OfChunks(ReadOnlySpan<byte> head) =>
        Has(head, 8, "WEBP") ? MediaType.Webp
        : Has(head, 8, "WAVE") ? MediaType.Wav
        : Has(head, 8, "AVI ") ? MediaType.Avi
        : Has(head, 8, "RMID") ? MediaType.Midi
        : Has(head, 8, "AIFF") || Has(head, 8, "AIFC") ? MediaType.Aiff
        : null;

    private static MediaType OfMatroska(ReadOnlySpan<byte> head) => Contains(Header(head), "matroska") ? MediaType.Matroska : MediaType.Webm;

    // The first page holds nothing but the codec's own header.
    private static MediaType OfOgg(ReadOnlySpan<byte> head) =>
        Contains(Header(head), "OpusHead") ? MediaType.Opus : Contains(Header(head), "theora") ? MediaType.OggVideo : MediaType.Ogg;

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head) => head.Slice(0, Math.Min(head.Length, LongestHeader));

    private static bool IsBitmap(ReadOnlySpan<byte> head) =>
        Has(head, 0, "BM") && Has(head, 6, "\0\0\0\0")
        && head.Length > 17 && head[14] is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124 && Has(head, 15, "\0\0\0");

    // Some recorders put four bytes of time before each packet.
    private static bool IsTransportStream(ReadOnlySpan<byte> head) => HasPackets(head, 0, TransportPacket) || HasPackets(head, 4, TransportPacket + 4);

    private static bool HasPackets(ReadOnlySpan<byte> head, int first, int distance)
    {
        const byte Sync = 0x47;
        int packets = 0;
        for (int i = first; i + 3 < head.Length && packets < EnoughPackets; i += distance)
        {
            // Not scrambled, and with something in it: hardly any text looks like this.
            bool isPacket = head[i] == Sync && (head[i + 3] & 0xC0) == 0 && (head[i + 3] & 0x30) != 0;
            if (!isPacket)
            {
                return false;
            }

            packets++;
        }

        return packets > 1;
    }

    private static bool Contains(ReadOnlySpan<byte> bytes, string word)
    {
        for (int i = 0; i + word.Length <= bytes.Length; i++)
        {
            if (Has(bytes, i, word))
            {
                return true;
            }
        }

        return false;
    }
}
