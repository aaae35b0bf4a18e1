using System;
using System.Linq;

namespace TaskApi.Emulator.Media;

/// <summary>
/// The MP4 file of one video track (ISO/IEC 14496-12, whose box names the code uses). The index comes before the frames, so
/// that a player can start while it downloads.
/// </summary>
internal sealed class Mp4Container
{
    private const int TrackId = 1;

    // 1.0 as a fixed-point number of 16.16 bits, and 72 pixels an inch as the format's template has it.
    private const uint One = 0x00010000;
    private const uint PixelsPerInch = 0x00480000;

    // Section 8.4.2.3: the language "und" (undetermined), five bits a letter.
    private const int NoLanguage = 0x55C4;

    // ISO/IEC 14496-15, section 5.3.3.1.2 (AVCC): a length of four bytes comes before each unit of the stream.
    private const int LengthSize = 4;

    private readonly BigEndianWriter _file = new();
    private readonly VideoTrack _track;

    /// <summary>Writes the file of a track.</summary>
    public Mp4Container(VideoTrack track)
    {
        _track = track;
        Box("ftyp", () =>
        {
            _file.Ascii("isom");
            _file.Number32(0x200); // The minor version, which informs and does not bind.
            _file.Ascii("isomiso2avc1mp41");
        });

        // The frames' place is known only when the index before them is written.
        int chunkOffset = 0;
        Box("moov", () =>
        {
            FullBox("mvhd", 0, MovieHeader);
            Box("trak", () =>
            {
                FullBox("tkhd", 0x000003, TrackHeader); // Flags: enabled, and part of the presentation.
                Box("mdia", () =>
                {
                    FullBox("mdhd", 0, MediaHeader);
                    FullBox("hdlr", 0, Handler);
                    Box("minf", () =>
                    {
                        FullBox("vmhd", 0x000001, () => _file.Zeros(8)); // The mode: copy. The flag is always set.
                        Box("dinf", () => FullBox("dref", 0, DataReferences));
                        Box("stbl", () => chunkOffset = SampleTable());
                    });
                });
            });
        });
        Box("mdat", () =>
        {
            _file.Overwrite32(chunkOffset, _file.Length);
            foreach (byte[] frame in _track.Frames)
            {
                _file.Number32(frame.Length);
                _file.Bytes(frame);
            }
        });
    }

    /// <summary>The file.</summary>
    public byte[] ToArray() => _file.ToArray();

    // Section 4.2: the size counts its own four bytes and the type's.
    private void Box(string type, Action content)
    {
        int start = _file.Length;
        _file.Zeros(sizeof(int));
        _file.Ascii(type);
        content();
        _file.Overwrite32(start, _file.Length - start);
    }

    // A box with a version, which is always 0 here (times of 32 bits), and 24 bits of flags.
    private void FullBox(string type, int flags, Action content) => Box(type, () =>
    {
        _file.Number32(flags);
        content();
    });

    private void MovieHeader()
    {
        _file.Zeros(8); // Creation and modification times: unknown.
        _file.Number32(VideoTrack.UnitsPerSecond);
        _file.Number32(_track.Duration);
        _file.Number32(One); // Rate.
        _file.Number16(0x0100); // Volume.
        _file.Zeros(10);
        Matrix();
        _file.Zeros(24);
        _file.Number32(TrackId + 1); // The next free track number.
    }

    private void TrackHeader()
    {
        _file.Zeros(8); // Creation and modification times: unknown.
        _file.Number32(TrackId);
        _file.Zeros(4);
        _file.Number32(_track.Duration);
        _file.Zeros(16); // Layer, group and volume (which a video does not have).
        Matrix();
        _file.Number32((uint)_track.Width << 16);
        _file.Number32((uint)_track.Height << 16);
    }

    // Section 6.2.2: neither moved, turned nor scaled. The last of the nine numbers has 2.30 bits.
    private void Matrix()
    {
        uint[] matrix = [One, 0, 0, 0, One, 0, 0, 0, 0x40000000];
        Array.ForEach(matrix, _file.Number32);
    }

    private void MediaHeader()
    {
        _file.Zeros(8); // Creation and modification times: unknown.
        _file.Number32(VideoTrack.UnitsPerSecond);
        _file.Number32(_track.Duration);
        _file.Number16(NoLanguage);
        _file.Zeros(2);
    }

    private void Handler()
    {
        _file.Zeros(4);
        _file.Ascii("vide");
        _file.Zeros(12);
        _file.Ascii("VideoHandler\0");
    }

    private void DataReferences()
    {
        _file.Number32(1);
        FullBox("url ", 0x000001, () => { }); // The flag: the data is in this file.
    }

    /// <summary>Writes where and when each frame is, and tells where the offset of the frames belongs in the file.</summary>
    private int SampleTable()
    {
        int count = _track.Frames.Count;
        FullBox("stsd", 0, SampleDescription);
        FullBox("stts", 0, SampleTimes);
        int[] keyFrames = Enumerable.Range(0, count).Where(VideoTrack.IsKeyFrame).ToArray();
        FullBox("stss", 0, () =>
        {
            _file.Number32(keyFrames.Length);
            Array.ForEach(keyFrames, index => _file.Number32(index + 1));
        });
        FullBox("stsc", 0, () =>
        {
            _file.Number32(1);
            _file.Number32(1); // From the first chunk on
            _file.Number32(count); // all the frames are in each one
            _file.Number32(1); // and have the first description.
        });
        FullBox("stsz", 0, () =>
        {
            _file.Number32(0); // The sizes differ.
            _file.Number32(count);
            foreach (byte[] frame in _track.Frames)
            {
                _file.Number32(LengthSize + frame.Length);
            }
        });
        FullBox("stco", 0, () =>
        {
            _file.Number32(1);
            _file.Number32(0);
        });
        return _file.Length - sizeof(int);
    }

    private void SampleTimes()
    {
        int others = _track.Frames.Count - 1;
        int last = _track.Duration - (others * _track.FrameDuration);
        _file.Number32(others > 0 ? 2 : 1);
        if (others > 0)
        {
            _file.Number32(others);
            _file.Number32(_track.FrameDuration);
        }

        _file.Number32(1);
        _file.Number32(last);
    }

    private void SampleDescription()
    {
        _file.Number32(1);
        Box("avc1", () =>
        {
            _file.Zeros(6);
            _file.Number16(1); // The data reference.
            _file.Zeros(16);
            _file.Number16(_track.Width);
            _file.Number16(_track.Height);
            _file.Number32(PixelsPerInch);
            _file.Number32(PixelsPerInch);
            _file.Zeros(4);
            _file.Number16(1); // Frames in a sample.
            _file.Zeros(32); // The compressor's name.
            _file.Number16(24); // Depth: colour without alpha.
            _file.Number16(-1);
            Box("avcC", DecoderConfiguration);
        });
    }

    // ISO/IEC 14496-15, section 5.3.3.1.2.
    private void DecoderConfiguration()
    {
        byte[] sequence = _track.Format.SequenceParameterSet();
        byte[] picture = H264Format.PictureParameterSet();
        _file.Byte(1); // Version.
        _file.Byte(H264Format.Profile);
        _file.Byte(H264Format.Constraints);
        _file.Byte(_track.Format.Level);
        _file.Byte(0b111111_00 | (LengthSize - 1));
        _file.Byte(0b111_00001); // One sequence parameter set.
        _file.Number16(sequence.Length);
        _file.Bytes(sequence);
        _file.Byte(1); // One picture parameter set.
        _file.Number16(picture.Length);
        _file.Bytes(picture);
    }
}
