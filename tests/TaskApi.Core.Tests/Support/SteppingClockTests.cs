using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Support;

/// <summary>What all tests with a fake clock rely on: it does not go on while anything is still at work.</summary>
public sealed class SteppingClockTests
{
    [Fact]
    public async Task Work_that_a_busy_machine_has_put_aside_in_its_middle_is_waited_for()
    {
        using var hasBegun = new ManualResetEventSlim();
        bool hasEnded = false;
        _ = Task.Run(
            () =>
            {
                hasBegun.Set();
                Thread.Sleep(100);
                Volatile.Write(ref hasEnded, true);
            },
            TestContext.Current.CancellationToken);
        await SteppingClock.SettleAsync(() => hasBegun.IsSet);

        await SteppingClock.SettleAsync();

        Assert.True(Volatile.Read(ref hasEnded));
    }

    [Fact]
    public async Task A_timer_is_not_passed_by_the_work_of_the_one_before()
    {
        var clock = new SteppingClock();
        DateTimeOffset began = clock.GetUtcNow();
        // Something else is always awaited, so that the clock could go on.
        _ = clock.Delay(TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        async Task<TimeSpan> WorkAsync()
        {
            await clock.Delay(TimeSpan.FromSeconds(1));
            Thread.Sleep(100);
            await clock.Delay(TimeSpan.FromSeconds(1));
            return clock.GetUtcNow() - began;
        }

        Assert.Equal(TimeSpan.FromSeconds(2), await clock.RunAsync(WorkAsync()));
    }

    [Fact]
    public void A_thread_on_which_a_test_waits_is_not_taken_for_one_at_work()
    {
        var clock = new SteppingClock();

        Assert.Equal(7, SteppingClock.Block(clock.RunAsync(WorkAsync(clock))));

        static async Task<int> WorkAsync(SteppingClock clock)
        {
            await clock.Delay(TimeSpan.FromSeconds(5));
            return 7;
        }
    }
}
