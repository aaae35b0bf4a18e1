using System;
using System.Linq;
using System.Text;
using Xunit;

namespace TaskApi.Tests.Files;

public class MediaSignatureTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A", "image/png", ".png")]
    [InlineData("FFD8FFE0", "image/jpeg", ".jpg")]
    [InlineData("474946383961", "image/gif", ".gif")]
    [InlineData("474946383761", "image/gif", ".gif")]
    [InlineData("524946460000000057454250", "image/webp", ".webp")]
    [InlineData("49492A0008000000", "image/tiff", ".tif")]
    [InlineData("4D4D002A00000008", "image/tiff", ".tif")]
    [InlineData("424D460000000000000036000000" + "28000000", "image/bmp", ".bmp")]
    [InlineData("0000000C4A584C200D0A870A", "image/jxl", ".jxl")]
    [InlineData("FF0AFA1F", "image/jxl", ".jxl")]
    [InlineData("0000000C6A5020200D0A870A", "image/jp2", ".jp2")]
    [InlineData("3842505300010000", "image/vnd.adobe.photoshop", ".psd")]
    [InlineData("524946460000000057415645", "audio/wav", ".wav")]
    [InlineData("524636340000000057415645", "audio/wav", ".wav")]
    [InlineData("524946460000000041564920", "video/x-msvideo", ".avi")]
    [InlineData("464F524D0000000041494646", "audio/aiff", ".aiff")]
    [InlineData("464F524D0000000041494643", "audio/aiff", ".aiff")]
    [InlineData("4D54686400000006", "audio/midi", ".mid")]
    [InlineData("5249464600000000524D4944", "audio/midi", ".mid")]
    [InlineData("1A45DFA3" + "9F428682" + "4282847765626D", "video/webm", ".webm")]
    [InlineData("1A45DFA3" + "9F428682" + "4282886D6174726F736B61", "video/x-matroska", ".mkv")]
    [InlineData("1A45DFA3", "video/webm", ".webm")]
    [InlineData("000001BA44000400", "video/mpeg", ".mpg")]
    [InlineData("464C5601050000", "video/x-flv", ".flv")]
    [InlineData("3026B2758E66CF11", "video/x-ms-asf", ".asf")]
    [InlineData("0000001466747970" + "00000000", "video/mp4", ".mp4")]
    [InlineData("000000086D6F6F76", "video/quicktime", ".mov")]
    [InlineData("4F67675300", "audio/ogg", ".ogg")]
    [InlineData("4F67675300" + "4F70757348656164", "audio/opus", ".opus")]
    [InlineData("4F67675300" + "807468656F7261", "video/ogg", ".ogv")]
    [InlineData("664C6143", "audio/flac", ".flac")]
    [InlineData("504B0304", "application/zip", ".zip")]
    [InlineData("504B0506", "application/zip", ".zip")]
    [InlineData("1F8B0800", "application/gzip", ".gz")]
    [InlineData("377ABCAF271C", "application/x-7z-compressed", ".7z")]
    [InlineData("255044462D312E37", "application/pdf", ".pdf")]
    [InlineData("676C544602000000", "model/gltf-binary", ".glb")]
    public void The_first_bytes_tell_the_type(string hex, string name, string extension) => AssertIs(Convert.FromHexString(hex), name, extension);

    [Theory]
    [InlineData("isom", "", "video/mp4", ".mp4")]
    [InlineData("iso6", "", "video/mp4", ".mp4")]
    [InlineData("mp42", "isom", "video/mp4", ".mp4")]
    [InlineData("qt  ", "", "video/quicktime", ".mov")]
    [InlineData("M4A ", "isommp42", "audio/mp4", ".m4a")]
    [InlineData("3gp5", "isom", "video/3gpp", ".3gp")]
    [InlineData("avif", "", "image/avif", ".avif")]
    [InlineData("avis", "avifmsf1", "image/avif", ".avif")]
    [InlineData("heic", "mif1", "image/heic", ".heic")]
    [InlineData("heix", "", "image/heic", ".heic")]
    [InlineData("mif1", "miafheic", "image/heic", ".heic")]
    [InlineData("mif1", "miafMA1Bavif", "image/avif", ".avif")]
    [InlineData("mif1", "miaf", "image/heic", ".heic")]
    [InlineData("NEW!", "mp41", "video/mp4", ".mp4")]
    [InlineData("NEW!", "", "video/mp4", ".mp4")]
    public void Brands_tell_films_sound_and_pictures_of_one_family_apart(string major, string others, string name, string extension)
    {
        byte[] box = [0, 0, 0, (byte)(16 + others.Length), .. Encoding.ASCII.GetBytes("ftyp" + major), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(others)];
        // What comes after the box are no brands.
        AssertIs([.. box, .. "qt  heicavif"u8], name, extension);
    }

    [Theory]
    [InlineData("FFFB9000", "audio/mpeg", ".mp3")]
    [InlineData("FFF3", "audio/mpeg", ".mp3")]
    [InlineData("FFE2", "audio/mpeg", ".mp3")]
    [InlineData("FFFD9000", "audio/mpeg", ".mp2")]
    [InlineData("FFFC", "audio/mpeg", ".mp2")]
    [InlineData("FFF14C80", "audio/aac", ".aac")]
    [InlineData("FFF94C80", "audio/aac", ".aac")]
    [InlineData("FFF1", "audio/aac", ".aac")]
    [InlineData("0000000000" + "FFFB9000", "audio/mpeg", ".mp3")]
    [InlineData("494433", "audio/mpeg", ".mp3")]
    [InlineData("49443304000000000002" + "4142" + "FFFB9000", "audio/mpeg", ".mp3")]
    [InlineData("49443304000000000002" + "4142" + "0000" + "FFFD9000", "audio/mpeg", ".mp2")]
    [InlineData("49443304000000000002" + "4142" + "FFF14C80", "audio/aac", ".aac")]
    [InlineData("49443304000000000002" + "4142" + "664C6143", "audio/flac", ".flac")]
    [InlineData("494433040000" + "7F7F7F7F" + "4142", "audio/mpeg", ".mp3")]
    public void Frames_tell_the_layers_and_AAC_apart_also_after_padding_and_tags(string hex, string name, string extension) =>
        AssertIs(Convert.FromHexString(hex), name, extension);

    [Theory]
    [InlineData(188, 0)]
    [InlineData(192, 4)]
    public void A_transport_stream_is_known_by_the_rhythm_of_its_packets(int distance, int first)
    {
        byte[] head = new byte[10 * distance];
        for (int i = first; i < head.Length; i += distance)
        {
            (head[i], head[i + 1], head[i + 3]) = (0x47, 0x40, 0x10);
        }

        AssertIs(head, "video/mp2t", ".ts");
        head[first + (2 * distance)] = 0;
        Assert.Null(MediaSignature.Of(head));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!DOCTYPE html>")]
    [InlineData("{\"error\":\"expired\"}")]
    [InlineData("RIFF1234XXXX")]
    [InlineData("FORM1234XXXX")]
    [InlineData("MZ")]
    [InlineData("GIF")]
    [InlineData("GIF8 is what pictures begin with")]
    [InlineData("BM is no picture by itself, nor with these letters")]
    [InlineData("The wide sea")]
    [InlineData("Who moov'd?")]
    [InlineData("II* is no more")]
    [InlineData("ID")]
    public void What_is_no_such_file_has_no_type(string text) => Assert.Null(MediaSignature.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_song_that_begins_with_the_letter_of_a_transport_stream_is_none() =>
        Assert.Null(MediaSignature.Of(
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("Go on and on and on and on and on and on and on and on a while.", 60)))));

    [Theory]
    [InlineData("FF")]
    [InlineData("FF82")]
    [InlineData("FFFE")]
    [InlineData("FFEB9000")]
    [InlineData("FFFBF000")]
    [InlineData("FFFB9C00")]
    [InlineData("FFE1")]
    [InlineData("FFF17C80")]
    [InlineData("00000000")]
    public void What_is_no_frame_is_not_taken_for_sound(string hex) => Assert.Null(MediaSignature.Of(Convert.FromHexString(hex)));

    private static void AssertIs(byte[] head, string name, string extension)
    {
        MediaType? type = MediaSignature.Of(head);
        Assert.Equal((name, extension), (type?.Name, type?.Extension));
    }
}
