using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TaskApi.Emulator.Media;
using Xunit;

namespace TaskApi.Emulator.Tests.Media;

public class FrameSizeTests
{
    [Theory]
    [InlineData(null, null, 1280, 720)]
    [InlineData("auto", "720p", 1280, 720)]
    [InlineData("16:9", "1080p", 1920, 1080)]
    [InlineData("9:16", "1080P", 1080, 1920)]
    [InlineData("16:9", "480p", 854, 480)]
    [InlineData("1:1", "512p", 512, 512)]
    [InlineData("16:9", "768p", 1366, 768)]
    [InlineData("21:9", "720p", 1680, 720)]
    [InlineData("3:4", "720p", 720, 960)]
    [InlineData("16:9", "4k", 3840, 2160)]
    [InlineData("9:16", "4K", 2160, 3840)]
    public void A_resolution_names_the_short_side_of_a_video(string? aspectRatio, string? resolution, int width, int height) =>
        Assert.Equal((width, height), FrameSize.For(aspectRatio, resolution, video: true));

    [Theory]
    [InlineData(null, null, 1024, 1024)]
    [InlineData("auto", "1K", 1024, 1024)]
    [InlineData("1:1", "2k", 2048, 2048)]
    [InlineData("16:9", "2K", 2048, 1152)]
    [InlineData("9:16", "1k", 576, 1024)]
    [InlineData("3:2", "4K", 4096, 2731)]
    [InlineData("1:8", null, 128, 1024)]
    public void A_resolution_names_the_long_side_of_a_picture(string? aspectRatio, string? resolution, int width, int height) =>
        Assert.Equal((width, height), FrameSize.For(aspectRatio, resolution, video: false));

    [Theory]
    [InlineData("wide", "huge")]
    [InlineData("0:0", "0p")]
    [InlineData("1:0", "99999p")]
    [InlineData("0:1", "p")]
    [InlineData("-16:9", "-720p")]
    [InlineData("16:9:4", "k")]
    [InlineData(":", "")]
    [InlineData("1000:1", "9k")]
    public void Unknown_words_count_as_not_given(string aspectRatio, string resolution)
    {
        Assert.Equal((1280, 720), FrameSize.For(aspectRatio, resolution, video: true));
        Assert.Equal((1024, 1024), FrameSize.For(aspectRatio, resolution, video: false));
    }

    [Fact]
    public void An_extreme_video_keeps_its_shape_within_the_longest_side() =>
        Assert.Equal((Mp4Writer.MaxSide, 1024), FrameSize.For("8:1", "4k", video: true));

    [Property]
    public Property Any_aspect_ratio_gives_a_video_that_can_be_coded() => Prop.ForAll(
        Gen.Choose(1, 40).ToArbitrary(),
        Gen.Choose(1, 40).ToArbitrary(),
        Gen.Elements("480p", "512p", "720p", "768p", "1080p", "4k", "?").ToArbitrary(),
        (across, down, resolution) =>
        {
            (int width, int height) = FrameSize.For($"{across}:{down}", resolution, video: true);
            Assert.Equal((0, 0), (width % 2, height % 2));
            Assert.InRange(width, 2, Mp4Writer.MaxSide);
            Assert.InRange(height, 2, Mp4Writer.MaxSide);
            Assert.InRange(new H264Format(width, height, framesPerSecond: 8).Level, 10, 60);
        });

    [Property]
    public Property A_picture_has_the_asked_shape() => Prop.ForAll(Gen.Choose(1, 8).ToArbitrary(), Gen.Choose(1, 8).ToArbitrary(), (across, down) =>
    {
        (int width, int height) = FrameSize.For($"{across}:{down}", "2K", video: false);
        Assert.InRange((double)width * down / (height * across), 0.99, 1.01);
    });
}
