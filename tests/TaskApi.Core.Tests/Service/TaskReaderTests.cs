using System;
using System.Linq;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Service;

public class TaskReaderTests
{
    [Theory]
    [InlineData("pending", GenTaskStatus.Pending)]
    [InlineData("submitted", GenTaskStatus.Pending)]
    [InlineData("queued", GenTaskStatus.Pending)]
    [InlineData("processing", GenTaskStatus.Processing)]
    [InlineData("PROCESSING", GenTaskStatus.Processing)]
    [InlineData("dreaming", GenTaskStatus.Processing)]
    [InlineData("completed", GenTaskStatus.Completed)]
    [InlineData("Completed", GenTaskStatus.Completed)]
    [InlineData("succeeded", GenTaskStatus.Completed)]
    [InlineData("success", GenTaskStatus.Completed)]
    [InlineData("finished", GenTaskStatus.Completed)]
    [InlineData("complete", GenTaskStatus.Completed)]
    [InlineData("failed", GenTaskStatus.Failed)]
    [InlineData("error", GenTaskStatus.Failed)]
    [InlineData("canceled", GenTaskStatus.Failed)]
    [InlineData("cancelled", GenTaskStatus.Failed)]
    public void Status_words_are_understood(string word, GenTaskStatus status)
    {
        using var culture = new CultureScope("tr-TR");
        Assert.Equal(status, Wire.ReadTask($$$"""{"code":200,"data":{"task_id":"abcd","status":"{{{word}}}"}}""").Status);
    }

    [Theory]
    [InlineData("""{"data":{"task_id":"abcd"}}""", GenTaskStatus.Pending)]
    [InlineData("""{"data":{"task_id":"abcd","output":{}}}""", GenTaskStatus.Pending)]
    [InlineData("""{"data":{"task_id":"abcd","output":{"image_url":"https://c.example.com/a.png"}}}""", GenTaskStatus.Completed)]
    public void Without_a_status_word_a_result_tells(string body, GenTaskStatus status) => Assert.Equal(status, Wire.ReadTask(body).Status);

    [Theory]
    [InlineData("""{"data":{"status":"failed","error_message":"No fox"}}""", "No fox")]
    [InlineData("""{"data":{"status":"failed","message":"No fox","code":"generation_failed"}}""", "No fox (generation_failed)")]
    [InlineData("""{"data":{"status":"failed","error":{"code":"generation_failed","message":"No fox"}}}""", "No fox (generation_failed)")]
    [InlineData("""{"data":{"status":"failed","error":{"code":"odd","message":"No fox"},"output":{}}}""", "No fox (odd)")]
    [InlineData("""{"success":false,"data":{"task_id":"abcd","status":"failed","error_message":"No fox"}}""", "No fox")]
    [InlineData("""{"data":{"status":"failed","message":"No fox: generation_failed","code":"generation_failed"}}""", "No fox: generation_failed")]
    [InlineData("""{"data":{"status":"failed","error":{}}}""", "The service gave no reason.")]
    [InlineData("""{"data":{"status":"failed"}}""", "The service gave no reason.")]
    public void A_failed_task_says_why_in_all_shapes(string body, string why)
    {
        GenTask task = Wire.ReadTask(body);
        Assert.Equal((GenTaskStatus.Failed, why), (task.Status, task.Error));
        Assert.Empty(task.Outputs);
    }

