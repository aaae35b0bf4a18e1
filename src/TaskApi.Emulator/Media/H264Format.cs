namespace TaskApi.Emulator.Media;

/// <summary>What all pictures of an H.264 stream have in common (ISO/IEC 14496-10), and how a decoder learns of it.</summary>
internal sealed class H264Format
{
    /// <summary>profile_idc: Baseline (section A.2.1).</summary>
    public const int Profile = 66;

    /// <summary>constraint_set0_flag and constraint_set1_flag: together with the profile, Constrained Baseline.</summary>
    public const int Constraints = 0xC0;

    /// <summary>How many bits a slice header has for frame_num.</summary>
    public const int FrameNumberBits = 4;

    /// <summary>How many bits a slice header has for pic_order_cnt_lsb.</summary>
    public const int OrderCountBits = 10;

    private const int MacroblockSide = 16;
    private readonly int _width;
    private readonly int _height;

    /// <summary>Describes a stream.</summary>
    /// <param name="width">The width in pixels, which is even.</param>
    /// <param name="height">The height in pixels, which is even.</param>
    /// <param name="framesPerSecond">The most pictures in any second.</param>
    public H264Format(int width, int height, int framesPerSecond)
    {
        _width = width;
        _height = height;
        Columns = (width + MacroblockSide - 1) / MacroblockSide;
        Rows = (height + MacroblockSide - 1) / MacroblockSide;
        Level = H264Level.For(Columns, Rows, framesPerSecond);
    }

    /// <summary>How many macroblocks a row has; the last one may reach over the right side.</summary>
    public int Columns { get; }

    /// <summary>How many rows of macroblocks there are; the last one may reach over the bottom.</summary>
    public int Rows { get; }

    /// <summary>level_idc: ten times the level's number.</summary>
    public int Level { get; }

    /// <summary>Writes what a decoder must know of the whole stream (section 7.3.2.1.1).</summary>
    public byte[] SequenceParameterSet()
    {
        var bits = new BitWriter();
        bits.Bits(Profile, 8);
        bits.Bits(Constraints, 8);
        bits.Bits(Level, 8);
        bits.Unsigned(0); // seq_parameter_set_id
        bits.Unsigned(FrameNumberBits - 4); // log2_max_frame_num_minus4
        bits.Unsigned(0); // pic_order_cnt_type: type 2 would be shorter, but forbids two disposable pictures in a row.
        bits.Unsigned(OrderCountBits - 4); // log2_max_pic_order_cnt_lsb_minus4
        bits.Unsigned(1); // max_num_ref_frames
        bits.Flag(false); // gaps_in_frame_num_value_allowed_flag
        bits.Unsigned(Columns - 1); // pic_width_in_mbs_minus1
        bits.Unsigned(Rows - 1); // pic_height_in_map_units_minus1
        bits.Flag(true); // frame_mbs_only_flag
        bits.Flag(true); // direct_8x8_inference_flag
        WriteCropping(bits);
        bits.Flag(true); // vui_parameters_present_flag
        WriteUsability(bits);
        return NalUnit.Make(NalUnit.SequenceParameterSet, bits.Finish());
    }

    /// <summary>Writes what a decoder must know of the pictures (section 7.3.2.2).</summary>
    public static byte[] PictureParameterSet()
    {
        var bits = new BitWriter();
        bits.Unsigned(0); // pic_parameter_set_id
        bits.Unsigned(0); // seq_parameter_set_id
        bits.Flag(false); // entropy_coding_mode_flag: CAVLC
        bits.Flag(false); // bottom_field_pic_order_in_frame_present_flag
        bits.Unsigned(0); // num_slice_groups_minus1
        bits.Unsigned(0); // num_ref_idx_l0_default_active_minus1
        bits.Unsigned(0); // num_ref_idx_l1_default_active_minus1
        bits.Flag(false); // weighted_pred_flag
        bits.Bits(0, 2); // weighted_bipred_idc
        bits.Signed(FlatMacroblockWriter.Quantiser - 26); // pic_init_qp_minus26
        bits.Signed(0); // pic_init_qs_minus26
        bits.Signed(FlatMacroblockWriter.ChromaQuantiserOffset); // chroma_qp_index_offset
        bits.Flag(true); // deblocking_filter_control_present_flag
        bits.Flag(false); // constrained_intra_pred_flag
        bits.Flag(false); // redundant_pic_cnt_present_flag
        return NalUnit.Make(NalUnit.PictureParameterSet, bits.Finish());
    }

    // Section 7.3.2.1.1: in units of two pixels, as the colour of 4:2:0 has half the size.
    private void WriteCropping(BitWriter bits)
    {
        int right = ((Columns * MacroblockSide) - _width) / 2;
        int bottom = ((Rows * MacroblockSide) - _height) / 2;
        bits.Flag(right + bottom > 0); // frame_cropping_flag
        if (right + bottom > 0)
        {
            bits.Unsigned(0); // frame_crop_left_offset
            bits.Unsigned(right);
            bits.Unsigned(0); // frame_crop_top_offset
            bits.Unsigned(bottom);
        }
    }

    // Annex E.1.1: the colours' meaning, and that a decoder need not wait for a later picture before it shows one.
    private static void WriteUsability(BitWriter bits)
    {
        bits.Flag(false); // aspect_ratio_info_present_flag
        bits.Flag(false); // overscan_info_present_flag
        bits.Flag(true); // video_signal_type_present_flag
        bits.Bits(5, 3); // video_format: unspecified
        bits.Flag(false); // video_full_range_flag
        bits.Flag(true); // colour_description_present_flag
        bits.Bits(1, 8); // colour_primaries: BT.709
        bits.Bits(1, 8); // transfer_characteristics: BT.709
        bits.Bits(1, 8); // matrix_coefficients: BT.709
        bits.Flag(false); // chroma_loc_info_present_flag
        bits.Flag(false); // timing_info_present_flag
        bits.Flag(false); // nal_hrd_parameters_present_flag
        bits.Flag(false); // vcl_hrd_parameters_present_flag
        bits.Flag(false); // pic_struct_present_flag
        bits.Flag(true); // bitstream_restriction_flag
        bits.Flag(true); // motion_vectors_over_pic_boundaries_flag
        bits.Unsigned(0); // max_bytes_per_pic_denom: no limit
        bits.Unsigned(0); // max_bits_per_mb_denom: no limit
        bits.Unsigned(16); // log2_max_mv_length_horizontal
        bits.Unsigned(16); // log2_max_mv_length_vertical
        bits.Unsigned(0); // max_num_reorder_frames
        bits.Unsigned(1); // max_dec_frame_buffering
    }
}
