using System;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Service;

/// <summary>Whatever the service calls a task, it can be asked about; what would lead elsewhere is no task.</summary>
public sealed class TaskIdTests : IDisposable
{
    private readonly Wire _wire = new();

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("7", "7")]
    [InlineData("task:1/2", "task%3A1%2F2")]
    [InlineData("../account", "..%2Faccount")]
    [InlineData("a/..", "a%2F..")]
    [InlineData("...", "...")]
    [InlineData("a?b=c#d", "a%3Fb%3Dc%23d")]
    [InlineData("%2e%2e", "%252e%252e")]
    [InlineData("a b", "a%20b")]
    [InlineData("tâche", "t%C3%A2che")]
    [InlineData("🦊", "%F0%9F%A6%8A")]
    [InlineData("a\\\\b", "a%5Cb")]
    public async Task A_task_of_an_odd_name_is_submitted_and_asked_about(string json, string escaped)
    {
        _wire.Transport.Then($$$"""{"code":200,"data":{"task_id":"{{{json}}}","status":"pending"}}""").Then("""{"data":{"status":"processing"}}""");
        GenTask task = await _wire.SubmitAsync();
        GenTask seen = await _wire.PollAsync(task.Id);
        Assert.Equal((task.Id, GenTaskStatus.Processing, task.Model), (seen.Id, seen.Status, seen.Model));
        Assert.Equal("https://api.example.com/v1/tasks/" + escaped, _wire.Transport.Sent[1].Url.GetComponents(UriComponents.AbsoluteUri, UriFormat.UriEscaped));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(" .. ")]
    [InlineData("a\\nb")]
    [InlineData("a\\u0000")]
    [InlineData("a\\u001b[2J")]
    [InlineData("a\\ud83d")]
    [InlineData("long")]
    public async Task A_task_that_cannot_be_asked_about_is_told_when_it_is_created(string json)
    {
        string id = json == "long" ? new string('a', 501) : json;
        _wire.Transport.Then($$$"""{"code":200,"data":{"task_id":"{{{id}}}","status":"pending"}}""");
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
        Assert.Equal((GenErrorCode.OutcomeUnknown, 200, "google/nano-banana"), (failure.Code, failure.HttpStatus, failure.Task?.Model));
        Assert.Contains("may have been charged", failure.Message, StringComparison.Ordinal);
        Assert.Contains("property Answer", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\"task_id\":\"", failure.Answer, StringComparison.Ordinal);
        Assert.StartsWith(id.Split('\\')[0], failure.Task!.Id, StringComparison.Ordinal);
        Assert.Empty(_wire.Session.Tasks);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a\nb")]
    [InlineData("a\u007f")]
    [InlineData("a\u0085")]
    [InlineData("a\ufffd")]
    [InlineData("a\ud83d")]
    [InlineData("\udd8aa")]
    public async Task What_is_no_task_id_is_not_sent(string id)
    {
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => _wire.PollAsync(id));
        Assert.Equal(GenErrorCode.InvalidInput, failure.Code);
        Assert.Contains("An id has 1 to 500 characters", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_wire.Transport.Sent);
    }

    [Fact]
    public void An_id_is_not_absurdly_long()
    {
        Assert.True(TaskId.IsValid(new string('a', 500)));
        Assert.False(TaskId.IsValid(new string('a', 501)));
        Assert.False(TaskId.IsValid(null));
    }

    public void Dispose() => _wire.Dispose();
}
