using System;
using System.Collections.Generic;
using System.Globalization;

namespace TaskApi.Emulator;

/// <summary>Serves a file whole or in part (RFC 9110, ranges).</summary>
internal static class FileAnswer
{
    public static EmulatorResponse For(EmulatorRequest request, byte[] file, string contentType, string tag)
    {
        var entityTag = new KeyValuePair<string, string>("ETag", tag);
        var acceptRanges = new KeyValuePair<string, string>("Accept-Ranges", "bytes");

        // A part of another file than the one begun would make a broken whole.
        bool sameFile = request.IfRange is null || string.Equals(request.IfRange, tag, StringComparison.Ordinal);
        if (!sameFile || ByteRange.Read(request.Range, file.Length) is not { } range)
        {
            return new EmulatorResponse { ContentType = contentType, Body = file, Headers = [entityTag, acceptRanges] };
        }

        string size = file.Length.ToString(CultureInfo.InvariantCulture);
        if (range.Length == 0)
        {
            return Answer.Error(416, "range_not_satisfiable", $"The file has {size} bytes.", null, acceptRanges, ContentRange("*/" + size));
        }

        string place = string.Format(CultureInfo.InvariantCulture, "{0}-{1}/{2}", range.Start, range.Start + range.Length - 1, size);
        return new EmulatorResponse
        {
            StatusCode = 206,
            ContentType = contentType,
            Body = new ReadOnlyMemory<byte>(file, (int)range.Start, (int)range.Length),
            Headers = [entityTag, acceptRanges, ContentRange(place)],
        };
    }

    private static KeyValuePair<string, string> ContentRange(string place) => new("Content-Range", "bytes " + place);
}
