using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Callbacks;

/// <summary>What is believed of callbacks that are trusted.</summary>
public sealed class CallbackDeskTests : IDisposable
{
    private const string Asked = "https://cdn.example.com/asked.mp4";
    private const string Told = "https://elsewhere.example/told.mp4";

    private readonly Wire _wire = new();

    public void Dispose() => _wire.Dispose();

    [Theory]
    [InlineData("key:1", null, Told)]
    [InlineData("key:2", null, Asked)]
    [InlineData("key:1", "another", Asked)]
    [InlineData("sha256:00", null, Asked)]
    [InlineData(null, null, Told)]
    public async Task The_token_of_one_request_says_nothing_of_anothers_task(string? key, string? batch, string believed) =>
        Assert.Equal(believed, await UrlAsync(Task("1"), new CallbackAddress { Key = key, Batch = batch }));

    [Fact]
    public async Task A_request_without_a_key_is_told_by_what_it_asks_for()
    {
        string identity = new RequestIdentity().Of(new GenRequest { Model = "google/veo-3.1-fast", Input = { ["prompt"] = "a fox" } });

        Assert.Equal(Told, await UrlAsync(Task(key: null), new CallbackAddress { Key = identity + "#2" }));
        Assert.Equal(Asked, await UrlAsync(Task(key: null) with { Id = "task-2" }, new CallbackAddress { Key = identity + "2" }));
    }

    private static GenTask Task(string? key) => new()
    {
        Id = "task-1",
        Model = "google/veo-3.1-fast",
        Input = new Dictionary<string, object?> { ["prompt"] = "a fox" },
        Key = key,
        Status = GenTaskStatus.Pending,
    };

    /// <summary>Where the result of a task is, after somebody has called with an address.</summary>
    private async Task<string?> UrlAsync(GenTask task, CallbackAddress address)
    {
        _wire.Session.Remember(task);
        _wire.Transport.Otherwise(
            _ => ScriptedTransport.Json($$"""{"code":200,"data":{"task_id":"{{task.Id}}","output":{"video_url":"{{Asked}}" },"status":"completed" } }"""));
        GenCallback callback = CallbackBody.Read($$"""{"task_id":"{{task.Id}}","data":{"video_url":"{{Told}}" },"status":"completed"}""", address);
        GenTask ended = await _wire.Clock.RunAsync(new CallbackDesk(_wire.Session, isTrusted: true).TakeAsync(callback, CancellationToken.None));
        return Assert.Single(ended.Outputs).Url;
    }
}
