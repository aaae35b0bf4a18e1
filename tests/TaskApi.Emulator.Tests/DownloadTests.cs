using System;
using System.Buffers.Binary;
using System.Linq;
using System.Text.Json;
using TaskApi.Emulator.Tests.Media;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class DownloadTests
{
    [Theory]
    [InlineData("16:9", "1k", 1024, 576)]
    [InlineData("9:16", "1k", 576, 1024)]
    [InlineData("1:1", "2K", 2048, 2048)]
    public void A_picture_has_the_asked_shape(string aspectRatio, string resolution, int width, int height)
    {
        using var service = new TestService();
        string url = Complete(service, "google/nano-banana-pro", $$"""{"prompt":"p","aspect_ratio":"{{aspectRatio}}","resolution":"{{resolution}}"}""");
        EmulatorResponse answer = service.Download(url);
        Assert.Equal("image/png", answer.ContentType);
        var picture = new PngFile(answer.Body.ToArray());
        Assert.Equal((width, height), (picture.Width, picture.Height));
    }

    [Fact]
    public void A_sound_lasts_as_long_as_asked()
    {
        using var service = new TestService();
        string url = Complete(service, "elevenlabs/sound-effect", """{"text":"rain","duration":3}""");
        EmulatorResponse answer = service.Download(url);
        Assert.Equal("audio/wav", answer.ContentType);
        ReadOnlySpan<byte> file = answer.Body.Span;
        int bytesPerSecond = BinaryPrimitives.ReadInt32LittleEndian(file[28..]);
        Assert.Equal(3 * bytesPerSecond, BinaryPrimitives.ReadInt32LittleEndian(file[40..]));
    }

    [Theory]
    [InlineData("kuaishou/kling-2.6", """{"prompt":"p","aspect_ratio":"9:16","mode":"std","duration":5}""", 720, 1280, 5)]
    [InlineData("kuaishou/kling-2.6", """{"prompt":"p","mode":"pro","duration":10}""", 1920, 1080, 10)]
    [InlineData("kuaishou/kling-2.6-motion-control", """{"image_url":"https://e.com/a.png","video_url":"https://e.com/a.mp4"}""", 1280, 720, 5)]
    public void A_film_has_the_asked_shape_and_length(string model, string input, int width, int height, int seconds)
    {
        using var service = new TestService();
        EmulatorResponse answer = service.Download(Complete(service, model, input));
        Assert.Equal("video/mp4", answer.ContentType);
        var film = new Mp4File(answer.Body.ToArray());
        Assert.Equal((width, height), film.TrackSize);
        Assert.Equal(seconds, film.MovieDuration.TotalSeconds, 0.1);
    }

    [Fact]
    public void Downloads_need_no_key()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock, ApiKey = TestService.Key });
        Assert.Equal(200, service.Download(Complete(service)).StatusCode);
    }

    [Fact]
    public void The_same_output_is_the_same_file_every_time_even_after_others_were_made()
    {
        using var service = new TestService();
        string first = Complete(service);
        byte[] before = service.Download(first).Body.ToArray();
        string[] others = [.. Enumerable.Range(0, 6).Select(_ => Complete(service))];
        foreach (string other in others)
        {
            Assert.False(before.AsSpan().SequenceEqual(service.Download(other).Body.Span));
        }

        Assert.Equal(before, service.Download(first).Body.ToArray());
    }

    [Fact]
    public void The_results_of_one_task_differ()
    {
        using var service = new TestService();
        string id = service.Create("kuaishou/kling-o1-image", """{"prompt":"p","count":2}""");
        service.LetTasksEnd();
        JsonElement urls = service.Poll(id).GetProperty("output").GetProperty("image_urls");
        EmulatorResponse first = service.Download(urls[0].GetString()!);
        EmulatorResponse second = service.Download(urls[1].GetString()!);
        Assert.False(first.Body.Span.SequenceEqual(second.Body.Span));
        Assert.NotEqual(TestService.Header(first, "ETag"), TestService.Header(second, "ETag"));
    }

    [Theory]
    [InlineData("bytes=0-99", 0, 100)]
    [InlineData("bytes=100-", 100, null)]
    [InlineData("bytes=-10", -10, 10)]
    [InlineData("bytes=5-999999999", 5, null)]
    [InlineData("Bytes=0-0", 0, 1)]
    public void A_part_of_a_file_is_served(string range, int start, int? length)
    {
        using var service = new TestService();
        string url = Complete(service);
        byte[] whole = service.Download(url).Body.ToArray();
        EmulatorResponse part = service.Download(url, range);
        int from = start < 0 ? whole.Length + start : start;
        byte[] expected = whole.AsSpan(from, length ?? (whole.Length - from)).ToArray();
        Assert.Equal(206, part.StatusCode);
        Assert.Equal(expected, part.Body.ToArray());
        Assert.Equal($"bytes {from}-{from + expected.Length - 1}/{whole.Length}", TestService.Header(part, "Content-Range"));
        Assert.Equal("bytes", TestService.Header(part, "Accept-Ranges"));
    }

    [Theory]
    [InlineData("bytes=99999999-")]
    [InlineData("bytes=99999999-99999999")]
    [InlineData("bytes=-0")]
    public void A_part_outside_the_file_is_refused_with_its_size(string range)
    {
        using var service = new TestService();
        string url = Complete(service);
        int size = service.Download(url).Body.Length;
        EmulatorResponse answer = service.Download(url, range);
        Assert.Equal(416, answer.StatusCode);
        Assert.Equal($"bytes */{size}", TestService.Header(answer, "Content-Range"));
    }

    [Theory]
    [InlineData("bytes=5-2")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=-")]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("items=0-1")]
    public void A_range_that_makes_no_sense_gives_the_whole_file(string range)
    {
        using var service = new TestService();
        Assert.Equal(200, service.Download(Complete(service), range).StatusCode);
    }

    [Fact]
    public void A_part_is_served_only_of_the_file_that_was_begun()
    {
        using var service = new TestService();
        string url = Complete(service);
        string tag = TestService.Header(service.Download(url), "ETag")!;
        Assert.Equal(206, service.Download(url, "bytes=1-2", tag).StatusCode);
        Assert.Equal(200, service.Download(url, "bytes=1-2", "\"other\"").StatusCode);
    }

    [Fact]
    public void An_output_is_not_there_before_its_task_completed()
    {
        using var service = new TestService();
        string id = service.Create();
        Assert.Equal(404, service.Download($"https://x/outputs/{id}.png").StatusCode);
    }

    [Theory]
    [InlineData("{0}-1.png")]
    [InlineData("{0}.mp4")]
    [InlineData("{0}")]
    [InlineData("{0}.png/")]
    [InlineData("96b69d7c-73d9-4a18-813c-9cf3e51ef5b4.png")]
    [InlineData("")]
    public void Only_an_outputs_own_name_finds_it(string name)
    {
        using var service = new TestService();
        string id = service.Create();
        service.LetTasksEnd();
        string path = string.Format(System.Globalization.CultureInfo.InvariantCulture, name, id);
        Assert.Equal(404, service.Send("GET", "/outputs/" + path).StatusCode);
    }

    // A second of sound is the file that takes the least time to make.
    private static string Complete(TestService service) => Complete(service, "elevenlabs/sound-effect", """{"text":"rain","duration":1}""");

    private static string Complete(TestService service, string model, string input)
    {
        string id = service.Create(model, input);
        service.LetTasksEnd();
        return service.Poll(id).GetProperty("output").EnumerateObject().First().Value.GetString()!;
    }
}
