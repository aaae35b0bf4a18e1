using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.BadInput;

/// <summary>What is paid for reaches the user, however oddly the service answers.</summary>
public sealed class OddAnswerTests : IDisposable
{
    private const string Submit = "New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -Session $session";
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private readonly ModuleHost _host = new();
    private readonly List<string> _asked = [];

    public static TheoryData<int, string> Accepted { get; } = new()
    {
        { 200, """{"code":200,"task_id":"t-1234","data":{"queued":true}}""" },
        { 200, """{"code":200,"data":{"id":"t-1234"}}""" },
        { 200, """{"data":{"taskId":"t-1234"}}""" },
        { 200, """{"TaskId":"t-1234"}""" },
        { 200, """{"id":"t-1234"}""" },
        { 200, """[{"task_id":"t-1234"}]""" },
        { 200, """{"data":[{"task_id":"t-1234"}]}""" },
        { 200, """{"data":{"task":{"id":"t-1234"}}}""" },
        { 200, """{"result":{"task_id":"t-1234"}}""" },
        { 200, string.Concat(Enumerable.Repeat("{\"data\":", 200)) + """{"task_id":"t-1234"}""" + new string('}', 200) },
        { 200, """{"code":200,"success":false,"data":{"task_id":"t-1234"}}""" },
        { 303, """{"data":{"task_id":"t-1234"}}""" },
        { 500, """{"code":500,"data":{"task_id":"t-1234","message":"Oops"}}""" },
        { 200, """{"data":{"task_id":"t-1234","status":"pen""" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_task_in_an_unexpected_place_comes_out_of_the_pipeline(int status, string body)
    {
        Connect(request => request.Method == HttpMethod.Post ? ScriptedService.Json(body, status) : ScriptedService.Json("{}", 500));

        RunResult run = _host.Run(Submit);

        Assert.Equal(("t-1234", "Pending", "google/nano-banana"), (run.Single.Text("Id"), run.Single.Text("Status"), run.Single.Text("Model")));
        Assert.Equal(["POST /v1/tasks"], _asked);
    }

    [Fact]
    public void A_task_behind_more_than_8_MB_comes_out_of_the_pipeline()
    {
        string body = $$$"""{"data":{"note":"{{{new string('x', (8 * 1024 * 1024) - 100)}}}","task_id":"t-1234","rest":"{{{new string('y', 1000)}}}"}}""";
        Connect(_ => ScriptedService.Json(body));

        Assert.Equal("t-1234", _host.Run(Submit).Single.Text("Id"));
    }

    [Fact]
    public void A_task_behind_a_redirect_comes_out_of_the_pipeline()
    {
        Connect(_ => new HttpResponseMessage(HttpStatusCode.SeeOther) { Headers = { Location = new Uri("/v1/tasks/t-1234", UriKind.Relative) } });

        Assert.Equal("t-1234", _host.Run(Submit).Single.Text("Id"));
    }

    [Fact]
    public void An_answer_without_a_task_is_in_the_error()
    {
        Connect(_ => ScriptedService.Json("""{"code":200,"data":{"user":{"id":"u-77"},"queue":"long"}}"""));

        RunResult run = _host.Run($"try {{ {Submit} -ErrorAction Stop }} catch [TaskApi.GenServiceException] {{ $_.Exception.Answer }}");

        Assert.Equal("""{"code":200,"data":{"user":{"id":"u-77"},"queue":"long"}}""", run.Single.ToString());
        RunResult again = _host.Run(Submit);
        Assert.Equal("OutcomeUnknown", again.Error.Id());
        again.Error.Says("named no task", "may have been charged", "'u-77'", "property Answer");
    }

    [Fact]
    public void A_request_id_in_a_refusal_is_told_and_is_no_task()
    {
        Connect(_ => ScriptedService.Json("""{"code":400,"data":{"id":"req-77","error":{"message":"No fox"}}}""", 400));

        RunResult run = _host.Run(Submit);

        Assert.Equal("RequestRefused", run.Error.Id());
        run.Error.Says("No fox", "Nothing was charged", "'req-77'");
    }

    [Fact]
    public void A_redirect_of_a_paid_request_is_not_called_free()
    {
        Connect(_ => new HttpResponseMessage(HttpStatusCode.Found));

        RunResult run = _host.Run(Submit);

        Assert.Equal("OutcomeUnknown", run.Error.Id());
        run.Error.Says("HTTP 302", "may have been charged");
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("task:1/2")]
    [InlineData("a b")]
    [InlineData("tâche 🦊")]
    [InlineData("../account")]
    public void A_task_of_an_odd_name_is_waited_for_and_saved_also_by_its_name_alone(string id)
    {
        using var folder = new TemporaryFolder();
        _host.GoTo(folder.Path);
        string escaped = "/v1/tasks/" + Uri.EscapeDataString(id);
        Connect(request => request switch
        {
            { Method.Method: "POST" } => ScriptedService.Json($$$"""{"data":{"task_id":"{{{id}}}"}}"""),
            { RequestUri.AbsolutePath: "/a.png" } => new HttpResponseMessage { Content = new ByteArrayContent(Convert.FromBase64String(Picture)) },
            _ when Uri.UnescapeDataString(request.RequestUri!.AbsolutePath) == Uri.UnescapeDataString(escaped) =>
                ScriptedService.Json("""{"data":{"status":"completed","output":{"image_url":"http://127.0.0.1:1/a.png"}}}"""),
            _ => ScriptedService.Json("{}", 404),
        });

        RunResult run = _host.Run($"""
            $id = ({Submit}).Id
            $id
            ($id | Get-GenTask -Session $session).Status
            ($id | Wait-GenTask -Session $session).Status
            ($id | Save-GenOutput -Session $session).Length
            """);

        Assert.Equal([id, "Completed", "Completed", "70"], run.Clean.Select(item => item.ToString()));
        Assert.DoesNotContain(_asked, path => path.Contains("/v1/account", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a\\nb")]
    public void A_task_that_cannot_be_asked_about_is_told_at_once(string id)
    {
        Connect(_ => ScriptedService.Json($$$"""{"data":{"task_id":"{{{id}}}"}}"""));

        RunResult run = _host.Run(Submit);

        Assert.Empty(run.Output);
        Assert.Equal("OutcomeUnknown", run.Error.Id());
        run.Error.Says("cannot be asked about", "may have been charged");
        object failure = run.Error.Exception;
        Assert.Contains(id, (string)failure.GetType().GetProperty("Answer")!.GetValue(failure)!, StringComparison.Ordinal);
    }

    public void Dispose() => _host.Dispose();

    private void Connect(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        var service = new ScriptedService(request =>
        {
            lock (_asked)
            {
                _asked.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            }

            return answer(request);
        });
        FastClient.Connect(_host, "http://127.0.0.1:1", speed: 200, TimeSpan.FromSeconds(10), service);
    }
}
