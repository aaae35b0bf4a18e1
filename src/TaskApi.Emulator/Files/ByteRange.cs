using System;
using System.Globalization;

namespace TaskApi.Emulator;

/// <summary>The one range of a Range header, placed on a file: the first byte and how many.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="Length">How many bytes; zero when the file has none of them.</param>
internal readonly record struct ByteRange(long Start, long Length)
{
    private const string Unit = "bytes=";

    /// <summary>Null when there is no range, or none of a form that must be honoured: the whole file is the answer then.</summary>
    public static ByteRange? Read(string? header, long size)
    {
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string[] ends = header.Substring(Unit.Length).Split('-');
        if (ends.Length != 2)
        {
            return null;
        }

        bool hasFirst = TryParse(ends[0], out long first);
        bool hasLast = TryParse(ends[1], out long last);
        if ((!hasFirst && ends[0].Trim().Length > 0) || (!hasLast && ends[1].Trim().Length > 0))
        {
            return null;
        }

        return (hasFirst, hasLast) switch
        {
            (true, true) when last < first => null,
            (true, true) => Place(first, last, size),
            (true, false) => Place(first, size - 1, size),
            (false, true) => Place(Math.Max(0, size - last), last == 0 ? -1 : size - 1, size),
            _ => null,
        };
    }

    private static ByteRange Place(long first, long last, long size) => new(first, Math.Max(0, Math.Min(last, size - 1) - first + 1));

    private static bool TryParse(string text, out long number) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
