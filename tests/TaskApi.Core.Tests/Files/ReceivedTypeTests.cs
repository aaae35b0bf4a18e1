using System;
using System.Linq;
using System.Text;
using Xunit;

namespace TaskApi.Tests.Files;

public class ReceivedTypeTests
{
    private const string Page = "<!DOCTYPE html><html><head><title>Expired</title></head><body>Link expired</body></html>";

    private static readonly byte[] Nobody = [.. Enumerable.Range(1, 100).Select(number => (byte)(number * 7 % 31))];

    [Theory]
    [InlineData("audio/midi", ".bin", "audio/midi", ".mid")]
    [InlineData("AUDIO/X-WAV", "", "audio/wav", ".wav")]
    [InlineData("application/octet-stream", ".flac", "audio/flac", ".flac")]
    [InlineData(null, ".flac", "audio/flac", ".flac")]
    [InlineData(null, ".splat", "application/octet-stream", ".splat")]
    [InlineData("application/x-secret", ".splat", "application/octet-stream", ".splat")]
    [InlineData(null, "", "application/octet-stream", ".bin")]
    [InlineData("model/gltf+json", ".fbx", "model/x-fbx", ".fbx")]
    public void A_result_of_an_unknown_kind_is_named_by_what_the_server_says_and_then_by_its_address(string? told, string extension, string name,
        string expected) =>
        AssertIs(Judge(Nobody, told, extension, Sound), name, expected);

    [Theory]
    [InlineData(".exe")]
    [InlineData(".ps1")]
    [InlineData(".lnk")]
    [InlineData(".part")]
    public void No_result_becomes_a_program_or_looks_unfinished(string extension) =>
        AssertIs(Judge(Nobody, null, extension, Sound), "application/octet-stream", ".bin");

    [Theory]
    [InlineData("image/jpeg", ".mp4", ".png")]
    [InlineData("text/html", ".html", ".png")]
    [InlineData("application/json", "", ".png")]
    public void The_bytes_say_more_than_server_and_address(string told, string extension, string expected) =>
        AssertIs(Judge([.. Convert.FromHexString("89504E470D0A1A0A"), .. Nobody], told, extension, Picture), "image/png", expected);

    [Theory]
    [InlineData("00000010667479706D70343200000000", null, ".m4v", "video/mp4", ".m4v")]
    [InlineData("00000010667479706D70343200000000", null, ".m4a", "audio/mp4", ".m4a")]
    [InlineData("00000010667479706D70343200000000", "audio/mp4", "", "audio/mp4", ".m4a")]
    [InlineData("00000010667479706D70343200000000", "audio/mpeg", ".mp3", "video/mp4", ".mp4")]
    [InlineData("49443304000000000000414243444546", "audio/aac", ".aac", "audio/aac", ".aac")]
    [InlineData("504B030401010101", null, ".usdz", "application/zip", ".usdz")]
    [InlineData("504B030401010101", null, ".mp3", "application/zip", ".zip")]
    public void What_the_bytes_leave_open_the_others_tell(string hex, string? told, string extension, string name, string expected) =>
        AssertIs(Judge([.. Convert.FromHexString(hex), .. Nobody], told, extension, Sound), name, expected);

