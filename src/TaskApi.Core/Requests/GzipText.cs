using System;
using System.IO;
using System.IO.Compression;

namespace TaskApi;

/// <summary>
/// The unpacked content of a gzip file. .NET takes a file that was cut off, by a broken download for example, for a shorter one; here
/// that is an error, because the missing rows would be missed by nobody.
/// </summary>
internal sealed class GzipText : ForwardStream
{
    private readonly GZipStream _unpacked;
    private readonly uint? _expected;
    private long _length;

    private GzipText(Stream packed, uint? expected)
    {
        _unpacked = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
        _expected = expected;
    }

    /// <summary>True for the bytes that every gzip file begins with.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> start) => start.Length >= 2 && start[0] == 0x1F && start[1] == 0x8B;

    /// <summary>Unpacks a file.</summary>
    /// <param name="file">The file, wherever it was read to: looked at for its last bytes and put back.</param>
    /// <param name="packed">The file's content from its beginning.</param>
    public static GzipText Open(FileStream file, Stream packed) => new(packed, file.CanSeek ? ReadLength(file) : null);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = _unpacked.Read(buffer, offset, count);
        _length += read;

        // Files may be put together from several gzip files; the last one's length is then smaller than the whole. More than the whole, it
        // is not a length: the file ends before its end. (Beyond 4 GB the length starts from 0 again.)
        if (read == 0 && count > 0 && _length <= uint.MaxValue && _expected > _length)
        {
            throw new InvalidDataException("The file ends too early.");
        }

        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The unpacked length, which the last four bytes tell (RFC 1952).</summary>
    private static uint? ReadLength(FileStream file)
    {
        const int TrailerLength = 4;
        if (file.Length < TrailerLength)
        {
            return uint.MaxValue;
        }

        long place = file.Position;
        byte[] trailer = new byte[TrailerLength];
        file.Position = file.Length - TrailerLength;
        int count = 0;
        for (int read; count < TrailerLength && (read = file.Read(trailer, count, TrailerLength - count)) > 0;)
        {
            count += read;
        }

        file.Position = place;
        return (uint)(trailer[0] | (trailer[1] << 8) | (trailer[2] << 16) | (trailer[3] << 24));
    }
}
