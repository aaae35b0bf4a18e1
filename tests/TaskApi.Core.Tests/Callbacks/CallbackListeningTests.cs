using System;
using System.Net.Http;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Callbacks;

/// <summary>What a session that waits makes of the callbacks that come to its port.</summary>
public sealed class CallbackListeningTests : IDisposable
{
    private readonly Wire _wire = new();

    public void Dispose() => _wire.Dispose();

    [Fact]
    public async Task A_trusted_callback_that_says_that_a_task_still_runs_does_not_end_the_wait_for_it()
    {
        _wire.Transport.Otherwise(
            _ => ScriptedTransport.Json("""{"code":200,"data":{"status":"completed","output":{"video_url":"https://c.example.com/1.mp4"}}}"""));
        using CallbackListening listening = CallbackListening.Open(_wire.Session, new CallbackServerOptions(), isTrusted: true);
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        wait.Add(new GenTask { Id = "only", Model = "google/veo-3.1-fast", Status = GenTaskStatus.Pending, SubmittedAt = _wire.Clock.GetUtcNow() });

        await CallAsync(listening, """{"task_id":"only","status":"processing"}""");
        await listening.UntilIdleAsync();

        TaskEnd? end = null;
        await _wire.Clock.RunUntilAsync(() => wait.TryTake(out end, 0, TestContext.Current.CancellationToken));
        Assert.Equal((GenTaskStatus.Completed, 1), (end!.Task.Status, end.Task.Outputs.Count));
    }

    private async Task CallAsync(CallbackListening listening, string body)
    {
        using var http = new HttpClient();
        using var content = new StringContent(body);
        string query = "?taskapi_token=" + _wire.Session.CallbackTokens.For(new CallbackAddress());
        var place = new UriBuilder("http", "127.0.0.1", listening.Port, "/hook", query);
        using HttpResponseMessage taken = await http.PostAsync(place.Uri, content, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, taken.StatusCode);
    }
}
