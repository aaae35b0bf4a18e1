using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Service;

public sealed partial class GenSessionTests : IDisposable
{
    private readonly Wire _wire = new();

    [Theory]
    [InlineData(200, """{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"pending"}}""", GenTaskStatus.Pending)]
    [InlineData(201, """{"code":201,"success":true,"data":{"task_id":"abc123def456","status":"processing"}}""", GenTaskStatus.Processing)]
    [InlineData(200, """{"code":200,"data":{"task_id":"abc123def456"}}""", GenTaskStatus.Pending)]
    [InlineData(200, """{"task_id":"abc123def456"}""", GenTaskStatus.Pending)]
    [InlineData(200, """{"code":200,"data":{"task_id":"abc123def456","status":"completed","output":{"image_url":"https://c.example.com/a.png"}}}""",
        GenTaskStatus.Completed)]
    [InlineData(200, """{"code":200,"data":{"task_id":"abc123def456","output":{"image_url":"https://c.example.com/a.png"}}}""", GenTaskStatus.Completed)]
    [InlineData(200, """{"code":200,"data":{"task_id":"abc123def456","message":"cut \ud83d"}}""", GenTaskStatus.Pending)]
    public async Task An_accepted_request_becomes_a_task(int status, string body, GenTaskStatus state)
    {
        _wire.Transport.Then(body, status);
        GenTask task = await _wire.SubmitAsync();
        Assert.Equal(("abc123def456", state, "google/nano-banana", GenKind.Image), (task.Id, task.Status, task.Model, task.Kind));
        Assert.Equal(state == GenTaskStatus.Completed ? 1 : 0, task.Outputs.Count);
        Assert.Equal(task, Assert.Single(_wire.Session.Tasks));
    }

