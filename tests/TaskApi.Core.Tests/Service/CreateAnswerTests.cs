using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Service;

/// <summary>What is paid for is not lost: an answer to a paid request that names a task, wherever, is that task; any other can be looked at.</summary>
public sealed class CreateAnswerTests : IDisposable
{
    private const string Id = "abc123def456";
    private const int LargestAnswer = 8 * 1024 * 1024;

    private readonly Wire _wire = new();

    [Theory]
    [InlineData("""{"code":200,"task_id":"@","data":{"queued":true}}""")]
    [InlineData("""{"code":200,"data":{"id":"@"}}""")]
    [InlineData("""{"code":200,"data":{"_id":"@"}}""")]
    [InlineData("""{"taskId":"@"}""")]
    [InlineData("""{"data":{"TaskId":"@"}}""")]
    [InlineData("""{"data":{"taskID":"@"}}""")]
    [InlineData("""{"data":{"task-id":"@"}}""")]
    [InlineData("""{"data":{"task\u005fid":"@"}}""")]
    [InlineData("""{"id":"@","status":"pending"}""")]
    [InlineData("""[{"task_id":"@"}]""")]
    [InlineData("""[{"id":"@"}]""")]
    [InlineData("""{"data":[{"task_id":"@"}]}""")]
    [InlineData("""{"data":[{"id":"@"}]}""")]
    [InlineData("""{"data":{"task":{"id":"@"}}}""")]
    [InlineData("""{"task":{"id":"@"}}""")]
    [InlineData("""{"data":{"tasks":[{"id":"@"}]}}""")]
    [InlineData("""{"result":{"task_id":"@"}}""")]
    [InlineData("""{"result":{"id":"@"}}""")]
    [InlineData("""{"data":{"a":{"b":[{"c":{"task_id":"@"}}]}}}""")]
    [InlineData("""{"data":"{\"task_id\":\"@\"}"}""")]
    [InlineData("""{"code":200,"success":false,"data":{"task_id":"@"}}""")]
    [InlineData("""{"code":200,"success":false,"message":"Queue is long","data":{"task_id":"@"}}""")]
    [InlineData("""{"code":200,"success":false,"data":{"id":"@"}}""")]
    [InlineData("""{"code":500,"data":{"task_id":"@","message":"Oops"}}""")]
    [InlineData("""{"data":{"task_id":"","id":"@"}}""")]
    [InlineData("""{"data":{"task_id":null,"taskId":"@"}}""")]
    [InlineData("""{"data":{"task_id":0},"taskId":"@"}""")]
    [InlineData("""{"data":{"error":{},"errors":[],"id":"@"}}""")]
    [InlineData("""{"input":{"task_id":"old1","id":"old2"},"data":{"task_id":"@"}}""")]
    [InlineData("""{"data":{"input":{"task_id":"old1"},"task":{"input":{"id":"old2"},"id":"@"}}}""")]
    [InlineData("""{"inputs":{"task_id":"old1"},"request":{"task_id":"old2"},"params":{"task_id":"old3"},"parameters":{"task_id":"old4"},"id":"@"}""")]
    [InlineData("""{"request":{"data":{"task_id":"old1"},"task":{"id":"old2"},"extend":{"task_id":"old3"}},"id":"@"}""")]
    [InlineData("""{"user":{"id":"u1"},"model":{"id":"m1"},"request_id":"r1","trace_id":"t1","data":{"task_id":"@"}}""")]
    [InlineData("""{"previous":{"task_id":"old1"},"id":"env1","data":{"task_id":"@"}}""")]
    [InlineData("""{"id":"req_1","user":{"id":"u1"},"data":{"id":"@"}}""")]
    [InlineData("""{"data":{"task_id":"@","status":"pend""")]
    [InlineData("""{"data":{"task_id":"@",,"status":pending}}""")]
    [InlineData("""{"message":"5" long","data":{"task_id":"@"}}""")]
    [InlineData("""{'data':{'task_id':'@'}}""")]
    [InlineData("""<task><task_id>@</task_id></task>""")]
    [InlineData("""accepted, task_id=@, bye""")]
    [InlineData("""Warning: <b>x</b> {"code":200,"data":{"task_id":"@"}}""")]
    [InlineData("""{"data":{"task_id":"@"}} trailing""")]
    [InlineData("""{"data":{"task_id":"@"}}{"data":{"task_id":"other1"}}""")]
    public async Task An_id_in_an_unexpected_place_is_the_task(string body)
    {
        _wire.Transport.Then(body.Replace("@", Id, StringComparison.Ordinal));
        GenTask task = await _wire.SubmitAsync();
        Assert.Equal((Id, GenTaskStatus.Pending, "google/nano-banana"), (task.Id, task.Status, task.Model));
        Assert.Equal(body.Replace("@", Id, StringComparison.Ordinal), task.Raw);
        Assert.Single(_wire.Transport.Sent);
    }

