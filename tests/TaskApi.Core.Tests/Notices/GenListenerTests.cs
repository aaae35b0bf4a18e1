using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Notices;

public sealed class GenListenerTests : IDisposable
{
    private const string Accepted = """{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"pending"}}""";

    private static readonly GenRequest Row = Wire.Request with { Source = new GenSource("/tables/prompts.csv", 7) };

    private readonly Wire _wire = new();
    private readonly ConcurrentQueue<GenNotice> _heard = new();
    private readonly GenListener _verbose;
    private readonly GenListener _debug;

    public GenListenerTests()
    {
        _verbose = new GenListener(hearsVerbose: true, hearsDebug: false, _heard.Enqueue);
        _debug = new GenListener(hearsVerbose: false, hearsDebug: true, _heard.Enqueue);
    }

    private IEnumerable<string> Lines => _heard.Select(notice => notice.Message);

    [Fact]
    public async Task A_submission_is_a_line_with_id_model_place_and_time()
    {
        _wire.Transport.Then(_ => Late(Accepted, 123));
        _ = await Hear(_verbose, () => _wire.Session.SubmitAsync(Row, default, default));
        Assert.Equal(["Submitted task abc123def456 of google/nano-banana (prompts.csv, line 7) in 123 ms: Pending."], Lines);
        Assert.All(_heard, notice => Assert.Equal(GenNoticeLevel.Verbose, notice.Level));
    }

    [Fact]
    public async Task A_poll_that_changed_something_is_a_line_and_one_that_did_not_is_none()
    {
        Answer("pending", "processing", "processing", "completed");
        using TaskWait wait = GenListener.Begin(_verbose, () => _wire.Session.Waiter.Open(TimeSpan.FromHours(1)));
        wait.Add(new GenTask { Id = "abc1", Model = "openai/sora-2", Status = GenTaskStatus.Pending, SubmittedAt = _wire.Clock.GetUtcNow(),
            Source = new GenSource("a.csv", 2) });
        await _wire.Clock.RunUntilAsync(() => wait.TryTake(out _, 0, default));
        Assert.Equal(["Task abc1 of openai/sora-2 (a.csv, line 2): Pending -> Processing.",
            "Task abc1 of openai/sora-2 (a.csv, line 2): Processing -> Completed."], Lines);
    }

    [Fact]
    public async Task A_retry_is_a_line_with_reason_attempt_and_wait()
    {
        _wire.Transport.ThenFail(new HttpRequestException("no", new SocketException((int)SocketError.ConnectionRefused))).Then(Accepted);
        _ = await Hear(_verbose, () => _wire.Session.SubmitAsync(Row, default, default));
        Assert.Matches("^Retry: POST /v1/tasks: .+; attempt 2 of 4 in (0[.][5-9]|1[.]0) s[.]$", Lines.First());
        Assert.Equal(2, _heard.Count);
    }

    [Fact]
    public async Task A_poll_that_failed_and_is_repeated_is_a_line()
    {
        _wire.Transport.Then("", 500).Then("""{"data":{"status":"pending"}}""").Then("", 503).Then("""{"data":{"status":"completed"}}""");
        using TaskWait wait = GenListener.Begin(_verbose, () => _wire.Session.Waiter.Open(TimeSpan.FromHours(1)));
        wait.Add(new GenTask { Id = "abc1", Status = GenTaskStatus.Pending, SubmittedAt = _wire.Clock.GetUtcNow() });
        await _wire.Clock.RunUntilAsync(() => wait.TryTake(out _, 0, default));
        Assert.Matches("^Task abc1: .*HTTP 500.* Asking again in 1 s [(]attempt 2 of 20[)][.]$", Lines.First());
        Assert.Matches("^Task abc1: .*HTTP 503.* Asking again in 1 s [(]attempt 2 of 20[)][.]$", Lines.ElementAt(1));
        Assert.Equal(3, _heard.Count);
    }

    [Fact]
    public async Task A_ban_is_a_line_for_whose_request_met_it_beside_the_warning_for_all()
    {
        var all = new ConcurrentQueue<GenNotice>();
        _wire.Session.Noticed += (_, notice) => all.Enqueue(notice);
        _wire.Transport.Then(_ => Wire.Ban()).Then(Accepted);
        _ = await Hear(_verbose, () => _wire.Session.SubmitAsync(Row, default, default));
        Assert.Equal("Banned: POST requests are refused for 60 s (HTTP 429).", Lines.First());
        Assert.Equal("Retry: POST /v1/tasks: HTTP 429; attempt 2 of 4 when the ban is over.", Lines.ElementAt(1));
        Assert.Equal(GenNoticeLevel.Warning, Assert.Single(all).Level);
    }

    [Fact]
    public async Task A_file_is_a_line_with_path_and_size()
    {
        using var folder = new TemporaryFolder();
        var task = new GenTask { Id = "abc1", Model = "a/b", Status = GenTaskStatus.Completed, Outputs = [new GenOutput { Name = "text", Text = "hello" }] };
        GenFile file = await Hear(_verbose, () => _wire.Session.Downloader.SaveAsync(task, 0, folder.Path, ExistingFile.Refuse, default));
        Assert.Equal([$"Saved {file.Path}: 5 bytes of task abc1."], Lines);
    }

