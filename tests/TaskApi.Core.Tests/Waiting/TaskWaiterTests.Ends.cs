using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Waiting;

public sealed partial class TaskWaiterTests
{
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
        const int Tries = 30;
        Answer([.. Enumerable.Range(0, Tries).Select(number => ($"one{number}", 5.0, "completed"))]);

        // One that waits for what has ended takes a second of real time, whichever it is; any may take longer on a busy machine.
        TimeSpan shortest = TimeSpan.MaxValue;
        for (int i = 0; i < Tries && shortest > TimeSpan.FromSeconds(0.9); i++)
        {
            TaskWait wait = Open($"one{i}");
            _ = await TakeAsync(wait, 1);
            shortest = Duration(wait);
        }

        Assert.InRange(shortest, TimeSpan.Zero, TimeSpan.FromSeconds(0.9));

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
}