    [Theory]
    [InlineData("""{"data":{"status":"completed","output":{"video_url":"https://c.example.com/a.mp4"}}}""", "video_url")]
    [InlineData("""{"data":{"status":"completed","output":{"image_urls":["https://c.example.com/a.png","https://c.example.com/b.png"]}}}""",
        "image_urls.1,image_urls.2")]
    [InlineData(
        """{"data":{"status":"completed","output":{"image_url":"https://c.example.com/a.png","image_urls":""" +
        """["https://c.example.com/a.png","https://c.example.com/b.png"]}}}""", "image_url,image_urls.2")]
    [InlineData("""{"data":{"status":"completed","output":{"urls":["https://c.example.com/a","https://c.example.com/b"]}}}""", "urls.1,urls.2")]
    [InlineData("""{"data":{"status":"completed","output":{"url":"https://c.example.com/a"}}}""", "url")]
    [InlineData("""{"data":{"status":"completed","output":["https://c.example.com/a"]}}""", "output.1")]
    [InlineData("""{"data":{"status":"completed","output":"https://c.example.com/a"}}""", "output")]
    [InlineData("""{"data":{"task_id":"abcd","status":"completed","audio_url1":"https://c.example.com/a.mp3","audio_url2":"https://c.example.com/b.mp3"}}""",
        "audio_url1,audio_url2")]
    [InlineData("""{"status":"completed","task_id":"abcd","audio_url1":"https://c.example.com/a.mp3","audio_url2":"https://c.example.com/b.mp3"}""",
        "audio_url1,audio_url2")]
    [InlineData("""{"data":{"status":"completed","output":{"audio_url":"https://c.example.com/a.mp3","lyrics":"https://c.example.com/a.txt"}}}""",
        "audio_url,lyrics")]
    [InlineData("""{"data":{"status":"completed","output":{"audio_url":"https://c.example.com/a.mp3","text":{"language":"en"},"lyrics":"la la"}}}""",
        "audio_url,lyrics")]
    [InlineData("""{"data":{"status":"completed","output":{},"audio_url1":"https://c.example.com/a.mp3"}}""", "audio_url1")]
    [InlineData("""{"data":{"status":"completed","video_url":"https://c.example.com/a.mp4","output":null}}""", "video_url")]
    [InlineData(
        """{"data":{"status":"completed","output":{"clips":[{"id":"1","audio_url":"https://c.example.com/1.mp3","image_url":"https://c.example.com/1.jpg"},""" +
        """{"id":"2","audio_url":"https://c.example.com/2.mp3"}]}}}""", "clips.1.audio_url,clips.1.image_url,clips.2.audio_url")]
    [InlineData(
        """{"data":{"status":"completed","input":{"image_url":"https://u.example.com""" +
        """/in.png"},"callback_url":"https://u.example.com/hook","video_url":"https://c.example.com/a.mp4"}}""", "video_url")]
    [InlineData("""{"data":{"status":"completed","output":{"video_url":"file:///etc/passwd","other":"ftp://c.example.com/a"}}}""", "")]
    [InlineData("""{"data":{"status":"completed","output":{}}}""", "")]
    [InlineData("""{"data":{"status":"completed"}}""", "")]
    [InlineData("""{"data":{"status":"processing","output":{"video_url":"https://c.example.com/a.mp4"}}}""", "")]
    public void Results_are_found_wherever_they_are(string body, string names) =>
        Assert.Equal(names, string.Join(',', Wire.ReadTask(body).Outputs.Select(output => output.Name)));

    [Theory]
    [InlineData("video_url", "https://c.example.com/x?y=.png", null, GenKind.Video)]
    [InlineData("video_url", "https://c.example.com/x.PNG?y=1", null, GenKind.Image)]
    [InlineData("url", "https://c.example.com/x.mp3", null, GenKind.Audio)]
    [InlineData("url", "https://c.example.com/x.aac", null, GenKind.Audio)]
    [InlineData("url", "https://c.example.com/x.heic", null, GenKind.Image)]
    [InlineData("url", "https://c.example.com/x.avi", "google/nano-banana", GenKind.Video)]
    [InlineData("audio_url", "https://c.example.com/stems.zip", null, GenKind.Audio)]
    [InlineData("url", "https://c.example.com/x", "google/nano-banana", GenKind.Image)]
    [InlineData("url", "https://c.example.com/x", null, GenKind.Unknown)]
    [InlineData("audio_url1", "https://c.example.com/x", "google/veo-3.1-fast", GenKind.Audio)]
    public void The_kind_of_a_result_is_told_by_its_url_its_name_or_the_model(string name, string url, string? model, GenKind kind) =>
        Assert.Equal(kind, Assert.Single(Wire.ReadTask($$$$"""{"data":{"status":"completed","output":{"{{{{name}}}}":"{{{{url}}}}"}}}""", model).Outputs).Kind);

    [Theory]
    [InlineData("""{"text":"la la"}""", "text", "la la")]
    [InlineData("""{"lyrics":"la la","title":"Song"}""", "lyrics", "la la")]
    [InlineData("""{"language_code":"en","words":[{"text":"Hi","type":"word"},{"text":" ","type":"spacing"},{"text":"you","type":"word"},""" +
        """{"type":"audio_event"}],"file_duration_seconds":2}""", "words", "Hi you")]
    public void Text_is_a_result_too(string output, string name, string text)
    {
        string wrapped = "{\"data\":{\"status\":\"completed\",\"output\":" + output + "}}";
        string flat = "{\"data\":{\"status\":\"completed\"," + output[1..] + "}";
        foreach (string body in new[] { wrapped, flat })
        {
            GenOutput found = Assert.Single(Wire.ReadTask(body, "suno-ai/lyrics").Outputs);
            Assert.Equal((name, text, null, GenKind.Audio), (found.Name, found.Text, found.Url, found.Kind));
        }
    }