    [Fact]
    public async Task A_request_leaves_as_json_with_everything_in_its_place()
    {
        _wire.Transport.Then("""{"data":{"task_id":"abcd"}}""");
        _ = await _wire.Clock.RunAsync(_wire.Session.SubmitAsync(Wire.Request with { CallbackUrl = "https://example.com/hook", Key = "mine" },
            TestContext.Current.CancellationToken, default));
        SentRequest sent = Assert.Single(_wire.Transport.Sent);
        Assert.Equal((HttpMethod.Post, "https://api.example.com/v1/tasks", "Bearer " + Wire.Key), (sent.Method, sent.Url.AbsoluteUri, sent.Authorization));
        Assert.Equal($$$"""{"model":"google/nano-banana","input":{"prompt":"a """ +
            $$$"""fox","aspect_ratio":"1:1"},"callback_url":"https://example.com/hook?taskapi_key=key%3Amine""" +
            $$$"""&taskapi_token={{{_wire.Session.CallbackTokens.For(new CallbackAddress { Key = "key:mine" })}}}"}""", sent.Body);
        Assert.Equal("application/json", sent.Headers.Accept.ToString());
        Assert.StartsWith("TaskApi/", sent.Headers.UserAgent.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_so_and_gives_the_price()
    {
        _wire.Transport.Then("""{"code":200,"success":true,"data":{"cost":0.039,"currency":"USD"}}""");
        GenPrice price = await _wire.QuoteAsync();
        Assert.Equal((0.039m, true), (price.Cost, price.IsQuoted));
        Assert.True(JsonDocument.Parse(_wire.Transport.Sent[0].Body!).RootElement.GetProperty("dry_run").GetBoolean());
        Assert.Empty(_wire.Session.Tasks);
    }

    [Fact]
    public async Task A_dry_run_without_a_price_is_a_bad_answer()
    {
        _wire.Transport.Then("""{"code":200,"success":true,"data":{}}""");
        Assert.Equal(GenErrorCode.BadAnswer, (await Assert.ThrowsAsync<GenServiceException>(_wire.QuoteAsync)).Code);
    }

    [Theory]
    [InlineData(400, GenErrorCode.RequestRefused)]
    [InlineData(422, GenErrorCode.RequestRefused)]
    [InlineData(418, GenErrorCode.RequestRefused)]
    [InlineData(401, GenErrorCode.Unauthorized)]
    [InlineData(403, GenErrorCode.Unauthorized)]
    [InlineData(402, GenErrorCode.InsufficientBalance)]
    [InlineData(404, GenErrorCode.NotFound)]
    public async Task A_refusal_is_told_in_the_services_words_and_costs_nothing(int status, GenErrorCode code)
    {
        foreach ((int http, int inner) in new[] { (status, status), (200, status), (status, 200) })
        {
            _wire.Transport.Then($$$"""{"code":{{{inner}}},"success":false,"data":{"message":"Because of this","code":"some_code"}}""", http);
            GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
            Assert.Equal((code, status, "some_code"), (failure.Code, failure.HttpStatus, failure.ServiceCode));
            Assert.Contains("Because of this.", failure.Message, StringComparison.Ordinal);
            Assert.Contains("Nothing was charged", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(3, _wire.Transport.Sent.Count);
    }

    [Theory]
    [InlineData(0, " a b c.", " Nothing was charged.")]
    [InlineData(600, " a b c" + "xxx", "xxx... Nothing was charged.")]
    public async Task A_refusal_is_told_on_one_line_and_at_no_great_length(int length, string beginning, string end)
    {
        _wire.Transport.Then($$$"""{"data":{"message":"\na\nb\rc{{{new string('x', length)}}}\r\n"}}""", 422);
        string message = (await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync)).Message;
        Assert.Contains(beginning, message, StringComparison.Ordinal);
        Assert.EndsWith(end, message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, char.IsControl);
        Assert.InRange(message.Length, 40, 600);
    }

    [Theory]
    [InlineData("""{"data":{"code":"no_fox"}}""", "refused the request: no_fox. ")]
    [InlineData("{}", "refused the request: it gave no reason. ")]
    [InlineData("<html></html>", "refused the request: the answer is not JSON. ")]
    public async Task A_refusal_without_an_explanation_says_what_there_is(string body, string said)
    {
        _wire.Transport.Then(body, 400);
        Assert.Contains(said, (await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_success_that_is_denied_is_a_refusal()
    {
        _wire.Transport.Then("""{"code":200,"success":false,"msg":"No"}""");
        Assert.Equal(GenErrorCode.RequestRefused, (await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync)).Code);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _wire.Transport.Then(
            _ => new HttpResponseMessage(HttpStatusCode.TemporaryRedirect) { Headers = { Location = new Uri("https://evil.example.net/v1/tasks") } });
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
        Assert.Equal((GenErrorCode.OutcomeUnknown, 307), (failure.Code, failure.HttpStatus));
        Assert.All(_wire.Transport.Sent, sent => Assert.Equal("api.example.com", sent.Url.Host));
        Assert.False(Assert.IsType<HttpClientHandler>(NetworkTransport.Create()).AllowAutoRedirect);
    }

    [Theory]
    [InlineData(401, """{"error":"Key sk-secret-0123456789 is unknown"}""")]
    [InlineData(400, """{"data":{"message":"x","code":"sk-secret-0123456789"}}""")]
    [InlineData(400, """{"message":"sk\u002dsecret\u002d0123456789"}""")]
    [InlineData(500, """{"message":"Bearer sk-secret-0123456789"}""")]
    [InlineData(200, """{"data":{"task_id":"abcd","status":"failed","error_message":"Key sk-secret-0123456789 is out"}}""")]
    public async Task A_key_that_the_service_echoes_is_not_shown(int status, string body)
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json(body, status));
        string shown;
        try
        {
            GenTask task = await _wire.SubmitAsync();
            shown = task + task.Error + task.Raw;
            Assert.Contains("***", task.Error, StringComparison.Ordinal);
        }
        catch (GenServiceException failure)
        {
            shown = failure + failure.ServiceCode;
            Assert.Contains("***", shown, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Wire.Key, shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_the_network_does_not_show_the_key()
    {
        _wire.Transport.ThenFail(new IOException("could not write 'Authorization: Bearer " + Wire.Key + "'"));
        Assert.DoesNotContain(Wire.Key, (await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Wire.Key, _wire.Session.ToString() + new ApiKey(Wire.Key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poll_asks_for_the_task_and_remembers_it()
    {
        _wire.Transport.Then(
            """{"code":200,"data":{"task_id":"other","status":"completed","cost":0.04,"output":{"image_url":"https://c.example.com/a.png"}}}""");
        GenTask task = await _wire.PollAsync();
        Assert.Equal((HttpMethod.Get, "https://api.example.com/v1/tasks/abc123def456"),
            (_wire.Transport.Sent[0].Method, _wire.Transport.Sent[0].Url.AbsoluteUri));
        Assert.Equal(("abc123def456", GenTaskStatus.Completed, 0.04m), (task.Id, task.Status, task.Cost));
        Assert.Equal("abc123def456", Assert.Single(_wire.Session.Tasks).Id);
    }

    [Fact]
    public async Task Tasks_are_listed_oldest_first_and_before_them_those_of_unknown_age()
    {
        string[] ids = ["zzz1", "aaa2", "mmm3"];
        foreach (string id in ids)
        {
            _wire.Transport.Then($$$"""{"data":{"task_id":"{{{id}}}"}}""");
            _ = await _wire.SubmitAsync();
            await _wire.Clock.PassAsync(TimeSpan.FromSeconds(1));
        }

        _wire.Transport.Then("""{"data":{"status":"processing"}}""");
        _ = await _wire.PollAsync("nnn0");
        Assert.Equal(["nnn0", .. ids], _wire.Session.Tasks.Select(task => task.Id));
    }

    [Fact]
    public async Task Only_a_task_of_which_nothing_but_its_id_is_given_is_looked_up()
    {
        _wire.Transport.Then("""{"data":{"task_id":"abcd"}}""");
        GenTask submitted = await _wire.SubmitAsync();
        GenTask given = submitted with { Status = GenTaskStatus.Processing };
        Assert.Same(given, _wire.Session.Recall(given));
        Assert.Equal(submitted, _wire.Session.Recall(new GenTask { Id = "abcd" }));
    }

    [Fact]
    public async Task A_task_that_was_submitted_here_keeps_its_request_when_asked_for_by_id()
    {
        _wire.Transport.Then("""{"data":{"task_id":"abc123def456","status":"pending"}}""").Then(
            """{"data":{"task_id":"abc123def456","status":"processing"}}""");
        GenTask submitted = await _wire.SubmitAsync();
        GenTask polled = await _wire.PollAsync();
        Assert.Equal((submitted.Model, submitted.SubmittedAt, GenTaskStatus.Processing), (polled.Model, polled.SubmittedAt, polled.Status));
        Assert.Same(submitted.Input, polled.Input);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task A_poll_is_repeated_after_a_failure_of_the_service(int status)
    {
        _wire.Transport.Then("<html></html>", status).ThenFail(new IOException("cut")).Then("""{"data":{"status":"processing"}}""");
        Assert.Equal(GenTaskStatus.Processing, (await _wire.PollAsync()).Status);
        Assert.Equal(3, _wire.Transport.Sent.Count);
        Assert.InRange(_wire.SecondsBetween(0, 1), 0.5, 20);
    }

    [Fact]
    public async Task A_poll_is_repeated_after_a_ban_and_when_it_could_not_be_sent()
    {
        _wire.Transport.ThenFail(new HttpRequestException("no", new SocketException((int)SocketError.ConnectionRefused))).Then(_ => Wire.Ban()).Then(
            """{"data":{"status":"processing"}}""");
        Assert.Equal(GenTaskStatus.Processing, (await _wire.PollAsync()).Status);
        Assert.InRange(_wire.SecondsBetween(1, 2), 60, 90);
    }

    [Fact]
    public async Task A_poll_is_given_up_after_four_failures()
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json("{}", 500));
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => _wire.PollAsync());
        Assert.Equal((GenErrorCode.ServiceFailed, 500, 4), (failure.Code, failure.HttpStatus, _wire.Transport.Sent.Count));
    }

    public void Dispose() => _wire.Dispose();
}
