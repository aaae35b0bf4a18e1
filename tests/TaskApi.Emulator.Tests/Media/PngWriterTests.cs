using System;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TaskApi.Emulator.Media;
using Xunit;

namespace TaskApi.Emulator.Tests.Media;

public class PngWriterTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1024, 1024)]
    [InlineData(1820, 1024)]
    public void A_png_has_the_asked_size(int width, int height)
    {
        var png = new PngFile(PngWriter.Write(width, height, seed: 1));
        Assert.Equal((width, height), (png.Width, png.Height));
    }

    [Property(MaxTest = 30)]
    public Property A_png_of_any_size_and_seed_has_all_its_pixels() =>
        Prop.ForAll(Sizes.Sides.ToArbitrary(), Sizes.Sides.ToArbitrary(), ArbMap.Default.ArbFor<uint>(), (width, height, seed) =>
        {
            var png = new PngFile(PngWriter.Write(width, height, seed));
            Assert.Equal((width, height), (png.Width, png.Height));
            Assert.Equal(height, png.Rows.Length);
        });

    [Fact]
    public void A_large_png_is_valid()
    {
        var png = new PngFile(PngWriter.Write(4096, 4096, seed: 3));
        Assert.Equal((4096, 4096), (png.Width, png.Height));
    }

    [Fact]
    public void A_png_of_a_megapixel_stays_small() =>
        Assert.All(Enumerable.Range(0, 6), seed => Assert.InRange(PngWriter.Write(1024, 1024, (uint)seed).Length, 1, 60_000));

    [Fact]
    public void The_same_seed_gives_the_same_png() => Assert.Equal(PngWriter.Write(64, 48, seed: 7), PngWriter.Write(64, 48, seed: 7));

    [Fact]
    public void Each_seed_gives_another_png() =>
        Assert.Equal(100, Enumerable.Range(0, 100).Select(seed => Convert.ToHexString(PngWriter.Write(16, 16, (uint)seed))).Distinct().Count());

    [Fact]
    public void A_png_shows_many_colours()
    {
        var png = new PngFile(PngWriter.Write(256, 256, seed: 5));
        int colours = png.Rows.SelectMany(row => row.Chunk(3)).Select(pixel => (pixel[0], pixel[1], pixel[2])).Distinct().Count();
        Assert.InRange(colours, 100, int.MaxValue);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 0)]
    [InlineData(-1, 10)]
    [InlineData(10, PngWriter.MaxSide + 1)]
    public void A_side_out_of_range_is_refused(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PngWriter.Write(width, height, seed: 1));
}