    [Theory]
    [InlineData("""{"words":[{"text":"fox","start":0.1}],"language_code":"en"}""", "application/json", "", "application/json", ".json")]
    [InlineData("""{"words":[{"text":"fox","start":0.1}],"error":null,"success":true}""", "application/octet-stream", ".json", "application/json", ".json")]
    [InlineData("""[{"text":"fox","message":"m"}]""", "application/json; charset=utf-8", "", "application/json", ".json")]
    [InlineData("""{"asset":{"version":"2.0"}}""", "model/gltf+json", ".gltf", "application/json", ".gltf")]
    [InlineData("1\n00:00:00,000 --> 00:00:01,000\nfox\n", "text/plain", "", "application/x-subrip", ".srt")]
    [InlineData("\uFEFF1\r\n00:00:00,000 --> 00:00:01,000\r\nfox\r\n", null, ".txt", "application/x-subrip", ".srt")]
    [InlineData("WEBVTT\n\n00:00.000 --> 00:01.000\nfox\n", null, "", "text/vtt", ".vtt")]
    [InlineData("NOTE a fox\n", "text/vtt", ".vtt", "text/vtt", ".vtt")]
    [InlineData("la lá la", "text/plain", "", "text/plain", ".txt")]
    [InlineData("[00:12.00]la la", null, ".lrc", "text/plain", ".lrc")]
    [InlineData("[Verse 1]\nla {la}", null, "", "text/plain", ".txt")]
    [InlineData("{la} la", null, "", "text/plain", ".txt")]
    [InlineData("{\"a\":1}\n{\"a\":2}\n", null, ".jsonl", "text/plain", ".jsonl")]
    [InlineData("<verse> la la", null, "", "text/plain", ".txt")]
    [InlineData("<?xml version='1.0'?><score-partwise/>", "application/xml", ".musicxml", "application/xml", ".musicxml")]
    public void Written_results_are_results(string text, string? told, string extension, string name, string expected) =>
        AssertIs(Judge(Encoding.UTF8.GetBytes(text), told?.Split(';')[0], extension, Sound), name, expected);

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'></svg>")]
    [InlineData("<?xml version='1.0'?>\n<!-- made by hand --><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg11.dtd'>\n<svg:svg />")]
    public void A_drawing_is_a_picture(string text) => AssertIs(Judge(Encoding.UTF8.GetBytes(text), "text/plain", ".png", Picture), "image/svg+xml", ".svg");

    [Fact]
    public void Text_in_two_bytes_a_letter_is_text() =>
        AssertIs(Judge([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("la la")], "text/plain", "", Sound), "text/plain", ".txt");

    [Fact]
    public void Text_in_an_old_encoding_is_what_the_server_says() =>
        AssertIs(Judge(Encoding.Latin1.GetBytes("la lá la lá"), "text/plain", "", Sound), "text/plain", ".txt");

    [Fact]
    public void A_long_text_is_known_by_its_beginning_even_if_a_letter_is_cut_in_two()
    {
        byte[] head = Encoding.UTF8.GetBytes(new string('x', 99) + "á");
        AssertIs(ReceivedType.Of(head.AsSpan(0, 100), isWhole: false, null, "", Sound, text => text), "text/plain", ".txt");
        AssertIs(ReceivedType.Of("{\"words\":[{\"text\":\"fo"u8, isWhole: false, "application/json", "", Sound, text => text), "application/json", ".json");
    }

