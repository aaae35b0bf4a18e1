using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Waiting;

/// <summary>Waiting for tasks whose ends are called: who is called is looked at at once, who stays silent rarely, and all come out.</summary>
public sealed class CalledTaskTests : IDisposable
{
    private const string Hook = "https://me.example/hook";

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private readonly Wire _wire = new();
    private readonly Dictionary<string, double> _durations = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _start;

    public CalledTaskTests()
    {
        _start = _wire.Clock.GetUtcNow();
        _wire.Transport.Otherwise(sent =>
        {
            string id = sent.Url.Segments[^1];
            return Now(sent.At) < _durations[id]
                ? ScriptedTransport.Json("""{"code":200,"data":{"status":"processing"}}""")
                : ScriptedTransport.Json($$$"""{"code":200,"data":{"status":"completed","video_url":"{{{UrlOf(id)}}}"}}""");
        });
    }

    public void Dispose() => _wire.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_thousand_tasks_end_by_their_callbacks_with_hardly_a_poll_and_no_forged_state(bool isTrusted)
    {
        var random = new Random(7);
        using CallbackListening listening = CallbackListening.Open(_wire.Session, new CallbackServerOptions(), isTrusted);
        using TaskWait wait = Open();
        string[] ids = [.. Enumerable.Range(1000, 1000).Select(number => $"task-{number}")];
        var calls = new List<(double At, Func<Task<int>> Post, int Status)>();
        foreach (string id in ids)
        {
            _durations[id] = 20 + (130 * random.NextDouble());
            wait.Add(Submitted(id));
            // Late, so that they come in another order than the ends; and every fifth twice, or thrice.
            for (int i = random.Next(5) == 0 ? random.Next(1, 3) : 0; i >= 0; i--)
            {
                calls.Add((_durations[id] + (8 * random.NextDouble()),
                    () => PostAsync(listening, id, UrlOf(id), _wire.Session.CallbackTokens.For(new CallbackAddress())), 200));
            }
        }

        // Without the token, with a wrong one, and, where the service is asked, by somebody who has seen it.
        for (int i = 0; i < 50; i++)
        {
            string id = i % 10 == 9 ? "of-nobody" : ids[random.Next(ids.Length)];
            string? token = (i % 5) switch { 0 => null, < 4 => "gencb" + new string('0', 40),
                _ => isTrusted ? "gencbx" : _wire.Session.CallbackTokens.For(new CallbackAddress()) };
            calls.Add((20 * random.NextDouble(), () => PostAsync(listening, id, "https://evil.example/x.mp4", token), i % 5 == 4 && !isTrusted ? 200 : 404));
        }

        _durations["of-nobody"] = 0;
        var ends = new List<TaskEnd>();
        for (int second = 0; second < 170; second++)
        {
            var due = calls.Where(call => call.At >= second - 1 && call.At < second).ToList();
            int[] statuses = await Task.WhenAll(due.Select(call => call.Post()));
            Assert.Equal(due.Select(call => call.Status), statuses);
            await listening.UntilIdleAsync();
            await _wire.Clock.PassAsync(TimeSpan.FromSeconds(1));
            Drain(wait, ends);
        }

        await _wire.Clock.RunUntilAsync(() => Drain(wait, ends).Count >= ids.Length);
        Assert.Equal(ids, ends.Select(end => end.Task.Id).Order(StringComparer.Ordinal));
        Assert.All(ends, end => Assert.Equal((null, UrlOf(end.Task.Id)), (end.Failure, Assert.Single(end.Task.Outputs).Url)));
        // Not trusted, each callback that was true has to be confirmed once.
        Assert.InRange(_wire.Transport.Sent.Count, isTrusted ? 0 : ids.Length, (isTrusted ? 0 : ids.Length) + 50);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public async Task When_all_callbacks_are_lost_all_tasks_come_out_all_the_same_and_soon(int count)
    {
        using TaskWait wait = Open();
        for (int i = 0; i < count; i++)
        {
            _durations[$"task-{i}"] = 40 + (i / 10.0);
            wait.Add(Submitted($"task-{i}"));
        }

        List<TaskEnd> ends = await TakeAsync(wait, count);

        Assert.All(ends, end => Assert.Null(end.Failure));
        Assert.InRange(Now(_wire.Clock.GetUtcNow()), 40, 40 + (count / 10.0) + 100);
    }

    [Fact]
    public async Task When_some_callbacks_are_lost_their_tasks_are_found_while_the_others_are_called()
    {
        using TaskWait wait = Open();
        for (int i = 0; i < 100; i++)
        {
            _durations[$"task-{i}"] = 60 + i;
            wait.Add(Submitted($"task-{i}"));
        }

        var ends = new List<TaskEnd>();
        for (int second = 0; second < 200; second++)
        {
            if (second >= 60 && second < 160 && second % 20 != 0)
            {
                _wire.Session.Waiter.Called($"task-{second - 60}");
            }

            await _wire.Clock.PassAsync(TimeSpan.FromSeconds(1));
            Drain(wait, ends);
        }

        await _wire.Clock.RunUntilAsync(() => Drain(wait, ends).Count >= 100);
        Assert.All(ends, end => Assert.Null(end.Failure));
        Assert.InRange(Now(_wire.Clock.GetUtcNow()), 160, 160 + 180);
        Assert.InRange(_wire.Transport.Sent.Count, 100, 150);
    }

    [Fact]
    public async Task A_task_that_stays_silent_to_the_end_of_its_time_is_told_by_its_id()
    {
        _durations["never"] = 1e6;
        using TaskWait wait = Open(timeout: 120);
        wait.Add(Submitted("never"));

        TaskEnd end = Assert.Single(await TakeAsync(wait, 1));

        Assert.Equal(GenErrorCode.WaitTimeout, end.Failure?.Code);
        Assert.InRange(Now(_wire.Clock.GetUtcNow()), 120, 130);
        Assert.InRange(_wire.Transport.Sent.Count, 1, 8);
    }

    [Fact]
    public async Task A_called_task_is_looked_at_at_once_and_again_soon_when_the_service_is_a_moment_behind()
    {
        _durations["behind"] = 0;
        _wire.Transport.Then("""{"code":200,"data":{"status":"processing"}}""");
        using TaskWait wait = Open();
        wait.Add(Submitted("behind"));
        await _wire.Clock.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(_wire.Transport.Sent);

        Assert.True(_wire.Session.Waiter.Called("behind"));

        _ = await TakeAsync(wait, 1);
        Assert.Equal(2, _wire.Transport.Sent.Count);
        Assert.InRange(Now(_wire.Transport.Sent[0].At), 10, 13);
        Assert.InRange(_wire.SecondsBetween(0, 1), 3, 7);
    }

    [Fact]
    public async Task Callbacks_that_are_not_true_cost_less_and_less_looks()
    {
        _durations["only"] = 1e6;
        using TaskWait wait = Open();
        wait.Add(Submitted("only"));

        for (int second = 0; second < 300; second++)
        {
            _wire.Session.Waiter.Called("only");
            await _wire.Clock.PassAsync(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_wire.Transport.Sent.Count, 2, 30);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_callback_that_comes_before_its_task_is_not_forgotten(bool isTrusted)
    {
        _durations["early"] = 0;
        using TaskWait wait = Open();
        if (isTrusted)
        {
            GenCallback callback = CallbackBody.Read("""{"task_id":"early","status":"failed","error_message":"No fox"}""");
            _wire.Session.Waiter.Ended(await new CallbackDesk(_wire.Session, isTrusted: true).TakeAsync(callback, TestContext.Current.CancellationToken));
        }
        else
        {
            Assert.False(_wire.Session.Waiter.Called("early"));
        }

        wait.Add(Submitted("early"));

        TaskEnd end = Assert.Single(await TakeAsync(wait, 1));
        Assert.Equal(isTrusted ? GenTaskStatus.Failed : GenTaskStatus.Completed, end.Task.Status);
        Assert.Equal(isTrusted ? 0 : 1, _wire.Transport.Sent.Count);
    }

    [Fact]
    public async Task What_has_ended_does_not_run_again_nor_end_otherwise_whatever_callbacks_say()
    {
        var desk = new CallbackDesk(_wire.Session, isTrusted: true);
        string[] bodies =
            ["""{"task_id":"only","status":"processing"}""", """{"task_id":"only","status":"completed","data":{"url":"https://c.example.com/1.mp4"}}""",
                """{"task_id":"only","status":"failed","error_message":"x"}""", """{"task_id":"only","status":"pending"}"""];
        var states = new List<GenTaskStatus>();
        foreach (string body in bodies)
        {
            states.Add((await desk.TakeAsync(CallbackBody.Read(body), TestContext.Current.CancellationToken)).Status);
        }

        Assert.Equal([GenTaskStatus.Processing, GenTaskStatus.Completed, GenTaskStatus.Completed, GenTaskStatus.Completed], states);
        Assert.Equal(GenTaskStatus.Completed, Assert.Single(_wire.Session.Tasks).Status);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public void A_task_that_has_run_for_long_before_is_looked_at_once_because_it_may_have_been_called_already(int age, bool awaits)
    {
        var task = new WaitingTask(Submitted("old") with { SubmittedAt = _start.AddSeconds(-age) }, new PollQueue(TimeSpan.FromHours(1), default), 0, _start,
            expectsCallback: true);
        Assert.Equal(awaits, task.AwaitsCallback);

        task.SeenRunning(task.Task, _start);

        Assert.True(task.AwaitsCallback);
    }

    [Fact]
    public async Task A_task_whose_callback_goes_elsewhere_is_looked_at_like_any_other()
    {
        _durations["other"] = 30;
        using TaskWait wait = Open();
        wait.Add(Submitted("other") with { CallbackUrl = "https://elsewhere.example/hook" });

        _ = await TakeAsync(wait, 1);

        Assert.InRange(Now(_wire.Transport.Sent[0].At), 1, 5);
    }

    private double Now(DateTimeOffset at) => (at - _start).TotalSeconds;

    private static string UrlOf(string id) => $"https://c.example.com/{id}.mp4";

    private static async Task<int> PostAsync(CallbackListening listening, string id, string url, string? token)
    {
        using var content =
            new StringContent($$$"""{"task_id":"{{{id}}}","status":"completed","data":{"video_url":"{{{url}}}"}}""", Encoding.UTF8, "application/json");
        string query = token is null ? "" : "?taskapi_token=" + token;
        using HttpResponseMessage answer = await Http.PostAsync(new Uri(string.Create(CultureInfo.InvariantCulture,
            $"http://{IPAddress.Loopback}:{listening.Port}/any{query}")), content, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    private GenTask Submitted(string id) => new()
    {
        Id = id,
        Model = "google/veo-3.1-fast",
        Kind = GenKind.Video,
        Status = GenTaskStatus.Pending,
        SubmittedAt = _wire.Clock.GetUtcNow(),
        CallbackUrl = Hook + "?mine=1",
    };

    private TaskWait Open(int timeout = 3600) =>
        _wire.Session.Waiter.Open(TimeSpan.FromSeconds(timeout), default, task => CallbackPlace.LeadsTo(task.CallbackUrl, new Uri(Hook)));

    private static List<TaskEnd> Drain(TaskWait wait, List<TaskEnd> ends)
    {
        while (wait.TryTake(out TaskEnd? end, 0, CancellationToken.None))
        {
            ends.Add(end!);
        }

        return ends;
    }

    private async Task<List<TaskEnd>> TakeAsync(TaskWait wait, int count)
    {
        var ends = new List<TaskEnd>();
        await _wire.Clock.RunUntilAsync(() => Drain(wait, ends).Count >= count);
        return ends;
    }
}
