using System;
using System.Collections.Generic;
using Xunit;

namespace TaskApi.Tests.Waiting;

public sealed class PollPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly PollPlan _plan = new(new DurationBook(_ => 60));
    private long _number;

    public PollPlanTests()
    {
        DurationBelief belief = _plan.Durations.For(Task("any", 0));
        for (int i = 0; i < 100; i++)
        {
            belief.Learn(0, 59, hasEnded: false);
            belief.Learn(59, 61, hasEnded: true);
        }
    }

    [Fact]
    public void The_task_whose_end_has_probably_waited_longest_is_looked_at_first()
    {
        PollQueue queue = Open();
        Add(queue, "young", 40);
        Add(queue, "old", 90);
        Add(queue, "due", 60);
        Add(queue, "fresh", 2);
        Assert.Equal(["old", "due", "young", "fresh"], [Take()?.Id, Take()?.Id, Take()?.Id, Take()?.Id]);
        Assert.Null(Take());
    }

    [Fact]
    public void A_task_that_has_probably_waited_long_goes_before_one_that_has_more_surely_just_ended()
    {
        PollQueue queue = Open();
        Add(queue, "just", 70);
        queue.Add(new WaitingTask(Task("long", 120) with { Model = "never seen before" }, queue, _number++, Now));
        Assert.Equal(["long", "just"], [Take()?.Id, Take()?.Id]);
    }

    [Fact]
    public void A_task_just_seen_running_is_no_better_for_its_age()
    {
        PollQueue queue = Open();
        WaitingTask looked = Waiting(queue, "looked", 75);
        looked.SeenRunning(looked.Task, Now.AddSeconds(-2));
        queue.Add(looked);
        Add(queue, "unlooked", 62);
        Assert.Equal("unlooked", Take()?.Id);
    }

    [Theory]
    [InlineData(5, LookWorth.Improbable, 6)]
    [InlineData(52, LookWorth.Possible, 2)]
    [InlineData(70, LookWorth.Likely, 0)]
    public void A_look_leaves_the_more_slots_free_the_less_it_is_worth(double age, object worth, int spare)
    {
        Add(Open(), "only", age);
        Assert.Equal(worth, _plan.BestWorth(Now));
        Assert.Equal(spare, PollPlan.SpareSlots((LookWorth)worth));
    }

    [Fact]
    public void Nothing_is_taken_that_is_worth_less_than_the_slot_was_meant_for()
    {
        Add(Open(), "young", 5);
        Assert.Null(_plan.Take(Now, LookWorth.Possible));
        Assert.Equal("young", _plan.Take(Now, LookWorth.Improbable)?.Task.Id);
    }

    [Fact]
    public void A_task_of_unknown_age_is_looked_at_at_once_and_later_left_two_slots()
    {
        PollQueue queue = Open();
        WaitingTask task = new(new GenTask { Id = "known", Model = "m" }, queue, 1, Now);
        queue.Add(task);
        Assert.Equal(LookWorth.Likely, _plan.BestWorth(Now));
        queue.Remove(task);
        task.SeenRunning(task.Task, Now);
        queue.Add(task);
        Assert.Equal(LookWorth.Possible, _plan.BestWorth(Now.AddSeconds(2)));
    }

    [Fact]
    public void The_last_look_at_the_deadline_waits_for_nobody()
    {
        var queue = new PollQueue(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));
        _plan.Open(queue);
        WaitingTask task = Waiting(queue, "only", 1);
        task.SeenRunning(task.Task, Now);
        queue.Add(task);
        Assert.Null(_plan.BestWorth(Now.AddSeconds(9.9)));
        Assert.Equal(Now.AddSeconds(10), _plan.FirstDue);
        Assert.Equal(LookWorth.Likely, _plan.BestWorth(Now.AddSeconds(10)));
    }

    [Fact]
    public void Pipelines_take_turns()
    {
        PollQueue[] queues = [Open(), Open(), Open()];
        for (int i = 0; i < 3; i++)
        {
            Array.ForEach(queues, queue => Add(queue, "task", 70));
        }

        var turns = new List<int>();
        while (_plan.Take(Now, LookWorth.Improbable) is { } task)
        {
            turns.Add(Array.IndexOf(queues, task.Queue));
        }

        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2], turns);
    }

    [Fact]
    public void An_improbable_look_has_no_turn_before_a_likely_one()
    {
        PollQueue few = Open();
        PollQueue many = Open();
        Add(many, "b1", 70);
        Add(many, "b2", 70);
        Add(few, "a", 5);
        Assert.Equal(["b1", "b2", "a"], [Take()?.Id, Take()?.Id, Take()?.Id]);
    }

    [Fact]
    public void A_closed_wait_is_looked_at_no_more()
    {
        PollQueue closed = Open();
        PollQueue kept = Open();
        Add(closed, "gone", 70);
        Add(kept, "kept", 60);
        _plan.Close(closed);
        Assert.Equal("kept", Take()?.Id);
        Assert.Null(Take());
        Assert.Equal(DateTimeOffset.MaxValue, _plan.FirstDue);
    }

    [Fact]
    public void Failures_and_tasks_of_unknown_age_teach_nothing()
    {
        PollQueue queue = Open();
        DurationBelief belief = _plan.Durations.For(Task("any", 0));
        double before = belief.LikelyDuration(0);
        for (int i = 0; i < 100; i++)
        {
            WaitingTask failed = Waiting(queue, "failed", 5);
            _plan.Learn(failed, failed.Task with { Status = GenTaskStatus.Failed }, Now);
            var unknown = new WaitingTask(Task("unknown", 0) with { SubmittedAt = null }, queue, 1, Now.AddSeconds(-5));
            _plan.Learn(unknown, unknown.Task with { Status = GenTaskStatus.Completed }, Now);
        }

        Assert.Equal(before, belief.LikelyDuration(0));
        for (int i = 0; i < 100; i++)
        {
            WaitingTask completed = Waiting(queue, "completed", 5);
            _plan.Learn(completed, completed.Task with { Status = GenTaskStatus.Completed }, Now);
        }

        Assert.NotEqual(before, belief.LikelyDuration(0));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(300)]
    public void A_failure_is_not_taken_for_a_task_that_still_runs(double age)
    {
        WaitingTask failed = Waiting(Open(), "failed", age);
        EndOutlook before = failed.Belief(_plan.Durations).OutlookOf(0, 65);
        for (int i = 0; i < 100; i++)
        {
            _plan.Learn(failed, failed.Task with { Status = GenTaskStatus.Failed }, Now);
        }

        Assert.Equal(before, failed.Belief(_plan.Durations).OutlookOf(0, 65));
    }

    private static GenTask Task(string id, double age) =>
        new() { Id = id, Model = "m", Kind = GenKind.Video, Status = GenTaskStatus.Pending, SubmittedAt = Now.AddSeconds(-age) };

    private PollQueue Open()
    {
        var queue = new PollQueue(TimeSpan.FromHours(1), TimeSpan.Zero);
        _plan.Open(queue);
        return queue;
    }

    private WaitingTask Waiting(PollQueue queue, string id, double age) => new(Task(id, age), queue, _number++, Now);

    private void Add(PollQueue queue, string id, double age) => queue.Add(Waiting(queue, id, age));

    private GenTask? Take() => _plan.Take(Now, LookWorth.Improbable)?.Task;
}
