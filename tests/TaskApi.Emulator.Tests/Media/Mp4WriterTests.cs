using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TaskApi.Emulator.Media;
using Xunit;

namespace TaskApi.Emulator.Tests.Media;

public class Mp4WriterTests
{
    [Theory]
    [InlineData(1280, 720)]
    [InlineData(720, 1280)]
    [InlineData(1366, 768)]
    [InlineData(1920, 1080)]
    [InlineData(5040, 2160)]
    [InlineData(2, 2)]
    public void An_mp4_has_the_asked_size_in_all_its_headers(int width, int height) =>
        AssertSize(new Mp4File(Mp4Writer.Write(width, height, TimeSpan.FromSeconds(1), seed: 1)), width, height);

    [Fact]
    public void An_mp4_starts_with_its_brand_and_has_the_index_before_the_data()
    {
        byte[] file = Mp4Writer.Write(320, 240, TimeSpan.FromSeconds(1), seed: 1);
        Assert.Equal("ftypisom", Encoding.ASCII.GetString(file, 4, 8));
        Assert.Equal(["ftyp", "moov", "mdat"], new Mp4File(file).Order.Where(type => type is "ftyp" or "moov" or "mdat" or "free"));
    }

    [Fact]
    public void The_decoder_configuration_repeats_the_profile_and_level_of_the_stream()
    {
        var mp4 = new Mp4File(Mp4Writer.Write(1280, 720, TimeSpan.FromSeconds(1), seed: 1));
        Assert.Equal([1, 66, 0xC0, 31, 0xFF, 0xE1], mp4.Configuration[..6]);
        Assert.Equal([0x67, 66, 0xC0, 31], mp4.SequenceParameterSet[..4]);
    }

    [Property(MaxTest = 50)]
    public Property An_mp4_of_any_size_duration_and_seed_is_whole() => Prop.ForAll(
        Gen.Zip(Sizes.EvenSides, Sizes.EvenSides).ToArbitrary(),
        Sizes.Durations.ToArbitrary(),
        ArbMap.Default.ArbFor<uint>(),
        (size, duration, seed) =>
        {
            (int width, int height) = size;
            var mp4 = new Mp4File(Mp4Writer.Write(width, height, duration, seed));
            AssertSize(mp4, width, height);
            Assert.Equal((duration, duration), (mp4.MovieDuration, mp4.MediaDuration));
            Assert.Equal(duration.TotalMilliseconds, mp4.Times.Sum(run => run.Count * run.Duration));
            Assert.All(mp4.Times, run => Assert.InRange(run.Duration, 1, 100));
            Assert.Equal(mp4.FrameCount, mp4.Times.Sum(run => run.Count));
            AssertFrames(mp4);
        });

    [Fact]
    public void A_player_can_start_at_each_scene_of_a_long_mp4()
    {
        var mp4 = new Mp4File(Mp4Writer.Write(64, 64, TimeSpan.FromSeconds(60), seed: 1));
        Assert.Equal([0, 250, 500], mp4.KeyFrames);
        AssertFrames(mp4);
    }

    [Fact]
    public void The_frames_of_an_mp4_differ()
    {
        var mp4 = new Mp4File(Mp4Writer.Write(640, 480, TimeSpan.FromSeconds(10), seed: 1));
        Assert.Equal(100, mp4.Units().Select(Convert.ToHexString).Distinct().Count());
    }

    [Theory]
    [InlineData(1920, 1080, 10, 60_000)]
    [InlineData(1080, 1920, 10, 60_000)]
    [InlineData(3840, 2160, 25, 200_000)]
    [InlineData(2160, 3840, 25, 200_000)]
    public void An_mp4_stays_small(int width, int height, int seconds, int limit) => Assert.All(
        Enumerable.Range(0, 5),
        seed => Assert.InRange(Mp4Writer.Write(width, height, TimeSpan.FromSeconds(seconds), (uint)seed).Length, 1, limit));

    [Fact]
    public void The_same_seed_gives_the_same_mp4_and_another_seed_another()
    {
        byte[] Write(uint seed) => Mp4Writer.Write(320, 180, TimeSpan.FromSeconds(1), seed);
        Assert.Equal(Write(7), Write(7));
        Assert.NotEqual(Write(7), Write(8));
    }

    [Theory]
    [InlineData(0, 10, 1)]
    [InlineData(10, 11, 1)]
    [InlineData(10, -2, 1)]
    [InlineData(10, Mp4Writer.MaxSide + 2, 1)]
    [InlineData(Mp4Writer.MaxSide, Mp4Writer.MaxSide, 1)]
    [InlineData(10, 10, 0)]
    [InlineData(10, 10, -1)]
    [InlineData(10, 10, 3601)]
    public void A_size_or_duration_out_of_range_is_refused(int width, int height, int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Mp4Writer.Write(width, height, TimeSpan.FromSeconds(seconds), seed: 1));

    private static void AssertSize(Mp4File mp4, int width, int height)
    {
        Assert.Equal((width, height), mp4.TrackSize);
        Assert.Equal((width, height), mp4.SampleSize);
        Assert.Equal((width, height), H264Stream.Size(mp4.SequenceParameterSet));
    }

    private static void AssertFrames(Mp4File mp4)
    {
        int columns = (mp4.TrackSize.Width + 15) / 16;
        int rows = (mp4.TrackSize.Height + 15) / 16;
        int index = 0;
        foreach (byte[] unit in mp4.Units())
        {
            bool isKey = mp4.KeyFrames.Contains(index++);
            Assert.Equal(isKey ? 0x65 : 0x01, unit[0]);
            Assert.False(H264Stream.HasStartCode(unit));
            Assert.Equal(
                columns * rows,
                isKey ? H264Stream.DecodeKeyPicture(unit, columns).Count : H264Stream.CountMacroblocksOfMovedPicture(unit));
        }
    }
}
