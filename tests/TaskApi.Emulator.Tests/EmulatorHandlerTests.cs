using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class EmulatorHandlerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_is_created_polled_and_downloaded_through_a_client()
    {
        using var service = new TestService();
        using HttpClient client = Connect(service);
        using var content = new StringContent(TestService.Picture, Encoding.UTF8, "application/json");
        using HttpResponseMessage created = await client.PostAsync("https://api.example.com/v1/tasks", content, Cancellation);
        string id = (await ReadAsync(created)).GetProperty("data").GetProperty("task_id").GetString()!;
        service.LetTasksEnd();
        using HttpResponseMessage polled = await client.GetAsync("https://api.example.com/v1/tasks/" + id, Cancellation);
        string url = (await ReadAsync(polled)).GetProperty("data").GetProperty("output").GetProperty("image_url").GetString()!;
        using HttpResponseMessage downloaded = await client.GetAsync(url, Cancellation);
        Assert.Equal("image/png", downloaded.Content.Headers.ContentType!.MediaType);
        Assert.Equal(service.Download(url).Body.ToArray(), await downloaded.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Ranges_and_their_headers_pass_through()
    {
        using var service = new TestService();
        using HttpClient client = Connect(service);
        string id = service.Create();
        service.LetTasksEnd();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://emulator.taskapi.invalid/outputs/{id}.png");
        request.Headers.Range = new RangeHeaderValue(1, 3);
        using HttpResponseMessage answer = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("PNG", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(1, answer.Content.Headers.ContentRange!.From);
        Assert.NotNull(answer.Headers.ETag);
    }

    [Fact]
    public async Task A_ban_says_when_to_come_back()
    {
        using var service = new TestService(clock => new EmulatorOptions { Clock = clock });
        using HttpClient client = Connect(service);
        for (int i = 0; i < 10; i++)
        {
            using HttpResponseMessage answer = await client.GetAsync("https://api.example.com/v1/tasks/x", Cancellation);
        }

        using HttpResponseMessage banned = await client.GetAsync("https://api.example.com/v1/tasks/x", Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, banned.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(60), banned.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_file_is_put_up_through_a_client()
    {
        using var service = new TestService();
        using HttpClient client = Connect(service);
        using var part = new ByteArrayContent([1, 2, 3]);
        using var form = new MultipartFormDataContent { { part, "file", "a.wav" } };
        using HttpResponseMessage put = await client.PutAsync("https://files.example.com/upload", form, Cancellation);
        string url = (await ReadAsync(put)).GetProperty("file_url").GetString()!;
        Assert.Equal([1, 2, 3], await client.GetByteArrayAsync(url, Cancellation));
    }

    [Fact]
    public async Task A_cancelled_request_never_reaches_the_service()
    {
        using var service = new TestService();
        using var invoker = new HttpMessageInvoker(new EmulatorHandler(service.Emulator));
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.example.com/v1/tasks")
        {
            Content = new StringContent(TestService.Picture),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer k");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => invoker.SendAsync(request, new CancellationToken(canceled: true)));
        Assert.Equal(0, service.Stats().GetProperty("create").GetProperty("requests").GetInt32());
    }

    private static HttpClient Connect(TestService service)
    {
        var client = new HttpClient(new EmulatorHandler(service.Emulator));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestService.Key);
        return client;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Cancellation)).RootElement;
    }
}
