using System;

namespace TaskApi;

/// <summary>Sound without a header of its own: MP3, its older relative layer II, and AAC, with a tag or padding before the first frame.</summary>
internal static class MpegAudio
{
    private const int TagHeader = 10;
    private const int FrameHeader = 4;

    /// <summary>The type, or null when there is no frame.</summary>
    public static MediaType? Of(ReadOnlySpan<byte> head)
    {
        if (!MediaSignature.Has(head, 0, "ID3"))
        {
            return OfFrames(head);
        }

        // A tag with a cover is larger than what is looked at. What follows is nearly always an MP3.
        ReadOnlySpan<byte> rest = head.Slice(Math.Min(head.Length, TagLength(head)));
        return MediaSignature.Has(rest, 0, "fLaC") ? MediaType.Flac : OfFrames(rest) ?? MediaType.Mp3;
    }

    private static int TagLength(ReadOnlySpan<byte> head)
    {
        if (head.Length < TagHeader)
        {
            return head.Length;
        }

        // Seven bits a byte, so that no length looks like a frame.
        int length = ((head[6] & 0x7F) << 21) | ((head[7] & 0x7F) << 14) | ((head[8] & 0x7F) << 7) | (head[9] & 0x7F);
        return TagHeader + length;
    }

    private static MediaType? OfFrames(ReadOnlySpan<byte> bytes)
    {
        int first = 0;
        while (first < bytes.Length && bytes[first] == 0)
        {
            first++;
        }

        return first + 1 < bytes.Length && bytes[first] == 0xFF && (bytes[first + 1] & 0xE0) == 0xE0 ? OfFrame(bytes.Slice(first)) : null;
    }

    private static MediaType? OfFrame(ReadOnlySpan<byte> frame)
    {
        int version = (frame[1] >> 3) & 3;
        int layer = (frame[1] >> 1) & 3;
        if (layer == 0)
        {
            // AAC has one bit more in its mark, and one of thirteen sampling rates.
            bool isAac = (frame[1] & 0xF0) == 0xF0 && (frame.Length <= 2 || ((frame[2] >> 2) & 0xF) < 13);
            return isAac ? MediaType.Aac : null;
        }

        bool isReserved = version == 1 || (frame.Length >= FrameHeader && ((frame[2] >> 4) == 0xF || ((frame[2] >> 2) & 3) == 3));
        return isReserved ? null : layer switch { 1 => MediaType.Mp3, 2 => MediaType.Mp2, _ => null };
    }
}
