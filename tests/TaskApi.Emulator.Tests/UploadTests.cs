using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class UploadTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 1, 2, 3, 0, 255, 13, 10, 45, 45];

    [Fact]
    public async Task A_form_puts_a_file_up_and_its_address_gives_it_back()
    {
        using var service = new TestService();
        using var form = new MultipartFormDataContent();
        using var note = new StringContent("before");
        using var part = new ByteArrayContent(Png);
        part.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(note, "note");
        form.Add(part, "file", "a picture.PNG");
        byte[] body = await form.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        EmulatorResponse answer = service.Send("PUT", "/upload", body, form.Headers.ContentType!.ToString());
        AssertGivesBack(service, answer, Png, "image/png", ".png");
    }

    [Theory]
    [InlineData("")]
    [InlineData("data:image/png;base64,")]
    [InlineData("data:;base64,")]
    public void Base64_puts_a_file_up_raw_or_as_a_data_uri(string prefix)
    {
        using var service = new TestService();
        EmulatorResponse answer = service.Send("PUT", "/upload", $$"""{"base64":"{{prefix}}{{Convert.ToBase64String(Png)}}"}""");
        AssertGivesBack(service, answer, Png, "image/png", ".png");
    }

    [Fact]
    public void A_file_of_an_unknown_kind_is_served_as_bytes()
    {
        using var service = new TestService();
        EmulatorResponse answer = service.Send("PUT", "/upload", """{"base64":"PGh0bWw+"}""");
        AssertGivesBack(service, answer, Encoding.ASCII.GetBytes("<html>"), "application/octet-stream", ".bin");
    }

    [Fact]
    public void A_url_is_answered_by_an_address_that_leads_there()
    {
        using var service = new TestService();
        string url = FileUrl(service.Send("PUT", "/upload", """{"url":"https://example.com/a.jpg?x=1"}"""));
        EmulatorResponse file = service.Download(url);
        Assert.Equal(302, file.StatusCode);
        Assert.Equal("https://example.com/a.jpg?x=1", TestService.Header(file, "Location"));
    }

    [Fact]
    public void A_part_of_an_uploaded_file_is_served()
    {
        using var service = new TestService();
        string url = FileUrl(service.Send("PUT", "/upload", $$"""{"base64":"{{Convert.ToBase64String(Png)}}"}"""));
        EmulatorResponse part = service.Download(url, "bytes=1-3");
        Assert.Equal(206, part.StatusCode);
        Assert.Equal("PNG"u8.ToArray(), part.Body.ToArray());
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("{}", "application/json")]
    [InlineData("""{"base64":""}""", "application/json")]
    [InlineData("""{"base64":"%%"}""", "application/json")]
    [InlineData("""{"base64":5}""", "application/json")]
    [InlineData("""{"base64":"data:image/png,abc"}""", "application/json")]
    [InlineData("""{"url":"file:///etc/passwd"}""", "application/json")]
    [InlineData("""{"base64":"\ud800"}""", "application/json")]
    [InlineData("x", "multipart/form-data")]
    [InlineData("--b\r\n\r\n--b--", "multipart/form-data; boundary=b")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx", "multipart/form-data; boundary=b")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\r\n--b--", "multipart/form-data; boundary=b")]
    public void A_body_without_a_file_is_refused_with_a_message(string body, string contentType)
    {
        using var service = new TestService();
        EmulatorResponse answer = service.Send("PUT", "/upload", body, contentType);
        Assert.Equal(400, answer.StatusCode);
        JsonElement json = TestService.Json(answer);
        Assert.False(json.GetProperty("success").GetBoolean());
        Assert.Equal(json.GetProperty("message").GetString(), json.GetProperty("data").GetProperty("message").GetString());
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        using var service = new TestService();
        Assert.Equal(413, service.Send("PUT", "/upload", new byte[GenEmulator.LargestUpload + 1]).StatusCode);
    }

    [Fact]
    public void A_file_that_was_never_put_up_is_not_found()
    {
        using var service = new TestService();
        Assert.Equal(404, service.Send("GET", "/files/nothing.png").StatusCode);
    }

    [Fact]
    public void The_oldest_files_go_when_all_together_grow_too_large()
    {
        var store = new UploadStore(seed: 1);
        string first = store.Add(new UploadedFile { Bytes = new byte[1] });
        string last = "";
        for (int i = 0; i < 5; i++)
        {
            last = store.Add(new UploadedFile { Bytes = new byte[GenEmulator.LargestUpload] });
        }

        Assert.Null(store.Find(first));
        Assert.NotNull(store.Find(last));
    }

    [Theory]
    [InlineData("kuaishou/kling-2.6", "\"start_image_url\":\"URL\"", "start_image_url")]
    [InlineData("google/nano-banana", "\"aspect_ratio\":\"1:1\",\"image_urls\":[\"https://example.com/a.png\",\"URL\"]", "image_urls")]
    [InlineData("kuaishou/kling-o1-video", "\"elements\":[{\"type\":\"image\",\"image_urls\":[\"URL\"]}]", "elements")]
    public void An_address_of_its_own_files_is_taken_only_while_the_file_is_there(string model, string input, string parameter)
    {
        using var service = new TestService();
        string url = FileUrl(service.Send("PUT", "/upload", $$"""{"base64":"{{Convert.ToBase64String(Png)}}"}"""));
        string missing = url.Replace(".png", "0.png", StringComparison.Ordinal);

        Assert.Equal(200, service.Post(model, $$"""{"prompt":"p",{{input.Replace("URL", url, StringComparison.Ordinal)}}}""").StatusCode);
        EmulatorResponse refusal = service.Post(model, $$"""{"prompt":"p",{{input.Replace("URL", missing, StringComparison.Ordinal)}}}""");

        Assert.Equal(400, refusal.StatusCode);
        Assert.Contains(parameter, TestService.Data(refusal).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_in_a_prompt_is_words()
    {
        using var service = new TestService();
        Assert.Equal(200,
            service.Post("google/nano-banana", """{"prompt":"https://emulator.taskapi.invalid/files/nothing.png","aspect_ratio":"1:1"}""").StatusCode);
    }

    [Fact]
    public void Two_services_give_their_first_files_different_names() =>
        Assert.NotEqual(new UploadStore(seed: 1).Add(new UploadedFile { Bytes = new byte[1] }),
            new UploadStore(seed: 2).Add(new UploadedFile { Bytes = new byte[1] }));

    [Fact]
    public void Uploads_are_counted()
    {
        using var service = new TestService();
        service.Send("PUT", "/upload", "{}");
        service.Send("PUT", "/upload", $$"""{"base64":"{{Convert.ToBase64String(Png)}}"}""");

        Assert.Equal((2, 1), (service.Stats().GetProperty("uploads").GetInt32(), service.Stats().GetProperty("files_uploaded").GetInt32()));
    }

    private static string FileUrl(EmulatorResponse answer)
    {
        Assert.Equal(200, answer.StatusCode);
        Assert.True(TestService.Json(answer).GetProperty("success").GetBoolean());
        return TestService.Json(answer).GetProperty("file_url").GetString()!;
    }

    private static void AssertGivesBack(TestService service, EmulatorResponse answer, byte[] bytes, string contentType, string extension)
    {
        string url = FileUrl(answer);
        Assert.EndsWith(extension, url, StringComparison.Ordinal);
        EmulatorResponse file = service.Download(url);
        Assert.Equal(bytes, file.Body.ToArray());
        Assert.Equal(contentType, file.ContentType);
    }
}