    [Theory]
    [InlineData("""{"data":{"task_id":12345}}""", "12345")]
    [InlineData("""{"data":{"id":123456789012345678901234567890}}""", "123456789012345678901234567890")]
    [InlineData("""{"task_id":-7}""", "-7")]
    public async Task An_id_may_be_a_number(string body, string id)
    {
        _wire.Transport.Then(body);
        Assert.Equal(id, (await _wire.SubmitAsync()).Id);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(400)]
    [InlineData(402)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task An_answer_of_any_status_that_names_a_task_is_the_task(int status)
    {
        _wire.Transport.Then($$$"""{"code":{{{status}}},"success":false,"data":{"task_id":"{{{Id}}}","status":"error","message":"Oops","code":"some_code"}}""",
            status);
        GenTask task = await _wire.SubmitAsync();
        Assert.Equal((Id, GenTaskStatus.Pending, null), (task.Id, task.Status, task.Error));
        Assert.Single(_wire.Transport.Sent);
    }

    [Theory]
    [InlineData("/v1/tasks/abc123def456", Id)]
    [InlineData("https://api.example.com/v1/tasks/abc123def456?x=1", Id)]
    [InlineData("/v1/tasks/task%3A1%2F2#x", "task:1/2")]
    public async Task A_redirect_to_the_task_names_it(string location, string id)
    {
        _wire.Transport.Then(_ => new HttpResponseMessage(HttpStatusCode.SeeOther) { Headers = { Location = new Uri(location, UriKind.RelativeOrAbsolute) } });
        GenTask task = await _wire.SubmitAsync();
        Assert.Equal((id, GenTaskStatus.Pending), (task.Id, task.Status));
        Assert.All(_wire.Transport.Sent, sent => Assert.Equal(HttpMethod.Post, sent.Method));
    }

    [Theory]
    [InlineData(301, null)]
    [InlineData(302, "https://www.example.com/login?next=/v1/tasks/abcd")]
    [InlineData(307, "https://other.example.com/v1/tasks")]
    [InlineData(308, "/v1/tasks/")]
    public async Task A_redirect_elsewhere_is_an_unknown_outcome(int status, string? location)
    {
        _wire.Transport.Then(_ => new HttpResponseMessage(
            (HttpStatusCode)status) { Headers = { Location = location is null ? null : new Uri(location, UriKind.RelativeOrAbsolute) } });
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
        Assert.Equal((GenErrorCode.OutcomeUnknown, status), (failure.Code, failure.HttpStatus));
        Assert.DoesNotContain("Nothing was charged", failure.Message, StringComparison.Ordinal);
        Assert.Single(_wire.Transport.Sent);
    }

    [Fact]
    public async Task A_redirect_of_a_free_question_stays_free()
    {
        _wire.Transport.Then("{}", 302);
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.QuoteAsync);
        Assert.Equal(GenErrorCode.BadAnswer, failure.Code);
        Assert.Contains("Nothing was charged", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"code":CODE,"data":{"message":"No","id":"req-77"}}""")]
    [InlineData("""{"id":"req-77","error":{"message":"No"}}""")]
    [InlineData("""{"error":{"id":"req-77","message":"No"}}""")]
    [InlineData("""{"request_id":"r1","data":{"id":"req-77"}}""")]
    [InlineData("""{"user":{"id":"req-77"},"message":"No"}""")]
    public async Task An_id_in_a_refusal_is_no_task_but_is_told(string body)
    {
        foreach (int status in (int[])[400, 401, 402, 404, 422])
        {
            string told = body.Replace("CODE", $"{status}", StringComparison.Ordinal);
            _wire.Transport.Then(told, status);
            GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
            Assert.NotEqual(GenErrorCode.OutcomeUnknown, failure.Code);
            Assert.Contains("Nothing was charged", failure.Message, StringComparison.Ordinal);
            Assert.Contains("'req-77'", failure.Message, StringComparison.Ordinal);
            Assert.Equal(told, failure.Answer);
        }
    }

    [Theory]
    [InlineData(200, """{"code":200,"success":true,"data":{"status":"pending"}}""")]
    [InlineData(200, """{"id":"req-77","code":200,"data":{"status":"pending"}}""")]
    [InlineData(200, """{"data":{"user":{"id":"req-77"},"model":{"id":"m-1"}}}""")]
    [InlineData(200, """{"data":{"id":"req-77"},"error":"Slow down"}""")]
    [InlineData(200, """{"data":{"clips":[{"id":"req-77"}]}}""")]
    [InlineData(200, """{"input":{"task_id":"old"},"request":{"id":"old"},"data":{}}""")]
    [InlineData(200, """{"request_id":"old","trace_id":"old","parent_task_id":"old"}""")]
    [InlineData(200, """{"data":{"task_id":""}}""")]
    [InlineData(200, """{"data":{"task_id":" "}}""")]
    [InlineData(200, """{"data":{"task_id":{"x":1}}}""")]
    [InlineData(200, """{"data":{"task_id":"abc""")]
    [InlineData(200, """{"data":{"task_id":123""")]
    [InlineData(200, "The task_id: must be a string")]
    [InlineData(500, """{"id":"req-77","message":"Oops"}""")]
    [InlineData(500, """{"data":{"id":"req-77","message":"Oops","code":"internal_error"}}""")]
    [InlineData(502, "<html><body id=\"x\">Bad gateway</body></html>")]
    [InlineData(409, """{"message":"Conflict"}""")]
    public async Task An_answer_without_a_task_can_be_looked_at(int status, string body)
    {
        _wire.Transport.Then(body, status);
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
        Assert.Equal((GenErrorCode.OutcomeUnknown, body), (failure.Code, failure.Answer));
        Assert.Contains("property Answer", failure.Message, StringComparison.Ordinal);
        Assert.Equal(body.Contains("req-77", StringComparison.Ordinal), failure.Message.Contains("'req-77'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_id_that_the_request_held_already_is_no_new_task()
    {
        GenRequest request = Wire.Request with { Model = "me/extend", Input = new Dictionary<string, object?>(Wire.Request.Input) { ["song"] = "song-1" } };
        foreach ((int status,
            string body) in new[] { (404, """{"data":{"task_id":"song-1","message":"No such song"}}"""), (422, """{"error":{"task_id":"song-1"}}""") })
        {
            _wire.Transport.Then(body, status);
            GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(
                () => _wire.Clock.RunAsync(_wire.Session.SubmitAsync(request, TestContext.Current.CancellationToken, default)));
            Assert.Contains("Nothing was charged", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(63)]
    [InlineData(70)]
    [InlineData(1001)]
    [InlineData(100_000)]
    public async Task No_depth_hides_the_id(int depth)
    {
        _wire.Transport.Then(
            string.Concat(Enumerable.Repeat("{\"data\":", depth)) + $$"""{"task_id":"{{Id}}","status":"processing"}""" + new string('}', depth));
        GenTask task = await _wire.SubmitAsync();
        Assert.Equal((Id, depth < 1000 ? GenTaskStatus.Processing : GenTaskStatus.Pending), (task.Id, task.Status));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_id_is_found_in_the_first_8_MB_of_an_answer_of_any_size(bool isLengthTold)
    {
        string body = $$$"""{"data":{"note":"{{{new string('x', LargestAnswer - 200)}}}","task_id":"{{{Id}}}","rest":"{{{new string('y', 4000)}}}"}}""";
        _wire.Transport.Then(_ => Large(body, isLengthTold));
        Assert.Equal(Id, (await _wire.SubmitAsync()).Id);
    }

    [Fact]
    public async Task The_id_is_found_in_an_answer_that_broke_off()
    {
        _wire.Transport.Then(_ => new HttpResponseMessage { Content = Broken($$$"""{"code":200,"data":{"task_id":"{{{Id}}}","sta""") });
        GenTask task = await _wire.SubmitAsync();
        Assert.Equal((Id, GenTaskStatus.Pending), (task.Id, task.Status));
    }

    [Fact]
    public async Task What_came_of_an_answer_that_broke_off_can_be_looked_at()
    {
        _wire.Transport.Then(_ => new HttpResponseMessage { Content = Broken("""{"code":200,"you sent":"Bearer sk-secret-01""") });
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
        Assert.Equal((GenErrorCode.OutcomeUnknown, """{"code":200,"you sent":"Bearer ***"""), (failure.Code, failure.Answer));
    }

    [Fact]
    public async Task The_beginning_of_an_answer_is_bounded_and_tells_the_doubtful_id_that_lies_further_on()
    {
        string filler = string.Concat(Enumerable.Repeat("🦊", 3000));
        _wire.Transport.Then($$$"""{"a":"{{{filler}}}","error":{"id":"req-77"}}""", 500);
        string answer = (await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync)).Answer!;
        Assert.InRange(answer.Length, 1990, 2000);
        Assert.StartsWith("{\"a\":\"🦊", answer, StringComparison.Ordinal);
        Assert.EndsWith("🦊 ... id: req-77", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"result":{"task_id":"abcd","status":"completed","cost":0.04,"model":"m","output":{"image_url":"https://c.example.com/a.png"}}}""",
        GenTaskStatus.Completed, "image_url")]
    [InlineData("""{"code":200,"data":{"task":{"id":"abcd","status":"completed","output":{"image_url":"https://c.example.com/a.png"}}}}""",
        GenTaskStatus.Completed, "image_url")]
    [InlineData("""[{"task_id":"abcd","status":"completed","output":{"image_url":"https://c.example.com/a.png"}}]""", GenTaskStatus.Completed, "image_url")]
    [InlineData("""{"data":[{"task_id":"abcd","status":"completed","output":{"image_url":"https://c.example.com/a.png"}}]}""", GenTaskStatus.Completed,
        "image_url")]
    [InlineData("""{"data":"{\"task_id\":\"abcd\",\"status\":\"completed\",\"output\":{\"image_url\":\"https://c.example.com/a.png\"}}"}""",
        GenTaskStatus.Completed, "image_url")]
    [InlineData("""{"task_id":"abcd","status":"completed","data":{"image_url":"https://c.example.com/a.png"}}""", GenTaskStatus.Completed, "image_url")]
    [InlineData("""{"task_id":"abcd","status":"failed","data":{},"error_message":"No fox"}""", GenTaskStatus.Failed, "No fox")]
    [InlineData("""{"result":{"task_id":"abcd","status":"failed","error":{"message":"No fox"}}}""", GenTaskStatus.Failed, "No fox")]
    [InlineData("""{"success":false,"result":{"task_id":"abcd","status":"failed","error":{"message":"No fox"}}}""", GenTaskStatus.Failed, "No fox")]
    public void A_poll_is_understood_in_the_same_places(string body, GenTaskStatus status, string told)
    {
        GenTask task = Wire.ReadTask(body);
        Assert.Equal((status, told), (task.Status, task.Error ?? Assert.Single(task.Outputs).Name));
        Assert.True(Wire.Read(body).IsSuccess);
    }

    [Theory]
    [InlineData(200, """{"status":"success","task_id":"abcd"}""", GenTaskStatus.Pending)]
    [InlineData(200, """{"data":{"status":"completed","task_id":"abcd"}}""", GenTaskStatus.Pending)]
    [InlineData(500, """{"data":{"status":"failed","task_id":"abcd"}}""", GenTaskStatus.Pending)]
    [InlineData(200, """{"data":{"status":"failed","task_id":"abcd"}}""", GenTaskStatus.Failed)]
    [InlineData(200, """{"success":false,"data":{"status":"failed","task_id":"abcd"}}""", GenTaskStatus.Failed)]
    [InlineData(200, """{"result":{"status":"processing","task_id":"abcd"}}""", GenTaskStatus.Processing)]
    public async Task A_new_task_has_ended_only_when_the_answer_says_so_beyond_doubt(int http, string body, GenTaskStatus status)
    {
        _wire.Transport.Then(body, http);
        Assert.Equal(status, (await _wire.SubmitAsync()).Status);
    }

    public void Dispose() => _wire.Dispose();

    private static StreamContent Broken(string beginning) => new(new BrokenStream(Encoding.UTF8.GetBytes(beginning)));

    private static HttpResponseMessage Large(string body, bool isLengthTold) =>
        isLengthTold ? ScriptedTransport.Json(body) : new() { Content = new StreamContent(new ForwardOnlyStream(Encoding.UTF8.GetBytes(body))) };
}
