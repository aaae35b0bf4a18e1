using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Waiting;

public sealed class TaskWaiterTests : IDisposable
{
    private readonly Wire _wire = new();

    [Fact]
    public async Task Tasks_come_out_as_each_ends()
    {
        Answer(("slow", 200, "completed"), ("quick", 60, "completed"), ("middle", 120, "completed"));
        using TaskWait wait = Open("slow", "quick", "middle");
        Assert.Equal(["quick", "middle", "slow"], (await TakeAsync(wait, 3)).Select(end => end.Task.Id));
        Assert.Equal((3, 3), (wait.Added, wait.Taken));
    }

    [Fact]
    public async Task A_task_that_ends_is_seen_soon_after()
    {
        Answer(("only", 100, "completed"));
        using TaskWait wait = Open("only");
        TaskEnd end = Assert.Single(await TakeAsync(wait, 1));
        Assert.Null(end.Failure);
        Assert.Equal("https://c.example.com/only.mp4", Assert.Single(end.Task.Outputs).Url);
        Assert.InRange(end.Task.Elapsed!.Value.TotalSeconds, 100, 104);
    }

    [Fact]
    public async Task A_task_is_asked_about_a_second_after_its_submission_and_then_no_more_often_than_every_second_or_its_share_of_the_age()
    {
        Answer(("only", 400, "completed"));
        using TaskWait wait = Open("only");
        DateTimeOffset start = _wire.Clock.GetUtcNow();
        _ = await TakeAsync(wait, 1);
        double[] ages = [.. _wire.Transport.Sent.Select(sent => (sent.At - start).TotalSeconds)];
        Assert.InRange(ages[0], 1, 3);
        Assert.All(ages.Skip(1).Zip(ages), pair => Assert.InRange(pair.First - pair.Second, Math.Max(1, 0.0149 * pair.Second), 3 + (0.015 * pair.Second)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    public async Task A_task_is_asked_about_no_more_often_than_the_caller_wants(int seconds)
    {
        Answer(("only", 300, "completed"));
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1), TimeSpan.FromSeconds(seconds));
        wait.Add(Submitted("only"));
        _ = await TakeAsync(wait, 1);
        DateTimeOffset[] sent = [.. _wire.Transport.Sent.Select(request => request.At)];
        Assert.All(sent.Skip(1).Zip(sent), pair => Assert.InRange((pair.First - pair.Second).TotalSeconds, seconds, seconds + 3));
    }

    [Fact]
    public async Task Failures_end_a_wait_when_they_come_in_a_row_and_not_in_all()
    {
        int polls = 0;
        _wire.Transport.Otherwise(_ => ++polls % 15 != 0
            ? ScriptedTransport.Json("", 500)
            : ScriptedTransport.Json($$$"""{"data":{"status":"{{{(polls > 15 ? "completed" : "processing")}}}"}}"""));
        using TaskWait wait = Open("only");
        Assert.Null(Assert.Single(await TakeAsync(wait, 1)).Failure);
        Assert.Equal(30, polls);
    }

    [Fact]
    public async Task Another_request_is_sent_at_once_while_tasks_that_still_run_are_asked_about()
    {
        string[] ids = [.. Enumerable.Range(1000, 40).Select(number => $"t{number}")];
        Answer([.. ids.Select(id => (id, 1e6, "completed")), ("other", 1e6, "completed")]);
        using TaskWait wait = Open(ids);
        for (int i = 0; i < 20; i++)
        {
            await _wire.Clock.PassAsync(TimeSpan.FromMilliseconds(700));
            DateTimeOffset before = _wire.Clock.GetUtcNow();
            _ = await _wire.Session.ReadAsync(new GenTask { Id = "other" }, TestContext.Current.CancellationToken);
            Assert.Equal(before, _wire.Clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task What_became_known_about_durations_orders_the_next_looks()
    {
        // Ten quick tasks teach that tasks of this model take 20 s; of sixty more, submitted in two lots, the older ones are asked about first.
        string[] quick = [.. Enumerable.Range(100, 10).Select(number => $"q{number}")];
        Answer([.. quick.Select(id => (id, 20.0, "completed"))]);
        using TaskWait wait = Open(quick);
        _ = await TakeAsync(wait, quick.Length);
        string[] old = [.. Enumerable.Range(100, 10).Select(number => $"old{number}")];
        string[] young = [.. Enumerable.Range(100, 50).Select(number => $"young{number}")];
        Answer([.. old.Concat(young).Select(id => (id, 1e6, "completed"))]);
        DateTimeOffset now = _wire.Clock.GetUtcNow();
        Array.ForEach(young, id => wait.Add(Submitted(id) with { SubmittedAt = now.AddSeconds(-5) }));
        Array.ForEach(old, id => wait.Add(Submitted(id) with { SubmittedAt = now.AddSeconds(-19) }));
        int sent = _wire.Transport.Sent.Count;
        await _wire.Clock.RunUntilAsync(() => _wire.Transport.Sent.Count >= sent + 10);
        Assert.All(_wire.Transport.Sent.Skip(sent).Take(10), look => Assert.Contains("/old", look.Url.AbsolutePath, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_task_known_by_its_id_alone_is_asked_about_at_once()
    {
        Answer(("only", 0, "completed"));
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        DateTimeOffset start = _wire.Clock.GetUtcNow();
        wait.Add(new GenTask { Id = "only" });
        _ = await TakeAsync(wait, 1);
        Assert.InRange((_wire.Transport.Sent[0].At - start).TotalSeconds, 0, 3);
    }

    [Fact]
    public async Task A_task_that_was_submitted_here_keeps_its_request_when_waited_for_by_its_id()
    {
        _wire.Transport.Then("""{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"pending"}}""");
        GenTask submitted = await _wire.SubmitAsync();
        Answer((submitted.Id, 5, "completed"));
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        wait.Add(new GenTask { Id = submitted.Id });
        GenTask ended = Assert.Single(await TakeAsync(wait, 1)).Task;
        Assert.Equal((submitted.Model, submitted.SubmittedAt), (ended.Model, ended.SubmittedAt));
        Assert.Same(submitted.Input, ended.Input);
    }

    [Fact]
    public async Task A_task_known_by_its_id_alone_is_asked_about_again_soon_after_a_failure()
    {
        Answer(("only", 0, "completed"));
        _wire.Transport.Then("", 500).Then("", 500);
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        DateTimeOffset start = _wire.Clock.GetUtcNow();
        wait.Add(new GenTask { Id = "only" });
        Assert.Null(Assert.Single(await TakeAsync(wait, 1)).Failure);
        Assert.InRange((_wire.Transport.Sent[2].At - start).TotalSeconds, 3, 10);
    }

    [Fact]
    public void A_task_that_has_ended_comes_out_without_a_poll()
    {
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        var task = new GenTask { Id = "only", Status = GenTaskStatus.Failed };
        wait.Add(task);
        Assert.True(wait.TryTake(out TaskEnd? end, 0, CancellationToken.None));
        Assert.Same(task, end!.Task);
        Assert.Empty(_wire.Transport.Sent);
    }

    [Fact]
    public async Task A_failed_task_comes_out_as_a_task_that_failed()
    {
        Answer(("only", 60, "failed"));
        using TaskWait wait = Open("only");
        TaskEnd end = Assert.Single(await TakeAsync(wait, 1));
        Assert.Null(end.Failure);
        Assert.Equal((GenTaskStatus.Failed, "No fox"), (end.Task.Status, end.Task.Error));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(5)]
    [InlineData(0)]
    public async Task A_task_that_does_not_end_in_time_is_told_by_its_id(int seconds)
    {
        Answer(("never", 1_000_000, "completed"));
        DateTimeOffset start = _wire.Clock.GetUtcNow();
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromSeconds(seconds));
        wait.Add(Submitted("never"));
        TaskEnd end = Assert.Single(await TakeAsync(wait, 1));
        Assert.InRange((_wire.Clock.GetUtcNow() - start).TotalSeconds, seconds, seconds + 15);
        Assert.Equal(GenErrorCode.WaitTimeout, end.Failure?.Code);
        Assert.Contains("Wait-GenTask never", end.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("may still finish", end.Failure.Message, StringComparison.Ordinal);
        Assert.Equal("never", end.Failure.Task?.Id);
        Assert.NotEmpty(_wire.Transport.Sent);
    }

    [Fact]
    public async Task A_task_that_is_not_known_yet_is_given_half_a_minute()
    {
        DateTimeOffset start = _wire.Clock.GetUtcNow();
        _wire.Transport.Otherwise(
            sent => (sent.At - start).TotalSeconds < 20 ? ScriptedTransport.Json("{}", 404) : ScriptedTransport.Json("""{"data":{"status":"completed"}}"""));
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        wait.Add(Submitted("late", "google/nano-banana"));
        Assert.Null(Assert.Single(await TakeAsync(wait, 1)).Failure);
        Assert.InRange(_wire.Transport.Sent.Count, 2, 30);
    }

    [Fact]
    public async Task A_task_that_stays_unknown_is_an_error()
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json("""{"code":404,"data":{"message":"No such task"}}""", 404));
        using TaskWait wait = Open("lost");
        TaskEnd end = Assert.Single(await TakeAsync(wait, 1));
        Assert.Equal((GenErrorCode.NotFound, 404), (end.Failure?.Code, end.Failure?.HttpStatus));
        Assert.Contains("lost", end.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_of_another_session_that_is_unknown_is_an_error_at_once()
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json("{}", 404));
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        wait.Add(new GenTask { Id = "lost" });
        Assert.Equal(GenErrorCode.NotFound, Assert.Single(await TakeAsync(wait, 1)).Failure?.Code);
        Assert.Single(_wire.Transport.Sent);
    }

    [Fact]
    public async Task Errors_that_pass_do_not_end_the_wait()
    {
        int polls = 0;
        _wire.Transport.Otherwise(_ => (polls++ % 13) switch
        {
            < 5 => ScriptedTransport.Json("<html></html>", 503),
            < 10 => throw new HttpRequestException("no", new SocketException((int)SocketError.ConnectionRefused)),
            10 => Wire.Ban(),
            11 => ScriptedTransport.Json("""{"data":{"status":"processing"}}"""),
            _ => ScriptedTransport.Json("""{"data":{"status":"completed"}}"""),
        });
        using TaskWait wait = Open("only");
        TaskEnd end = Assert.Single(await TakeAsync(wait, 1));
        Assert.Null(end.Failure);
        Assert.Equal(GenTaskStatus.Completed, end.Task.Status);
    }

    [Fact]
    public async Task A_service_that_stays_broken_ends_the_wait_but_not_the_task()
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json("", 500));
        using TaskWait wait = Open("only");
        TaskEnd end = Assert.Single(await TakeAsync(wait, 1));
        Assert.Equal(GenErrorCode.ServiceFailed, end.Failure?.Code);
        Assert.Contains("may still be running", end.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(WaitingTask.MostFailures, _wire.Transport.Sent.Count);
    }

    [Theory]
    [InlineData(4.9, null)]
    [InlineData(5.1, GenErrorCode.WaitTimeout)]
    public async Task The_last_look_at_the_end_of_the_time_is_given_five_seconds_to_come_back(double seconds, GenErrorCode? code)
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wire.Transport.ThenWait(answer.Task);
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromSeconds(1));
        wait.Add(Submitted("only"));
        _wire.Clock.Advance(TimeSpan.FromSeconds(1.01));
        for (int i = 0; i < 5000 && _wire.Transport.UnderWay == 0; i++)
        {
            await SteppingClock.SettleAsync();
        }

        _wire.Clock.Advance(TimeSpan.FromSeconds(seconds - 0.01));
        Assert.Equal(code is not null, wait.TryTake(out TaskEnd? end, 0, CancellationToken.None));
        answer.SetResult(ScriptedTransport.Json("""{"data":{"status":"completed"}}"""));
        // The clock stands still until the answer has been read.
        Assert.True(end is not null || wait.TryTake(out end, 60_000, CancellationToken.None));
        Assert.Equal(code, end!.Failure?.Code);
        await _wire.Clock.PassAsync(TimeSpan.FromSeconds(1));
        Assert.False(wait.TryTake(out _, 0, CancellationToken.None));
    }

    [Fact]
    public async Task A_bad_key_ends_the_wait_at_once()
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json("{}", 401));
        using TaskWait wait = Open("only");
        Assert.Equal(GenErrorCode.Unauthorized, Assert.Single(await TakeAsync(wait, 1)).Failure?.Code);
        Assert.Single(_wire.Transport.Sent);
    }