    [Theory]
    [InlineData(Page, "text/html", ".png")]
    [InlineData(Page, "image/png", ".png")]
    [InlineData(Page, "text/html", "")]
    [InlineData(Page, "text/html", ".json")]
    [InlineData("\n<!-- proxy --><HTML ><body>", null, ".mp4")]
    [InlineData("<h1>404 Not Found</h1>", "text/html", ".mp3")]
    [InlineData("<p>Gone \u00E4", "text/html", "")]
    [InlineData("{\"error\":\"expired\"}", "application/json", ".png")]
    [InlineData("{\"words\":[]}", "application/json", ".mp3")]
    [InlineData("{\"error\":\"expired\"}", "application/json", "")]
    [InlineData("{\"detail\":\"Not Found\"}", "application/json", "")]
    [InlineData("{\"code\":404,\"data\":null}", null, "")]
    [InlineData("{\"data\":{},\"success\":false}", null, "")]
    [InlineData("{\"message\":\"no\"}", null, ".zip")]
    [InlineData("<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "application/xml", "")]
    [InlineData("<Error><Code>AccessDenied</Code></Error>", null, ".png")]
    [InlineData("Not found", "text/plain", ".png")]
    [InlineData("Not found", null, ".zip")]
    public void A_page_in_a_results_place_is_refused_and_quoted(string text, string? told, string extension)
    {
        string message = Assert.Throws<NoResultException>(() => Judge(Encoding.UTF8.GetBytes(text), told, extension, Sound)).Message;
        Assert.Contains("no picture, film or sound", message, StringComparison.Ordinal);
        Assert.Contains(text.Trim()[..9], message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image_url")]
    [InlineData("url")]
    public void Where_a_picture_was_expected_a_failure_in_JSON_is_none(string name)
    {
        var output = new GenOutput { Name = name, Kind = GenKind.Image };
        _ = Assert.Throws<NoResultException>(() => Judge("{\"error\":{\"code\":1}}"u8.ToArray(), "application/json", "", output));
        _ = Assert.Throws<NoResultException>(() => Judge("{\"words\":[]}"u8.ToArray(), null, "", output));
        AssertIs(Judge("{\"layers\":[]}"u8.ToArray(), "application/json", "", output), "application/json", ".json");
    }

    [Fact]
    public void A_page_in_an_old_encoding_is_a_page_and_a_page_that_was_asked_for_is_a_result()
    {
        _ = Assert.Throws<NoResultException>(() => Judge(Encoding.Latin1.GetBytes("<html><body>Vorüber"), null, "", Sound));
        AssertIs(Judge(Encoding.UTF8.GetBytes(Page), "text/html", ".html", Sound), "text/html", ".html");
        AssertIs(Judge("<b>la</b>"u8.ToArray(), "text/plain", ".txt", Sound), "text/html", ".html");
    }

    [Theory]
    [InlineData("89504E47", ".png")]
    [InlineData("89504E470D0A1A0A", "")]
    [InlineData("FFD8FF", ".jpg")]
    [InlineData("524946460000000057415645", ".wav")]
    [InlineData("00000010667479706D703432", ".mp4")]
    [InlineData("494433", ".mp3")]
    [InlineData("89", ".png")]
    [InlineData("01020304", "")]
    public void A_file_that_is_too_short_to_be_one_is_none(string hex, string extension)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var film = new GenOutput { Name = "video_url", Kind = GenKind.Video };
        Assert.Contains($"only {bytes.Length} bytes", Assert.Throws<NoResultException>(
            () => Judge(bytes, null, extension, film)).Message, StringComparison.Ordinal);
        _ = ReceivedType.Of(bytes, isWhole: false, null, extension, film, text => text);
    }

    [Theory]
    [InlineData("<!--a-->", "text/plain")]
    [InlineData("<?a?>", "text/plain")]
    [InlineData("<!--", "text/plain")]
    [InlineData("<!doctype a[]>", "application/xml")]
    public void A_page_that_never_comes_to_the_point_is_read_once(string part, string name)
    {
        byte[] page = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(part, 4000)));
        Assert.Equal(name, ReceivedType.Of(page, isWhole: false, null, "", Sound, text => text).Type.Name);
    }

    [Fact]
    public void A_deep_transcript_is_JSON() =>
        AssertIs(Judge(Encoding.ASCII.GetBytes(new string('[', 500) + new string(']', 500)), "application/json", "", Sound), "application/json", ".json");

    [Fact]
    public void An_empty_file_is_no_result_of_any_kind() =>
        Assert.Contains("empty", Assert.Throws<NoResultException>(() => Judge([], "text/plain", ".txt", Sound)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_quoted_page_is_one_short_line_without_what_nobody_may_see()
    {
        string page = "<html>\r\n\tsk-secret\x1B[31m " + new string('x', 500);
        string message = Assert.Throws<NoResultException>(
            () => ReceivedType.Of(Encoding.UTF8.GetBytes(page), true, null, "", Sound,
                text => text.Replace("sk-secret", "***", StringComparison.Ordinal))).Message;
        Assert.Contains("<html> *** [31m xxx", message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
        Assert.InRange(message.Length, 100, 300);
    }

    [Theory]
    [InlineData("https://cdn.example.net/a.PNG?x=1.mp3#a.wav", ".png")]
    [InlineData("https://cdn.example.net/a.tar.gz", ".gz")]
    [InlineData("https://cdn.example.net/a.b/c", "")]
    [InlineData("https://cdn.example.net/a", "")]
    [InlineData("https://cdn.example.net/a.", "")]
    [InlineData("https://cdn.example.net/a.%2e%2fx", "")]
    [InlineData("https://cdn.example.net/a.p%20g", "")]
    [InlineData("https://cdn.example.net/a.averylongone", "")]
    public void The_extension_of_an_address_is_a_plain_word(string url, string extension) => Assert.Equal(extension, ReceivedType.ExtensionOf(new Uri(url)));

    private static GenOutput Sound { get; } = new() { Name = "url", Kind = GenKind.Audio };

    private static GenOutput Picture { get; } = new() { Name = "image_url", Kind = GenKind.Image };

    private static ReceivedType Judge(byte[] bytes, string? told, string extension, GenOutput output) =>
        ReceivedType.Of(bytes, isWhole: true, told, extension, output, text => text);

    private static void AssertIs(ReceivedType received, string name, string extension) =>
        Assert.Equal((name, extension), (received.Type.Name, received.Extension));
}
