using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Waiting;

public sealed partial class TaskWaiterTests : IDisposable
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
