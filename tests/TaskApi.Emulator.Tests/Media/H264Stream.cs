using System.Collections.Generic;
using Xunit;

namespace TaskApi.Emulator.Tests.Media;

/// <summary>Reads the units of an H.264 stream of the Baseline profile.</summary>
internal static class H264Stream
{
    /// <summary>The size that a sequence parameter set gives, without what it crops.</summary>
    public static (int Width, int Height) Size(byte[] sequenceParameterSet)
    {
        var bits = new BitReader(sequenceParameterSet);
        bits.Bits(24); // Profile, constraints and level.
        Assert.Equal(0, bits.Unsigned()); // Identifier.
        bits.Unsigned(); // Bits of frame_num.
        Assert.Equal(0, bits.Unsigned()); // Order count type.
        bits.Unsigned(); // Bits of the order count.
        Assert.Equal(1, bits.Unsigned()); // Reference frames.
        bits.Bits(1); // Gaps in frame_num.
        int width = 16 * (bits.Unsigned() + 1);
        int height = 16 * (bits.Unsigned() + 1);
        Assert.Equal(1, bits.Bits(1)); // Frames only.
        bits.Bits(1); // Direct inference.
        if (bits.Bits(1) == 1)
        {
            width -= 2 * (bits.Unsigned() + bits.Unsigned());
            height -= 2 * (bits.Unsigned() + bits.Unsigned());
        }

        return (width, height);
    }

    /// <summary>Whether a unit has bytes that a decoder would take for the start of another.</summary>
    public static bool HasStartCode(byte[] unit)
    {
        for (int i = 2; i < unit.Length; i++)
        {
            if (unit[i - 2] == 0 && unit[i - 1] == 0 && unit[i] < 3)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Decodes a key picture of flat macroblocks to the brightness and colour differences of each.</summary>
    public static List<int[]> DecodeKeyPicture(byte[] unit, int columns)
    {
        var bits = new BitReader(unit);
        Assert.Equal((0, 7, 0), (bits.Unsigned(), bits.Unsigned(), bits.Unsigned())); // First macroblock, type, parameter set.
        Assert.Equal(0, bits.Bits(4)); // frame_num.
        bits.Unsigned(); // Identifier.
        Assert.Equal(0, bits.Bits(12)); // Order count, marking of references.
        Assert.Equal((0, 0, 6, 6), (bits.Signed(), bits.Unsigned(), bits.Signed(), bits.Signed())); // Quantiser change, deblocking.

        var colours = new List<int[]>();
        while (!bits.IsAtTrailingBits)
        {
            int type = bits.Unsigned() - 1;
            int[] predicted = (type % 4, bits.Unsigned()) switch
            {
                (0, 2) => colours[^columns],
                (1, 1) when colours.Count % columns > 0 => colours[^1],
                (2, 0) when colours.Count == 0 => [128, 128, 128],
                (int luma, int chroma) => throw new Xunit.Sdk.XunitException($"The modes {luma} and {chroma} do not fit macroblock {colours.Count}."),
            };
            Assert.Equal(0, bits.Signed()); // Quantiser change.
            Assert.InRange(type / 4, 0, 1);
            bool hasChroma = type / 4 == 1;
            colours.Add(
            [
                predicted[0] + DecodeLevel(bits, none: "1", one: "01", larger: "000101"),
                predicted[1] + (hasChroma ? DecodeLevel(bits, none: "01", one: "1", larger: "000111") : 0),
                predicted[2] + (hasChroma ? DecodeLevel(bits, none: "01", one: "1", larger: "000111") : 0),
            ]);
        }

        return colours;
    }

    /// <summary>How many macroblocks a picture of skipped and moved macroblocks has.</summary>
    public static int CountMacroblocksOfMovedPicture(byte[] unit)
    {
        var bits = new BitReader(unit);
        Assert.Equal((0, 5, 0), (bits.Unsigned(), bits.Unsigned(), bits.Unsigned())); // First macroblock, type, parameter set.
        Assert.Equal(1, bits.Bits(4)); // frame_num.
        bits.Bits(10); // Order count.
        Assert.Equal(0, bits.Bits(2)); // No overrides.
        Assert.Equal((0, 1), (bits.Signed(), bits.Unsigned())); // Quantiser change, no deblocking.
        int count = 0;
        while (!bits.IsAtTrailingBits)
        {
            count += bits.Unsigned(); // The skipped ones.
            if (!bits.IsAtTrailingBits)
            {
                Assert.Equal(0, bits.Unsigned()); // Type: one vector.
                bits.Signed();
                bits.Signed();
                Assert.Equal(0, bits.Unsigned()); // Nothing differs.
                count++;
            }
        }

        return count;
    }

    // ISO/IEC 14496-10, section 9.2, for no coefficient or one at the first place.
    private static int DecodeLevel(BitReader bits, string none, string one, string larger)
    {
        string code = string.Empty;
        while (code != none && code != one && code != larger)
        {
            code += bits.Bits(1) == 1 ? '1' : '0';
            Assert.InRange(code.Length, 1, 6);
        }

        if (code == none)
        {
            return 0;
        }

        int level = code == one ? 1 - (2 * bits.Bits(1)) : DecodeLargerLevel(bits);
        Assert.Equal(1, bits.Bits(1)); // No zeros before the coefficient.
        return level;
    }

    private static int DecodeLargerLevel(BitReader bits)
    {
        int prefix = 0;
        while (bits.Bits(1) == 0)
        {
            prefix++;
        }

        Assert.InRange(prefix, 0, 15);
        int levelCode = prefix + 2; // A level of one has a code of its own, so the rest count from two on.
        levelCode += prefix switch { 14 => bits.Bits(4), 15 => 15 + bits.Bits(12), _ => 0 };
        return levelCode % 2 == 0 ? (levelCode + 2) / 2 : (-levelCode - 1) / 2;
    }
}
