using System;
using System.Linq;
using Xunit;

namespace TaskApi.Tests.Waiting;

public sealed class WaitingTaskTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(5, 0, 1)]
    [InlineData(66, 0, 1)]
    [InlineData(400, 0, 6)]
    [InlineData(400, 5, 6)]
    [InlineData(400, 20, 20)]
    public void A_running_task_is_looked_at_again_by_its_age_and_never_sooner_than_the_caller_wants(double age, double interval, double pause)
    {
        WaitingTask task = Submitted(age, interval);
        task.SeenRunning(task.Task, Now);
        Assert.Equal(pause, Pause(task), 6);
        Assert.Equal(age, task.RanAt);
    }

    [Fact]
    public void The_pause_after_failures_in_a_row_doubles_up_to_half_a_minute()
    {
        WaitingTask task = Submitted(10);
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(0, 7).Select(_ => Fail(task)));
        Assert.Equal(7, task.Failures);
        task.SeenRunning(task.Task, Now);
        Assert.Equal((0, 1), (task.Failures, Fail(task)));
    }

    [Fact]
    public void A_failure_that_was_to_be_expected_does_not_count()
    {
        WaitingTask task = Submitted(10);
        Assert.Equal([1, 1, 1], Enumerable.Range(0, 3).Select(_ => Fail(task, counts: false)));
        Assert.Equal(0, task.Failures);
    }

    [Fact]
    public void No_look_is_planned_for_after_the_end_of_the_time()
    {
        WaitingTask task = Submitted(10, interval: 600, timeout: 60);
        Assert.Equal(Now.AddSeconds(60), task.Deadline);
        task.SeenRunning(task.Task, Now);
        Assert.Equal(60, Pause(task));
        Assert.Equal(60, Fail(task));
    }

    [Theory]
    [InlineData(0d, 1)]
    [InlineData(0.4, 0.6)]
    [InlineData(1d, 0)]
    [InlineData(null, 0)]
    public void The_first_look_is_due_a_second_after_the_submission_and_at_once_when_that_is_not_known(double? age, double pause)
    {
        Assert.Equal(pause, Pause(Submitted(age)), 6);
        Assert.Equal(pause, Pause(Submitted(age, interval: 20)), 6);
    }

    [Fact]
    public void The_model_that_an_answer_tells_decides_what_is_believed()
    {
        var durations = new DurationBook();
        WaitingTask task = Submitted(10);
        DurationBelief before = task.Belief(durations);
        task.SeenRunning(task.Task with { Status = GenTaskStatus.Processing }, Now);
        Assert.Same(before, task.Belief(durations));
        task.SeenRunning(task.Task with { Model = "google/veo-3.1-fast", Kind = GenKind.Video }, Now);
        Assert.Same(durations.For(task.Task), task.Belief(durations));
        Assert.NotSame(before, task.Belief(durations));
    }

    private static WaitingTask Submitted(double? age, double interval = 0, double timeout = 3600) =>
        new(new GenTask { Id = "only", SubmittedAt = age is { } seconds ? Now.AddSeconds(-seconds) : null },
            new PollQueue(TimeSpan.FromSeconds(timeout), TimeSpan.FromSeconds(interval)), 1, Now);

    private static double Pause(WaitingTask task) => (task.NextLook - Now).TotalSeconds;

    private static double Fail(WaitingTask task, bool counts = true)
    {
        task.Failed(Now, counts);
        return Pause(task);
    }
}
