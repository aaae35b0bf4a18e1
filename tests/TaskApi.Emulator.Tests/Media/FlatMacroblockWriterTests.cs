using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TaskApi.Emulator.Media;
using Xunit;

namespace TaskApi.Emulator.Tests.Media;

public class FlatMacroblockWriterTests
{
    private static readonly Gen<YCbCr> Colours = Gen.Choose(0, 255).Three().Select(parts => new YCbCr(parts.Item1, parts.Item2, parts.Item3));

    [Property]
    public Property Any_colours_are_decoded_as_they_were() => Prop.ForAll(
        Gen.Choose(1, 8).ToArbitrary(),
        Colours.ListOf().ToArbitrary(),
        (columns, colours) => AssertDecoded(columns, colours));

    [Fact]
    public void Each_step_between_two_colours_has_a_code()
    {
        // Up and down by every step there is, in brightness and in the differences.
        IEnumerable<YCbCr> zigzag = Enumerable.Range(0, 256).SelectMany(step => new[] { new YCbCr(0, 255, step), new YCbCr(step, 255 - step, 0) });
        AssertDecoded(512, [.. zigzag]);
    }

    private static void AssertDecoded(int columns, IReadOnlyList<YCbCr> colours)
    {
        // A slice header as the reader expects it: an intra picture with deblocking.
        var bits = new BitWriter();
        bits.Unsigned(0);
        bits.Unsigned(7);
        bits.Unsigned(0);
        bits.Bits(0, 4);
        bits.Unsigned(0);
        bits.Bits(0, 12);
        bits.Signed(0);
        bits.Unsigned(0);
        bits.Signed(6);
        bits.Signed(6);

        var writer = new FlatMacroblockWriter(bits, columns);
        foreach (YCbCr colour in colours)
        {
            writer.Write(colour);
        }

        IEnumerable<YCbCr> decoded = H264Stream
            .DecodeKeyPicture(NalUnit.Make(NalUnit.KeySlice, bits.Finish()), columns)
            .Select(parts => new YCbCr(parts[0], parts[1], parts[2]));
        Assert.Equal(colours, decoded);
    }
}
