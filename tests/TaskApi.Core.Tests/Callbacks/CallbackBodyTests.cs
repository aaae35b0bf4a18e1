using System;
using System.IO;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Callbacks;

public sealed class CallbackBodyTests
{
    private const string Completed = """{"task_id":"abc123def456","status":"completed","data":{"video_url":"https://cdn.example.com/outputs/abc123.mp4"}}""";

    [Theory]
    [InlineData(Completed, GenTaskStatus.Completed, "https://cdn.example.com/outputs/abc123.mp4")]
    [InlineData("""{"status":"completed","task_id":"abc123def456","audio_url1":"https://cdn.example.com/1.mp3","audio_url2":"https://cdn.example.com/2.mp3"}""",
        GenTaskStatus.Completed, "https://cdn.example.com/1.mp3 https://cdn.example.com/2.mp3")]
    [InlineData("""{"task_id":"abc123def456","status":"completed","data":{"image_urls":["https://cdn.example.com/1.png","https://cdn.example.com/2.png"]}}""",
        GenTaskStatus.Completed, "https://cdn.example.com/1.png https://cdn.example.com/2.png")]
    [InlineData("""{"task_id":"abc123def456","status":"failed","error_message":"No fox"}""", GenTaskStatus.Failed, "No fox")]
    [InlineData("""{"task_id":"abc123def456","status":"processing"}""", GenTaskStatus.Processing, "")]
    public void The_forms_that_are_known_are_read(string body, GenTaskStatus status, string result)
    {
        GenCallback callback = CallbackBody.Read(body);

        GenTask task = CallbackDesk.Believe(callback);
        Assert.Equal(("abc123def456", status), (callback.TaskId, callback.Status));
        Assert.Equal(("abc123def456", status, result), (task.Id, task.Status, task.Error ?? string.Join(' ', task.Outputs.Select(output => output.Url))));
    }

    [Fact]
    public void What_Azure_Automation_hands_over_holds_a_body() =>
        Assert.Equal("abc123def456", CallbackBody.Read(
            $$$"""{"WebhookName":"hook","RequestBody":{{{System.Text.Json.JsonSerializer.Serialize(Completed)}}},"RequestHeader":{"Host":"x"}}""").TaskId);

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"status":"completed"}""")]
    [InlineData("""{"task_id":"..","status":"completed"}""")]
    [InlineData("""{"task_id":"a\nb","status":"completed"}""")]
    [InlineData("""{"RequestBody":""}""")]
    [InlineData("""{"RequestBody":null}""")]
    [InlineData("""{"RequestBody":"{\"RequestBody\":\"{}\"}"}""")]
    public void What_is_no_callback_is_told_so(string body) =>
        Assert.Equal(GenErrorCode.InvalidInput, Assert.Throws<GenServiceException>(() => CallbackBody.Read(body)).Code);

    [Fact]
    public void A_body_of_more_than_a_megabyte_is_not_read()
    {
        byte[] large = Encoding.UTF8.GetBytes(Completed.PadRight(CallbackBody.Largest + 1));
        Assert.Equal("abc123def456", CallbackBody.Read(large[..^1]).TaskId);

        Assert.Throws<GenServiceException>(() => CallbackBody.Read(large));
        Assert.Throws<GenServiceException>(() => CallbackBody.Read(new MemoryStream(large)));
        Assert.Throws<GenServiceException>(() => CallbackBody.Read(Encoding.UTF8.GetString(large)));
        Assert.Throws<GenServiceException>(() => CallbackBody.Read(new BrokenStream()));
    }

    [Fact]
    public void Neither_the_key_nor_a_token_is_kept_of_a_body()
    {
        using var wire = new Wire();
        string token = wire.Session.CallbackTokens.For(new CallbackAddress { Key = "key:1" });
        string url = $"https:\\/\\/a.example\\/?taskapi_token={token}";

        GenTask task = CallbackDesk.Believe(CallbackBody.Read(
            Completed.Replace("\"status\"", $"\"note\":\"{Wire.Key}\",\"hook\":\"{url}\",\"status\"", StringComparison.Ordinal), wire.Session));

        Assert.DoesNotContain("0123456789", task.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain(token, task.Raw, StringComparison.Ordinal);
        Assert.Single(task.Outputs);
    }

    [Property(MaxTest = 2000)]
    public Property Any_body_is_a_callback_or_the_error_that_says_that_it_is_none() => Prop.ForAll(Bodies().ToArbitrary(), body =>
    {
        try
        {
            GenCallback callback = CallbackBody.Read(body);
            Assert.True(TaskId.IsValid(callback.TaskId));
            GenTask task = CallbackDesk.Believe(callback);
            Assert.Equal((callback.TaskId, callback.Status), (task.Id, task.Status));
        }
        catch (GenServiceException failure)
        {
            Assert.Equal(GenErrorCode.InvalidInput, failure.Code);
        }
    });

    private static Gen<byte[]> Bodies()
    {
        Gen<string> pieces = Gen.Elements(
            "{", "}", "[", "]", ",", ":", "\"", "\"task_id\":", "\"abc123def456\"", "\"status\":", "\"completed\"", "\"failed\"", "\"data\":",
            "\"RequestBody\":", "null", "1e999", "\\ud800", "\\",
            "\"video_url\":\"https://cdn.example.com/a.mp4\"", "\"audio_url1\":\"http://[\"", "\"words\":[{\"text\":1}]", new string('[', 1100), Completed,
            Completed[..60], Completed.Replace("\"", "\\\"", StringComparison.Ordinal));
        Gen<byte[]> noise = ArbMap.Default.ArbFor<byte[]>().Generator;
        return Gen.OneOf(pieces.Select(Encoding.UTF8.GetBytes), pieces.Select(Encoding.UTF8.GetBytes), noise).ListOf().Select(
            parts => parts.SelectMany(part => part).ToArray());
    }
}