    [Fact]
    public void A_tracks_lyrics_and_words_are_results_beside_it()
    {
        const string Clips = """
            {"data":{"status":"completed","output":{"clips":[
              {"audio_url":"https://c.example.com/1.mp3","lyrics":"la la","words":[{"text":"la","start":0}],"title":"Song"},
              {"audio_url":"https://c.example.com/2.mp3","lyrics":"https://c.example.com/2.txt","words":[]}]}}}
            """;
        (string, string?)[] expected =
        [
            ("clips.1.audio_url", "https://c.example.com/1.mp3"), ("clips.1.lyrics", "la la"), ("clips.1.words", """[{"text":"la","start":0}]"""),
            ("clips.2.audio_url", "https://c.example.com/2.mp3"), ("clips.2.lyrics", "https://c.example.com/2.txt"),
        ];
        Assert.Equal(expected, Wire.ReadTask(Clips, "suno-ai/music").Outputs.Select(output => (output.Name, output.Url ?? output.Text)));

        const string Flat = """{"data":{"status":"completed","audio_url1":"https://c.example.com/1.mp3","lyrics":"la","aligned_words":[{"word":"la"}]}}""";
        Assert.Equal(["https://c.example.com/1.mp3", "la", """[{"word":"la"}]"""],
            Wire.ReadTask(Flat, "suno-ai/music").Outputs.Select(output => output.Url ?? output.Text));
    }

    [Fact]
    public void What_is_not_understood_is_kept()
    {
        const string Body = """{"code":200,"data":{"task_id":"abcd","status":"completed","seed":42,"extra":{"a":[1]},"output":{}},"trace":"t"}""";
        Assert.Equal(Body, Wire.ReadTask(Body).Raw);
    }

    [Fact]
    public void The_answer_tells_the_model_the_cost_and_the_id()
    {
        GenTask task = Wire.ReadTask("""{"data":{"task_id":"abcd","model":"google/nano-banana","cost":0.04,"status":"pending"}}""");
        Assert.Equal(("abcd", "google/nano-banana", 0.04m, GenKind.Image), (task.Id, task.Model, task.Cost, task.Kind));
    }

    [Fact]
    public void What_is_known_of_a_task_stays_whatever_an_answer_calls_it()
    {
        var known = new GenTask { Id = "abcd", Model = "me/own", Kind = GenKind.Audio, Cost = 0.04m };
        GenTask task = TaskReader.Read(known, Wire.Read("""{"data":{"model":"google/nano-banana","status":"processing"}}"""), ModelCatalog.BuiltIn,
            DateTimeOffset.UnixEpoch);
        Assert.Equal(("abcd", "me/own", GenKind.Audio, 0.04m), (task.Id, task.Model, task.Kind, task.Cost));
    }

    [Fact]
    public void A_cost_that_nobody_told_is_none() => Assert.Null(Wire.ReadTask("""{"data":{"status":"completed"}}""").Cost);

    [Fact]
    public void The_time_of_the_end_is_that_of_its_first_sight()
    {
        WireAnswer ended = Wire.Read("""{"data":{"status":"completed"}}""");
        DateTimeOffset first = DateTimeOffset.UnixEpoch.AddSeconds(30);
        GenTask once = TaskReader.Read(new GenTask { SubmittedAt = DateTimeOffset.UnixEpoch }, ended, ModelCatalog.BuiltIn, first);
        Assert.Equal(TimeSpan.FromSeconds(30), TaskReader.Read(once, ended, ModelCatalog.BuiltIn, first.AddHours(1)).Elapsed);
        Assert.Null(Wire.ReadTask("""{"data":{"status":"processing"}}""").CompletedAt);
    }

    [Fact]
    public void A_hostile_depth_is_not_followed()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "\"https://c.example.com/a.mp4\"" + new string('}', 40);
        Assert.Empty(Wire.ReadTask("{\"data\":{\"status\":\"completed\",\"output\":" + deep + "}}").Outputs);
    }
}
