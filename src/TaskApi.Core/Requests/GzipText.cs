using System;
using System.IO;
using ICSharpCode.SharpZipLib.Checksum;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace TaskApi;

/// <summary>
/// The unpacked content of a gzip file (RFC 1952), all of it or an error: rows that are missing would be missed by nobody. A file may be put
/// together from several (<c>cat a.gz b.gz</c>), which .NET Framework's GZipStream reads the first of, as if there were no more; the newer ones
/// take what is cut off in a member's head, or is no gzip behind the first member, for the end.
/// </summary>
internal sealed class GzipText : ForwardStream
{
    private readonly Stream _packed;
    private readonly byte[] _block = new byte[16 * 1024];
    private readonly Inflater _inflater = new(noHeader: true);
    private readonly Crc32 _sum = new();
    private int _at;
    private int _end;
    private bool _isInMember;

    /// <summary>Unpacks this stream, which stays its owner's to close.</summary>
    public GzipText(Stream packed) => _packed = packed;

    /// <summary>True for the bytes that every gzip file begins with.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> start) => start.Length >= 2 && start[0] == GzipHead.First && start[1] == GzipHead.Second;

    /// <summary>
    /// Unpacks a whole file and forgets it. A check sum stands behind what it is of: without this, rows of a damaged file would be paid for before
    /// the damage is known.
    /// </summary>
    /// <param name="file">The file, wherever it was read to; it is put back there.</param>
    /// <exception cref="InvalidDataException">The data is damaged, cut off, or followed by what is no gzip.</exception>
    public static void Check(FileStream file)
    {
        long place = file.Position;
        file.Position = 0;
        using var content = new GzipText(file);
        byte[] block = new byte[16 * 1024];
        while (content.Read(block, 0, block.Length) > 0)
        {
            // That it can be read is all.
        }

        file.Position = place;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data is damaged, cut off, or followed by what is no gzip.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (count > 0 && (_isInMember || BeginMember()))
        {
            int read = Unpack(buffer, offset, count);
            if (read > 0)
            {
                _sum.Update(new ArraySegment<byte>(buffer, offset, read));
                return read;
            }

            if (_inflater.IsFinished)
            {
                EndMember();
            }
            else if (_inflater.IsNeedingInput && Fill())
            {
                _inflater.SetInput(_block, 0, _end);
            }
            else
            {
                throw new InvalidDataException("The file ends before its data does.");
            }
        }

        return 0;
    }

    /// <summary>Reads the next member's head; false when there is no other. What fills a block up with zeros is no member.</summary>
    private bool BeginMember()
    {
        int first = NextByte();
        while (first == 0)
        {
            first = NextByte();
        }

        if (first < 0)
        {
            return false;
        }

        GzipHead.Skip(first, NextByte);
        _isInMember = true;
        _inflater.Reset();
        _sum.Reset();
        if (_at < _end)
        {
            _inflater.SetInput(_block, _at, _end - _at);
        }

        return true;
    }

    /// <summary>Compares what was unpacked with what the member says at its end: a check sum and the length (beyond 4 GB from 0 again).</summary>
    private void EndMember()
    {
        _at = _end - _inflater.RemainingInput;
        _isInMember = false;
        if (NextNumber() != (uint)_sum.Value || NextNumber() != (uint)_inflater.TotalOut)
        {
            throw new InvalidDataException("The data is not what was packed.");
        }
    }

    private int Unpack(byte[] buffer, int offset, int count)
    {
        try
        {
            return _inflater.Inflate(buffer, offset, count);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Broken data is met with errors of its own, and with whatever its tables run into (IndexOutOfRangeException among others).
            throw new InvalidDataException(failure.Message, failure);
        }
    }

    private uint NextNumber()
    {
        uint number = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            int next = NextByte();
            if (next < 0)
            {
                throw new InvalidDataException("The file ends before its data does.");
            }

            number |= (uint)next << shift;
        }

        return number;
    }

    /// <summary>The next packed byte outside a member's data; -1 at the file's end.</summary>
    private int NextByte() => _at < _end || Fill() ? _block[_at++] : -1;

    private bool Fill()
    {
        _at = 0;
        _end = _packed.Read(_block, 0, _block.Length);
        return _end > 0;
    }
}
