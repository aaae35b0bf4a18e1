using System;
using System.Buffers.Binary;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TaskApi.Emulator.Media;
using Xunit;

namespace TaskApi.Emulator.Tests.Media;

public class WavWriterTests
{
    [Fact]
    public void A_wav_has_the_header_of_mono_pcm_at_8_khz()
    {
        byte[] wav = WavWriter.Write(TimeSpan.FromSeconds(2), seed: 1);
        Assert.Equal("RIFF", Encoding.ASCII.GetString(wav, 0, 4));
        Assert.Equal(wav.Length - 8, Int32(wav, 4));
        Assert.Equal("WAVEfmt ", Encoding.ASCII.GetString(wav, 8, 8));
        Assert.Equal(16, Int32(wav, 16));
        Assert.Equal((1, 1), (Int16(wav, 20), Int16(wav, 22)));
        Assert.Equal((8000, 16000), (Int32(wav, 24), Int32(wav, 28)));
        Assert.Equal((2, 16), (Int16(wav, 32), Int16(wav, 34)));
        Assert.Equal("data", Encoding.ASCII.GetString(wav, 36, 4));
        Assert.Equal(wav.Length - 44, Int32(wav, 40));
    }

    [Property(MaxTest = 15)]
    public Property A_wav_lasts_exactly_as_long_as_asked() =>
        Prop.ForAll(Sizes.Durations.ToArbitrary(), ArbMap.Default.ArbFor<uint>(), (duration, seed) =>
            Assert.Equal(duration, TimeSpan.FromTicks(Int32(WavWriter.Write(duration, seed), 40) * TimeSpan.TicksPerSecond / 16000)));

    [Fact]
    public void A_wav_of_no_time_is_a_header_alone() => Assert.Equal(44, WavWriter.Write(TimeSpan.Zero, seed: 1).Length);

    [Fact]
    public void A_wav_is_loud_enough_to_hear_and_never_clips() => Assert.All(Enumerable.Range(0, 20), seed =>
    {
        int peak = Samples(WavWriter.Write(TimeSpan.FromSeconds(5), (uint)seed)).Max(sample => Math.Abs(sample));
        Assert.InRange(peak, 8_000, 32_000);
    });

    [Fact]
    public void A_wav_fades_in_and_out()
    {
        int[] samples = Samples(WavWriter.Write(TimeSpan.FromSeconds(5), seed: 4));
        int[] ends = [.. samples[..80], .. samples[^80..]];
        Assert.All(ends, sample => Assert.InRange(sample, -1000, 1000));
    }

    [Fact]
    public void Each_seed_gives_another_wav() => Assert.Equal(
        100,
        Enumerable.Range(0, 100).Select(seed => Convert.ToHexString(WavWriter.Write(TimeSpan.FromSeconds(1), (uint)seed))).Distinct().Count());

    [Fact]
    public void The_same_seed_gives_the_same_wav() =>
        Assert.Equal(WavWriter.Write(TimeSpan.FromSeconds(1), seed: 7), WavWriter.Write(TimeSpan.FromSeconds(1), seed: 7));

    [Theory]
    [InlineData(-1)]
    [InlineData(100)]
    public void A_duration_out_of_range_is_refused(int days) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => WavWriter.Write(TimeSpan.FromDays(days), seed: 1));

    private static int[] Samples(byte[] wav) => [.. wav[44..].Chunk(2).Select(pair => (int)BinaryPrimitives.ReadInt16LittleEndian(pair))];

    private static int Int32(byte[] wav, int at) => BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(at));

    private static int Int16(byte[] wav, int at) => BinaryPrimitives.ReadInt16LittleEndian(wav.AsSpan(at));
}
