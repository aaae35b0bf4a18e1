using Xunit;

namespace TaskApi.Tests.Service;

/// <summary>Results where a table or a text shows all of a task's: in a cell of Export-Csv, which is read again.</summary>
public class GenOutputTests
{
    private static readonly GenOutput Song = new() { Name = "audio_url", Kind = GenKind.Audio, Url = "https://cdn.example/1.mp3" };
    private static readonly GenOutput Other = new() { Name = "audio_url2", Kind = GenKind.Audio, Url = "https://cdn.example/2.mp3" };
    private static readonly GenOutput Lyrics = new() { Name = "lyrics", Kind = GenKind.Audio, Text = "la la\nla" };

    [Fact]
    public void Urls_stand_beside_each_other() => Assert.Equal("https://cdn.example/1.mp3 https://cdn.example/2.mp3", Text(Song, Other));

    [Fact]
    public void A_text_stands_as_it_is() => Assert.Equal("la la\nla", Text(Lyrics));

    [Fact]
    public void A_file_and_a_text_say_which_is_which() =>
        Assert.Equal(
            """[{"name":"audio_url","kind":"Audio","url":"https://cdn.example/1.mp3"},{"name":"lyrics","kind":"Audio","text":"la la\nla"}]""",
            Text(Song, Lyrics));

    private static string? Text(params GenOutput[] outputs) => new GenTask { Outputs = outputs }.Outputs.ToString();
}
