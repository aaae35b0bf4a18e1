namespace TaskApi.Emulator.Media;

/// <summary>
/// Writes the pictures of an H.264 stream (ISO/IEC 14496-10): key pictures of flat macroblocks, and
/// pictures that show the last key picture from a little aside, which takes a few hundred bytes at any size.
/// </summary>
internal sealed class H264Writer
{
    /// <summary>The most pictures from one key picture to the next; the order count's bits have to tell them apart.</summary>
    public const int LongestScene = 250;

    // slice_type of table 7-6, in the range that says that the whole picture is of the type.
    private const int SlicesAllPredicted = 5;
    private const int SlicesAllIntra = 7;

    // In macroblocks: wide enough to hide their corners, and not so wide that the shapes become a haze.
    private const double SoftEdge = 6;

    private readonly H264Format _format;

    /// <summary>Prepares to write the pictures of a stream.</summary>
    public H264Writer(H264Format format) => _format = format;

    /// <summary>Writes a picture at which decoding can start.</summary>
    /// <param name="scene">The number of the key picture in the stream.</param>
    /// <param name="seed">What the picture depends on.</param>
    public byte[] KeyPicture(int scene, uint seed)
    {
        var bits = new BitWriter();
        WriteSliceStart(bits, SlicesAllIntra, frameNumber: 0);
        bits.Unsigned(scene & 1); // idr_pic_id, which differs between neighbouring key pictures
        bits.Bits(0, H264Format.OrderCountBits); // pic_order_cnt_lsb
        bits.Flag(false); // no_output_of_prior_pics_flag
        bits.Flag(false); // long_term_reference_flag
        bits.Signed(0); // slice_qp_delta
        bits.Unsigned(0); // disable_deblocking_filter_idc: it is on, and as strong as can be to smooth the steps
        bits.Signed(6); // slice_alpha_c0_offset_div2
        bits.Signed(6); // slice_beta_offset_div2

        var artwork = new Artwork(_format.Columns, _format.Rows, SoftEdge, seed);
        var macroblocks = new FlatMacroblockWriter(bits, _format.Columns);
        byte[] row = artwork.NewRow();
        for (int y = 0; y < _format.Rows; y++)
        {
            artwork.PaintRow(row, y);
            for (int at = 0; at < row.Length; at += 3)
            {
                macroblocks.Write(YCbCr.From(new Rgb(row[at], row[at + 1], row[at + 2])));
            }
        }

        return NalUnit.Make(NalUnit.KeySlice, bits.Finish());
    }

    /// <summary>Writes a picture that shows the last key picture moved; no other picture refers to it.</summary>
    /// <param name="index">How many pictures after the key picture it comes.</param>
    /// <param name="right">How far to the right of each pixel its colour lies in the key picture, in quarters of a pixel.</param>
    /// <param name="down">How far below, likewise.</param>
    public byte[] MovedPicture(int index, int right, int down)
    {
        var bits = new BitWriter();
        WriteSliceStart(bits, SlicesAllPredicted, frameNumber: 1); // Disposable pictures do not count on (section 7.4.3).
        bits.Bits(index * 2, H264Format.OrderCountBits); // pic_order_cnt_lsb counts fields
        bits.Flag(false); // num_ref_idx_active_override_flag
        bits.Flag(false); // ref_pic_list_modification_flag_l0
        bits.Signed(0); // slice_qp_delta
        bits.Unsigned(1); // disable_deblocking_filter_idc: it is off, the key picture is smooth already

        // Only the first row and the first column need words. A skipped macroblock takes the median of its neighbours'
        // vectors if it has one to the left and one above (section 8.4.1.1), and all vectors are the same.
        for (int x = 0; x < _format.Columns; x++)
        {
            bits.Unsigned(0); // mb_skip_run
            WriteMovedMacroblock(bits, x == 0 ? right : 0, x == 0 ? down : 0);
        }

        for (int y = 1; y < _format.Rows; y++)
        {
            bits.Unsigned(y == 1 ? 0 : _format.Columns - 1); // mb_skip_run: the rest of the row above
            WriteMovedMacroblock(bits, 0, 0);
        }

        if (_format.Rows > 1 && _format.Columns > 1)
        {
            bits.Unsigned(_format.Columns - 1);
        }

        return NalUnit.Make(NalUnit.DisposableSlice, bits.Finish());
    }

    // Section 7.3.3.
    private static void WriteSliceStart(BitWriter bits, int sliceType, int frameNumber)
    {
        bits.Unsigned(0); // first_mb_in_slice
        bits.Unsigned(sliceType);
        bits.Unsigned(0); // pic_parameter_set_id
        bits.Bits(frameNumber, H264Format.FrameNumberBits);
    }

    // Section 7.3.5, with the vector as the difference from the one that the neighbours predict.
    private static void WriteMovedMacroblock(BitWriter bits, int right, int down)
    {
        bits.Unsigned(0); // mb_type: P_L0_16x16
        bits.Signed(right);
        bits.Signed(down);
        bits.Unsigned(0); // coded_block_pattern: nothing differs (table 9-4)
    }
}
