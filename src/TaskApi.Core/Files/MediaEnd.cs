using System;
using System.Buffers.Binary;

namespace TaskApi;

/// <summary>
/// Walks through a file as it comes, from one block to the next, to know whether its end is an end. It judges PNG, MP4 and RIFF (WAV,
/// WEBP, AVI); what it does not understand it takes for whole: a result is paid for.
/// </summary>
internal sealed class MediaEnd
{
    private const int HeaderLength = 16;

    // What follows a file's last block may be a note of the program that wrote it.
    private const int LongestRemainder = 8;

    // Sizes from here on are what programs write that do not know how long a sound will be.
    private const uint Placeholder = 0x7FFFFF00;

    private readonly byte[] _header = new byte[HeaderLength];
    private Form _form = Form.Unseen;
    private int _filled;
    private long _skip;
    private long _length;
    private long _announced;
    private bool _hasMovie;
    private bool _ended;

    private enum Form
    {
        Unseen,
        Png,
        Mp4,
        Riff,
        Other,
    }

    /// <summary>Takes the next bytes.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        while (bytes.Length > 0 && !_ended && _form != Form.Other)
        {
            if (_skip > 0)
            {
                int skipped = (int)Math.Min(_skip, bytes.Length);
                _skip -= skipped;
                bytes = bytes.Slice(skipped);
                continue;
            }

            int wanted = Wanted();
            int taken = Math.Min(wanted - _filled, bytes.Length);
            bytes.Slice(0, taken).CopyTo(_header.AsSpan(_filled));
            _filled += taken;
            bytes = bytes.Slice(taken);
            if (_filled == wanted && wanted == Wanted())
            {
                Read();
            }
        }
    }

    /// <summary>Why the file is not whole; null when nothing says that it is not.</summary>
    public string? Problem() => _form switch
    {
        Form.Png when !_ended => "the picture (PNG) breaks off before its end.",
        Form.Mp4 when _skip > 0 || _filled > LongestRemainder => "the film (MP4) breaks off in the middle.",
        Form.Mp4 when !_ended && !_hasMovie => "the film (MP4) breaks off before its index.",
        Form.Riff when _announced > _length + 1 =>
            FormattableString.Invariant($"it ends after {_length} of the {_announced} bytes that its header tells of."),
        _ => null,
    };

    // A box of an MP4 has a long size where the short one is 1.
    private int Wanted() => _form switch
    {
        Form.Unseen => 12,
        Form.Mp4 when _filled >= 8 && Size() == 1 => 16,
        _ => 8,
    };

    private uint Size() => BinaryPrimitives.ReadUInt32BigEndian(_header);

    private void Read()
    {
        ReadOnlySpan<byte> type = _header.AsSpan(4, 4);
        int filled = _filled;
        _filled = 0;
        switch (_form)
        {
            case Form.Unseen:
                Begin();
                break;
            case Form.Png when IsName(type):
                _ended = type.SequenceEqual("IEND"u8);

                // Its data and its checksum; of the last block the checksum alone, which may as well be missing.
                _skip = Size() + 4L;
                break;
            case Form.Mp4 when IsName(type):
                _hasMovie |= type.SequenceEqual("moov"u8) || type.SequenceEqual("moof"u8) || type.SequenceEqual("meta"u8);
                ulong size = Size() == 1 ? BinaryPrimitives.ReadUInt64BigEndian(_header.AsSpan(8)) : Size();

                // The last box may say that it goes on to the end.
                _ended = size == 0;
                _skip = _ended ? 0 : (long)Math.Min(size, long.MaxValue) - filled;
                _form = _skip < 0 ? Form.Other : _form;
                break;
            default:
                _form = Form.Other;
                break;
        }
    }

    private void Begin()
    {
        if (_header.AsSpan(0, 8).SequenceEqual((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            _form = Form.Png;
            // Four bytes of the first block's header were taken already.
            _header.AsSpan(8, 4).CopyTo(_header);
            _filled = 4;
        }
        else if (_header.AsSpan(4, 4).SequenceEqual("ftyp"u8) && Size() >= 12)
        {
            _form = Form.Mp4;
            _skip = Size() - 12;
        }
        else if (_header.AsSpan(0, 4).SequenceEqual("RIFF"u8) && BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(4)) is < Placeholder and var size)
        {
            _form = Form.Riff;
            _announced = size + 8L;
            _ended = true;
        }
        else
        {
            _form = Form.Other;
        }
    }

    private static bool IsName(ReadOnlySpan<byte> name)
    {
        foreach (byte letter in name)
        {
            if (letter is < 0x20 or > 0x7E && letter != 0xA9)
            {
                return false;
            }
        }

        return true;
    }
}
