using System;
using System.Linq;
using System.Text;
using Xunit;

namespace TaskApi.Tests.Files;

/// <summary>Where files of known forms end.</summary>
public sealed class MediaEndTests
{
    private static readonly byte[] Png =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");
    private static readonly byte[] Mp4 = [.. Box("ftyp", 16), .. Box("moov", 300), .. LongBox("mdat", 5000)];
    private static readonly byte[] Wav = [.. "RIFF"u8, .. BitConverter.GetBytes(1036), .. "WAVEfmt "u8, .. new byte[1028]];

    [Theory]
    [InlineData("png")]
    [InlineData("mp4")]
    [InlineData("wav")]
    public void A_whole_file_is_whole_and_no_cut_one_is(string form)
    {
        byte[] file = form switch { "png" => Png, "mp4" => Mp4, _ => Wav };
        foreach (int step in (int[])[1, 7, file.Length])
        {
            Assert.Null(Problem(file, step));
            Assert.Null(Problem([.. file, .. new byte[7]], step));
        }

        // Of a PNG the checksum of the last block is not missed; the first bytes are too few to tell anything.
        for (int length = form == "png" ? 60 : 30; length < file.Length - 12; length++)
        {
            bool isBetweenBoxes = form == "mp4" && length is >= 332 and <= 340;
            Assert.Equal(!isBetweenBoxes, Problem(file[..length], 64) is not null);
        }
    }

    [Fact]
    public void A_film_without_its_index_is_not_whole() => Assert.NotNull(Problem([.. Box("ftyp", 16), .. Box("mdat", 100)], 50));

    [Theory]
    [InlineData("last box without a size")]
    [InlineData("sound of unknown length")]
    [InlineData("unknown")]
    [InlineData("png of unknown blocks")]
    [InlineData("film of unknown boxes")]
    public void What_cannot_be_judged_is_taken_for_whole(string what)
    {
        byte[] file = what switch
        {
            "last box without a size" => [.. Box("ftyp", 16), .. Box("moov", 8), 0, 0, 0, 0, .. "mdat"u8, .. new byte[500]],
            "sound of unknown length" => [.. "RIFF"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "WAVEfmt "u8, .. new byte[100]],
            "unknown" => [.. Enumerable.Range(0, 500).Select(number => (byte)number)],
            "png of unknown blocks" => [.. Png[..8], .. new byte[500]],
            _ => [.. Box("ftyp", 16), .. new byte[500]],
        };
        Assert.Null(Problem(file, 100));
    }

    private static string? Problem(byte[] file, int step)
    {
        var end = new MediaEnd();
        for (int at = 0; at < file.Length; at += step)
        {
            end.Take(file.AsSpan(at, Math.Min(step, file.Length - at)));
        }

        return end.Problem();
    }

    private static byte[] Box(string name, int content) =>
        [.. BitConverter.GetBytes(content + 8).Reverse(), .. Encoding.ASCII.GetBytes(name), .. new byte[content]];

    private static byte[] LongBox(string name, int content) =>
        [0, 0, 0, 1, .. Encoding.ASCII.GetBytes(name), .. BitConverter.GetBytes(content + 16L).Reverse(), .. new byte[content]];
}