    [Fact]
    public async Task The_end_of_a_wait_cancels_its_polls_and_leaves_nothing_running()
    {
        _wire.Transport.OtherwiseHang();
        TaskWait wait = Open("a123", "b123", "c123");
        await _wire.Clock.RunUntilAsync(() => _wire.Transport.UnderWay == 3);
        wait.Dispose();
        await _wire.Clock.RunUntilAsync(() => _wire.Transport.UnderWay == 0 && _wire.Clock.Timers == 0);
        await _wire.Clock.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(3, _wire.Transport.Sent.Count);
        Assert.False(wait.TryTake(out _, 0, CancellationToken.None));
    }

    [Fact]
    public async Task A_wait_whose_polls_have_ended_ends_at_once()
    {
        Answer(("one1", 5, "completed"), ("two2", 5, "completed"), ("six6", 5, "completed"));
        TaskWait[] waits = [Open("one1"), Open("two2"), Open("six6")];
        foreach (TaskWait wait in waits)
        {
            _ = await TakeAsync(wait, 1);
        }

        // The shortest of three: what is waited for is a second of real time, and the machine may be busy.
        Assert.InRange(waits.Min(Duration), TimeSpan.Zero, TimeSpan.FromSeconds(0.9));

        static TimeSpan Duration(TaskWait wait)
        {
            var time = Stopwatch.StartNew();
            wait.Dispose();
            return time.Elapsed;
        }
    }

