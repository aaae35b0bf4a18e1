using System.Text.Json;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class OutputFieldTests
{
    [Theory]
    [InlineData("google/veo-3.1-fast", """{"prompt":"p"}""", "video_url", ".mp4")]
    [InlineData("google/nano-banana", """{"prompt":"p","aspect_ratio":"1:1"}""", "image_url", ".png")]
    [InlineData("elevenlabs/text-to-speech", """{"text":"t"}""", "audio_url", ".wav")]
    [InlineData("suno-ai/wav", """{"clip_id":"c"}""", "audio_url", ".wav")]
    [InlineData("higgsfield-ai/speak", """{"image_url":"https://e.com/a.png","audio_url":"https://e.com/a.mp3","prompt":"p"}""", "video_url", ".mp4")]
    public void A_single_result_is_in_its_field(string model, string input, string field, string extension)
    {
        JsonElement output = Complete(model, input).GetProperty("output");
        string url = output.GetProperty(field).GetString()!;
        Assert.StartsWith("https://emulator.taskapi.invalid/outputs/", url, System.StringComparison.Ordinal);
        Assert.EndsWith(extension, url, System.StringComparison.Ordinal);
        Assert.False(output.TryGetProperty(field + "s", out _));
    }

    [Theory]
    [InlineData("kuaishou/kling-o1-image", "image_url")]
    [InlineData("kuaishou/kling-o1-video", "video_url")]
    public void Several_results_are_in_a_list_too(string model, string field)
    {
        JsonElement output = Complete(model, """{"prompt":"p","count":3}""").GetProperty("output");
        Assert.Equal(3, output.GetProperty(field + "s").GetArrayLength());
        Assert.Equal(output.GetProperty(field).GetString(), output.GetProperty(field + "s")[0].GetString());
        Assert.NotEqual(output.GetProperty(field + "s")[0].GetString(), output.GetProperty(field + "s")[1].GetString());
    }

    [Theory]
    [InlineData("suno-ai/music", """{"mv":"chirp-v4","custom":false,"gpt_description_prompt":"a song"}""")]
    [InlineData("suno-ai/extend", """{"mv":"chirp-v4","custom":false,"clip_id":"d2389a9a-91c2-4276-bc9c-c9e35e8fb85a"}""")]
    public void Music_has_two_tracks_beside_the_status(string model, string input)
    {
        JsonElement data = Complete(model, input);
        Assert.False(data.TryGetProperty("output", out _));
        Assert.NotEqual(data.GetProperty("audio_url1").GetString(), data.GetProperty("audio_url2").GetString());
    }

    [Fact]
    public void Stems_have_a_field_for_each_voice()
    {
        JsonElement output = Complete("suno-ai/stems", """{"clip_id":"d2389a9a-91c2-4276-bc9c-c9e35e8fb85a"}""").GetProperty("output");
        Assert.NotEqual(output.GetProperty("vocals_url").GetString(), output.GetProperty("instrumental_url").GetString());
    }

    [Fact]
    public void Lyrics_are_text_with_a_title()
    {
        JsonElement output = Complete("suno-ai/lyrics", """{"prompt":"p","mv":"default"}""").GetProperty("output");
        Assert.NotEqual("", output.GetProperty("text").GetString());
        Assert.NotEqual("", output.GetProperty("title").GetString());
    }

    [Fact]
    public void A_transcript_has_its_language_and_words()
    {
        JsonElement output = Complete("elevenlabs/speech-to-text", """{"audio_url":"https://e.com/a.mp3"}""").GetProperty("output");
        Assert.Equal("eng", output.GetProperty("language_code").GetString());
        Assert.InRange(output.GetProperty("language_probability").GetDouble(), 0, 1);
        Assert.Equal("word", output.GetProperty("words")[0].GetProperty("type").GetString());
        Assert.Equal("spacing", output.GetProperty("words")[1].GetProperty("type").GetString());
        Assert.InRange(output.GetProperty("file_duration_seconds").GetDouble(), output.GetProperty("words")[6].GetProperty("end").GetDouble(), 60);
    }

    [Fact]
    public void Every_model_of_the_catalog_hands_over_something()
    {
        foreach (GenModel model in ModelCatalog.BuiltIn.Models)
        {
            var bare = new GenModel { Id = model.Id, Kind = model.Kind, Outputs = model.Outputs };
            using var service = new TestService(clock => new EmulatorOptions { Clock = clock, Catalog = new ModelCatalog([bare]) });
            string id = service.Create(model.Id, "{}");
            service.LetTasksEnd();
            JsonElement data = service.Poll(id);
            Assert.Equal("completed", data.GetProperty("status").GetString());
            Assert.True(data.TryGetProperty("output", out _) || data.TryGetProperty("audio_url1", out _), model.Id);
        }
    }

    private static JsonElement Complete(string model, string input)
    {
        using var service = new TestService();
        string id = service.Create(model, input);
        service.LetTasksEnd();
        return service.Poll(id);
    }
}