    [Fact]
    public async Task The_wire_is_told_with_method_path_status_time_size_and_bodies()
    {
        _wire.Transport.Then(_ => Late(Accepted, 20));
        _ = await Hear(_debug, () => _wire.Session.SubmitAsync(Row, default, default));
        GenNotice notice = Assert.Single(_heard);
        Assert.Equal(GenNoticeLevel.Debug, notice.Level);
        Assert.Equal($$$"""POST /v1/tasks: 200 in 20 ms, {{{Accepted.Length}}} bytes. Sent: {"model":"google/nano-banana","input":{"prompt":"a """ +
            $$$"""fox","aspect_ratio":"1:1"}} Received: {{{Accepted}}}""", notice.Message);
    }

    [Fact]
    public async Task An_answer_that_never_came_is_told_with_its_reason()
    {
        _wire.Transport.ThenFail(new HttpRequestException("broken"));
        await Assert.ThrowsAsync<GenServiceException>(() => Hear(_debug, () => _wire.Session.SubmitAsync(Row, default, default)));
        Assert.Matches("^POST /v1/tasks: no answer in 0 ms: broken.* Sent: [{].*[}]$", Assert.Single(Lines));
    }

    [Theory]
    [InlineData("https://x.example/a?sig=SECRET&b=SECRET", "https://x.example/a?***")]
    [InlineData("https:\\/\\/x.example\\/a?sig=SECRET", "https:\\/\\/x.example\\/a?***")]
    [InlineData("https://me:SECRET@x.example/a", "https://***@x.example/a")]
    [InlineData("what? a \u001b[2Jfox", "what? a ␛[2Jfox")]
    public async Task Bodies_are_safe_to_show(string text, string shown)
    {
        string note = text.Replace("\u001b", "\\u001b", StringComparison.Ordinal);
        _wire.Transport.Then("{\"data\":{\"task_id\":\"abc1\",\"note\":\"" + note + "\"}}");
        _ = await Hear(_debug,
            () => _wire.Session.SubmitAsync(Row with { Input = new Dictionary<string, object?> { ["prompt"] = text + " and " + Wire.Key } }, default, default));
        string line = Assert.Single(Lines);
        Assert.DoesNotContain("SECRET", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Wire.Key, line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.Contains(shown.Replace("␛", "\\u001b"), line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_are_cut_after_the_key_is_taken_out()
    {
        for (int before = 940; before < 1010; before++)
        {
            _wire.Transport.Then($"<html>{new string('x', before)}{Wire.Key}{new string('y', 5000)}</html>", 500);
            await Assert.ThrowsAsync<GenServiceException>(() => Hear(_debug, () => _wire.Session.SubmitAsync(Row, default, default)));
        }

        Assert.Equal(70, _heard.Count);
        Assert.All(Lines, line => Assert.DoesNotContain("sk-", line, StringComparison.Ordinal));
        Assert.All(Lines, line => Assert.InRange(line.Length, 1000, 1300));
    }

    [Fact]
    public async Task Each_wait_hears_of_its_own_tasks_though_one_planner_looks_at_all()
    {
        Answer("completed");
        var mine = new ConcurrentQueue<string>();
        using TaskWait other = GenListener.Begin(_debug, () => _wire.Session.Waiter.Open(TimeSpan.FromHours(1)));
        using TaskWait own =
            GenListener.Begin(new GenListener(true, true, notice => mine.Enqueue(notice.Message)), () => _wire.Session.Waiter.Open(TimeSpan.FromHours(1)));
        using TaskWait deaf = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        // The planner is begun by the first of them, and looks for the others too.
        GenListener.Begin(_debug, () =>
        {
            other.Add(new GenTask { Id = "other" });
            return 0;
        });
        deaf.Add(new GenTask { Id = "deaf" });
        own.Add(new GenTask { Id = "mine" });
        foreach (TaskWait wait in (TaskWait[])[other, own, deaf])
        {
            await _wire.Clock.RunUntilAsync(() => wait.TryTake(out _, 0, default));
        }

        Assert.Equal(3, _wire.Transport.Sent.Count);
        Assert.StartsWith("GET /v1/tasks/other:", Assert.Single(Lines), StringComparison.Ordinal);
        Assert.Equal(2, mine.Count);
        Assert.All(mine, line => Assert.Contains("mine", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_is_measured()
    {
        _wire.Transport.Then(_ => Late(Accepted, 50)).Then(_ => Late(Accepted, 50));
        _ = await Hear(new GenListener(false, false, _heard.Enqueue), () => _wire.Session.SubmitAsync(Row, default, default));
        _ = await _wire.SubmitAsync();
        Assert.Empty(_heard);
    }

    public void Dispose() => _wire.Dispose();

    private Task<T> Hear<T>(GenListener listener, Func<Task<T>> work) => _wire.Clock.RunAsync(GenListener.Begin(listener, work));

    private HttpResponseMessage Late(string body, int milliseconds)
    {
        _wire.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return ScriptedTransport.Json(body);
    }

    /// <summary>The states that a task is in, one poll after the other; the last stays.</summary>
    private void Answer(params string[] states)
    {
        int polls = 0;
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json($$$"""{"data":{"status":"{{{states[Math.Min(polls++, states.Length - 1)]}}}"}}"""));
    }
}
