using System;
using System.Linq;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace TaskApi.Tests.Waiting;

public sealed class WaitOutlookTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly DurationBook _durations = new(_ => 60);
    private readonly PollQueue _queue = new(TimeSpan.FromHours(1), TimeSpan.Zero);

    [Fact]
    public void What_is_left_is_the_time_until_the_last_task_has_probably_ended_from_now_on()
    {
        Assert.Equal(TimeSpan.Zero, Look().Left);
        Assert.InRange(Look(Task("old", 40), Task("new", 10)).Left.TotalSeconds, 45, 55);
        Assert.InRange(Look(Task("old", 40)).Left.TotalSeconds, 15, 25);
        Assert.Equal(TimeSpan.Zero, Look(Task("late", 90)).Left);
    }

    [Fact]
    public void A_task_that_is_over_is_neither_waited_for_nor_shown()
    {
        WaitingTask over = Task("over", 10);
        over.IsOver = true;
        WaitOutlook outlook = Look(over, Task("running", 40));
        Assert.InRange(outlook.Left.TotalSeconds, 15, 25);
        Assert.Equal("running", Assert.Single(outlook.LongTasks).Task.Id);
    }

    [Fact]
    public void The_first_three_long_tasks_are_told_one_by_one()
    {
        WaitOutlook outlook = Look(Task("a", 50), Task("b", 40), Task("c", 90), Task("d", 20));
        Assert.Equal(["a", "b", "c"], outlook.LongTasks.Select(task => task.Task.Id));
        Assert.Equal([50, 40, 90], outlook.LongTasks.Select(task => task.Age.TotalSeconds));
        Assert.All(outlook.LongTasks.Take(2), task => Assert.InRange(task.Expected.TotalSeconds, 55, 65));
        Assert.Equal(90, outlook.LongTasks[2].Expected.TotalSeconds);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(5, 0)]
    public void Times_are_those_of_the_one_who_watches(double speed, int longTasks)
    {
        var fast = new ScaledTimeProvider(speed, _clock);
        WaitOutlook outlook = WaitOutlook.Of([Task("only", 10)], _durations, fast);
        Assert.InRange(outlook.Left.TotalSeconds, 45 / speed, 55 / speed);
        Assert.Equal(longTasks, outlook.LongTasks.Count);
        Assert.All(outlook.LongTasks, task => Assert.Equal(10 / speed, task.Age.TotalSeconds, 2));
    }

    private WaitOutlook Look(params WaitingTask[] tasks) => WaitOutlook.Of(tasks, _durations, _clock);

    private WaitingTask Task(string id, double age)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        return new WaitingTask(new GenTask { Id = id, SubmittedAt = now.AddSeconds(-age) }, _queue, 1, now);
    }
}
