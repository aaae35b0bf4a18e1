using System;
using System.Linq;
using System.Text;
using Xunit;

namespace TaskApi.Tests.Files;

public class MediaTypeTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A", "image/png", ".png")]
    [InlineData("FFD8FFE0", "image/jpeg", ".jpg")]
    [InlineData("474946383961", "image/gif", ".gif")]
    [InlineData("524946460000000057454250", "image/webp", ".webp")]
    [InlineData("524946460000000057415645", "audio/wav", ".wav")]
    [InlineData("0000001866747970" + "69736F6D", "video/mp4", ".mp4")]
    [InlineData("0000001866747970" + "71742020", "video/quicktime", ".mov")]
    [InlineData("0000001866747970" + "4D344120", "audio/mp4", ".m4a")]
    [InlineData("0000001866747970" + "61766966", "image/avif", ".avif")]
    [InlineData("1A45DFA3", "video/webm", ".webm")]
    [InlineData("494433", "audio/mpeg", ".mp3")]
    [InlineData("FFFB9000", "audio/mpeg", ".mp3")]
    [InlineData("FFF3", "audio/mpeg", ".mp3")]
    [InlineData("FFE2", "audio/mpeg", ".mp3")]
    [InlineData("4F676753", "audio/ogg", ".ogg")]
    [InlineData("664C6143", "audio/flac", ".flac")]
    public void The_first_bytes_tell_the_type(string hex, string name, string extension)
    {
        byte[] head = Convert.FromHexString(hex);
        MediaType? type = MediaType.Of(head, head.Length);
        Assert.Equal((name, extension), (type?.Name, type?.Extension));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!DOCTYPE html>")]
    [InlineData("{\"error\":\"expired\"}")]
    [InlineData("RIFF1234AVI ")]
    [InlineData("MZ")]
    [InlineData("GIF")]
    public void What_is_no_media_has_no_type(string text) => Assert.Null(MediaType.Of(Encoding.ASCII.GetBytes(text), text.Length));

    [Theory]
    [InlineData("FF")]
    [InlineData("FFF1")]
    [InlineData("FFFD")]
    [InlineData("FF82")]
    public void Sound_of_another_kind_than_mp3_is_not_taken_for_it(string hex) => Assert.Null(MediaType.Of(Convert.FromHexString(hex), hex.Length / 2));

    [Fact]
    public void Bytes_after_the_end_do_not_count() => Assert.Null(MediaType.Of([.. Convert.FromHexString("89504E47").Concat(new byte[60])], 3));
}