    [Fact]
    public async Task Tasks_that_can_never_be_asked_about_are_errors_and_take_no_slot_from_others()
    {
        Answer(("good", 60, "completed"));
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        for (int i = 0; i < 12; i++)
        {
            wait.Add(new GenTask { Id = ".." });
        }

        List<TaskEnd> bad = await TakeAsync(wait, 12);
        Assert.All(bad, end => Assert.Equal(GenErrorCode.InvalidInput, end.Failure?.Code));
        wait.Add(Submitted("good"));
        Assert.Null(Assert.Single(await TakeAsync(wait, 1)).Failure);
    }

    [Fact]
    public async Task The_end_of_one_wait_leaves_another_alone()
    {
        Answer(("kept", 60, "completed"), ("left", 60, "completed"));
        TaskWait left = Open("left");
        using TaskWait kept = Open("kept");
        left.Dispose();
        Assert.Equal("kept", Assert.Single(await TakeAsync(kept, 1)).Task.Id);
        Assert.All(_wire.Transport.Sent, sent => Assert.EndsWith("/kept", sent.Url.AbsolutePath, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_runs_once_all_tasks_have_ended_and_new_ones_start_it_again()
    {
        Answer(("one1", 60, "completed"), ("two2", 1, "completed"));
        using TaskWait wait = Open("one1");
        _ = await TakeAsync(wait, 1);
        await _wire.Clock.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(0, _wire.Clock.Timers);
        wait.Add(Submitted("two2"));
        Assert.Equal("two2", Assert.Single(await TakeAsync(wait, 1)).Task.Id);
    }

    [Fact]
    public async Task The_end_of_the_session_is_told_to_those_who_wait()
    {
        _wire.Transport.OtherwiseHang();
        using TaskWait wait = Open("a123", "b123");
        await _wire.Clock.RunUntilAsync(() => _wire.Transport.UnderWay == 2);
        _wire.Session.Dispose();
        List<TaskEnd> ends = await TakeAsync(wait, 2);
        Assert.Equal(["a123", "b123"], ends.Select(end => end.Task.Id).Order());
        Assert.All(ends, end => Assert.Equal(GenErrorCode.NotConnected, end.Failure?.Code));
    }

    [Fact]
    public async Task Many_tasks_are_asked_about_within_the_limit()
    {
        string[] ids = [.. Enumerable.Range(1000, 60).Select(number => $"t{number}")];
        Answer([.. ids.Select(id => (id, 35.0, "completed"))]);
        using TaskWait wait = Open(ids);
        Assert.Equal(ids, (await TakeAsync(wait, ids.Length)).Select(end => end.Task.Id).Order());
        DateTimeOffset[] sent = [.. _wire.Transport.Sent.Select(request => request.At).Order()];
        Assert.DoesNotContain(Enumerable.Range(0, sent.Length - 10), i => sent[i + 10] - sent[i] <= TimeSpan.FromSeconds(1));
    }

    public void Dispose() => _wire.Dispose();

    /// <summary>From now on, each of the tasks ends after that many seconds.</summary>
    private void Answer(params (string Id, double Seconds, string Status)[] tasks)
    {
        DateTimeOffset start = _wire.Clock.GetUtcNow();
        _wire.Transport.Otherwise(sent =>
        {
            (string id, double seconds, string status) = tasks.Single(task => sent.Url.AbsolutePath.EndsWith("/" + task.Id, StringComparison.Ordinal));
            return (sent.At - start).TotalSeconds < seconds
                ? ScriptedTransport.Json("""{"code":200,"data":{"status":"processing"}}""")
                : ScriptedTransport.Json(
                    $$$"""{"code":200,"data":{"status":"{{{status}}}","error_message":"No fox","video_url":"https://c.example.com/{{{id}}}.mp4"}}""");
        });
    }

    private GenTask Submitted(string id, string model = "google/veo-3.1-fast") =>
        new() { Id = id, Model = model, Kind = ModelCatalog.BuiltIn.Find(model)!.Kind, Status = GenTaskStatus.Pending, SubmittedAt = _wire.Clock.GetUtcNow() };

    private TaskWait Open(params string[] ids)
    {
        TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        Array.ForEach(ids, id => wait.Add(Submitted(id)));
        return wait;
    }

    private async Task<List<TaskEnd>> TakeAsync(TaskWait wait, int count)
    {
        var ends = new List<TaskEnd>();
        await _wire.Clock.RunUntilAsync(() =>
        {
            while (wait.TryTake(out TaskEnd? end, 0, CancellationToken.None))
            {
                ends.Add(end!);
            }

            return ends.Count >= count;
        });
        return ends;
    }
}
