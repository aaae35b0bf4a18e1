using System;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Faults;

/// <summary>What goes wrong with looking at tasks: looking costs nothing, so it is done again.</summary>
public sealed class PollFaultTests
{
    private const int RowCount = 12;

    private static readonly string[] Passing =
    [
        "latency:get:1:400",
        "error-before:get:x8",
        "error-after:get:x8",
        "reset-before:get:x8",
        "reset-after:get:x8",
        "close-before:get:x8",
        "close-after:get:x8",
        "half-answer:get:x8",
        "stall-before:get:x8",
        "stall-after:get:x8",
        "rate-limit:get:x3:1",
        "broken-json:get:x8",
        "wrong-json:get:x8",
        "html:get:x8:200",
        "html:get:x8:502",
    ];

    private static readonly string[] Lasting =
    [
        "error-before:get:1",
        "reset-before:get:1",
        "stall-before:get:1",
        "html:get:1:200",
        "rate-limit:get:1:none",
    ];

    [Fact]
    public Task Every_task_comes_out_in_the_end() => FaultyRun.TryAll(Passing, async fault =>
    {
        using FaultyRun faulty = await FaultyRun.StartImpatient(fault);

        RunResult run = await faulty.Host.RunAsync($"{FaultyRun.Submit(RowCount)} | Wait-GenTask -Timeout 6000");

        Assert.Equal(RowCount, run.Clean.Count);
        Assert.All(run.Output, task => Assert.Equal("Completed", task.Text("Status")));
        JsonElement stats = await faulty.AssertAllAccountedFor(run, RowCount);
        Assert.Equal(RowCount, stats.GetProperty("tasks_created").GetInt32());
    });

    [Fact]
    public Task A_service_that_never_tells_ends_the_wait_in_time_with_an_error_for_each_task() => FaultyRun.TryAll(Lasting, async fault =>
    {
        using FaultyRun faulty = await FaultyRun.Start(fault);
        await faulty.Host.RunAsync($"$tasks = {FaultyRun.Submit(RowCount)}");
        // One request alone may take longer than the limit below.
        var time = Stopwatch.StartNew();

        RunResult run = await faulty.Host.RunAsync("$tasks | Wait-GenTask -Timeout 40");

        Assert.InRange(time.Elapsed, FaultyRun.ToReal(39), TimeSpan.FromMinutes(1));
        Assert.Empty(run.Output);
        Assert.Equal(Enumerable.Repeat("WaitTimeout", RowCount), run.Errors.Select(Messages.Id));
        Assert.All(run.Errors, error => error.Says("may still finish", "Wait-GenTask"));
        await faulty.AssertAllAccountedFor(run, RowCount);
    });
}
