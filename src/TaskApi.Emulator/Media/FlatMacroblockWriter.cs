using System;

namespace TaskApi.Emulator.Media;

/// <summary>
/// Writes the macroblocks of an intra picture in which each macroblock (16 by 16 pixels) has one colour. All are of type
/// Intra_16x16: predicted from the neighbour above or to the left, plus the difference of the averages if there is one.
/// </summary>
/// <remarks>
/// A flat block predicts flat blocks, so the decoder's picture is known without decoding: it is the colours that went in.
/// The deblocking filter, which does not feed back into the prediction, later smooths the steps between blocks.
/// </remarks>
internal sealed class FlatMacroblockWriter
{
    /// <summary>
    /// The quantiser at which a luma DC level of one changes the whole block by one: the scale is 16 * 16 * 2^4 / 2^6 = 64
    /// (ISO/IEC 14496-10, section 8.5.10), which the transform divides by 64 (section 8.5.12).
    /// </summary>
    public const int Quantiser = 28;

    /// <summary>What to add to <see cref="Quantiser"/> for the chroma, whose transform has half the gain (section 8.5.11).</summary>
    public const int ChromaQuantiserOffset = -6;

    private readonly BitWriter _bits;

    // The colours of the row above, overwritten from the left by those of the current row.
    private readonly YCbCr[] _line;
    private int _column;
    private bool _isFirstRow = true;

    /// <summary>Starts a picture of so many macroblocks in a row.</summary>
    public FlatMacroblockWriter(BitWriter bits, int columns)
    {
        _bits = bits;
        _line = new YCbCr[columns];
    }

    // Tables 8-4 and 8-5: the modes of luma and chroma have the same names but not the same numbers.
    private enum Prediction
    {
        Above,
        Left,
        Grey,
    }

    /// <summary>Writes the next macroblock, in rows from the top left.</summary>
    public void Write(YCbCr colour)
    {
        (Prediction prediction, YCbCr predicted) = Predict(colour);
        bool hasChroma = colour.Cb != predicted.Cb || colour.Cr != predicted.Cr;

        // Table 7-11: 1 + the luma mode + 4 if chroma DC levels follow; no AC levels ever do.
        _bits.Unsigned(1 + LumaMode(prediction) + (hasChroma ? 4 : 0));
        _bits.Unsigned(ChromaMode(prediction));
        _bits.Signed(0); // mb_qp_delta.
        WriteLuma(colour.Y - predicted.Y);
        if (hasChroma)
        {
            WriteChroma(colour.Cb - predicted.Cb);
            WriteChroma(colour.Cr - predicted.Cr);
        }

        Remember(colour);
    }

    private static int LumaMode(Prediction prediction) => prediction switch
    {
        Prediction.Above => 0,
        Prediction.Left => 1,
        _ => 2,
    };

    private static int ChromaMode(Prediction prediction) => prediction switch
    {
        Prediction.Above => 2,
        Prediction.Left => 1,
        _ => 0,
    };

    private (Prediction Prediction, YCbCr Predicted) Predict(YCbCr colour)
    {
        YCbCr above = _line[_column];
        YCbCr left = _column > 0 ? _line[_column - 1] : default;
        return (_isFirstRow, _column == 0) switch
        {
            (true, true) => (Prediction.Grey, YCbCr.Grey),
            (true, false) => (Prediction.Left, left),
            (false, true) => (Prediction.Above, above),
            _ => colour.DistanceTo(left) < colour.DistanceTo(above) ? (Prediction.Left, left) : (Prediction.Above, above),
        };
    }

    private void Remember(YCbCr colour)
    {
        _line[_column] = colour;
        if (++_column == _line.Length)
        {
            _column = 0;
            _isFirstRow = false;
        }
    }

    // The codes are those of table 9-5 for nC = 0: the neighbours have no AC levels, which is what nC counts.
    private void WriteLuma(int level) => WriteLevel(level, none: (0b1, 1), one: (0b01, 2), larger: (0b000101, 6));

    // Table 9-5 for nC = -1, the 2x2 block of chroma DC levels.
    private void WriteChroma(int level) => WriteLevel(level, none: (0b01, 2), one: (0b1, 1), larger: (0b000111, 6));

    /// <summary>Writes a block whose first level is the only one that may not be zero (section 7.3.5.3.2).</summary>
    private void WriteLevel(int level, (int Code, int Length) none, (int Code, int Length) one, (int Code, int Length) larger)
    {
        int size = Math.Abs(level);
        (int code, int length) = size switch { 0 => none, 1 => one, _ => larger };
        _bits.Bits(code, length);
        if (size == 0)
        {
            return;
        }

        int sign = level < 0 ? 1 : 0;
        if (size == 1)
        {
            _bits.Bits(sign, 1); // trailing_ones_sign_flag.
        }
        else
        {
            WriteLargerLevel((2 * (size - 2)) + sign);
        }

        _bits.Bits(1, 1); // total_zeros: none come before the first level (tables 9-7 and 9-9).
    }

    // Section 9.2.2.1 with a suffixLength of zero: a prefix of zeros and a one, then a suffix from the prefix 14 on.
    private void WriteLargerLevel(int levelCode)
    {
        (int prefix, int suffixLength) = levelCode switch { < 14 => (levelCode, 0), < 30 => (14, 4), _ => (15, 12) };
        _bits.Bits(1, prefix + 1);
        _bits.Bits(levelCode - (prefix < 15 ? prefix : 30), suffixLength);
    }
}
