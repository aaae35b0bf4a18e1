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

    [Theory]
    [InlineData("latency:get:1:400")]
    [InlineData("error-before:get:x8")]
    [InlineData("error-after:get:x8")]
    [InlineData("reset-before:get:x8")]
    [InlineData("reset-after:get:x8")]
    [InlineData("half-answer:get:x8")]
    [InlineData("stall-before:get:x8")]
    [InlineData("stall-after:get:x8")]
    [InlineData("rate-limit:get:x3:1")]
    [InlineData("rate-limit:get:x3:date-2")]
    [InlineData("broken-json:get:x8")]
    [InlineData("wrong-json:get:x8")]
    [InlineData("html:get:x8:200")]
    [InlineData("html:get:x8:502")]
    public async Task Every_task_comes_out_in_the_end(string fault)
    {
        using FaultyRun faulty = await FaultyRun.Start("-RequestTimeout 2", null, fault);

        RunResult run = faulty.Host.Run($"{FaultyRun.Submit(RowCount)} | Wait-GenTask -Timeout 50");

        Assert.Equal(RowCount, run.Clean.Count);
        Assert.All(run.Output, task => Assert.Equal("Completed", task.Text("Status")));
        JsonElement stats = await faulty.AssertAllAccountedFor(run, RowCount);
        Assert.Equal(RowCount, stats.GetProperty("tasks_created").GetInt32());
    }

    [Theory]
    [InlineData("error-before:get:1")]
    [InlineData("reset-before:get:1")]
    [InlineData("stall-before:get:1")]
    [InlineData("html:get:1:200")]
    [InlineData("rate-limit:get:1:none")]
    public async Task A_service_that_never_tells_ends_the_wait_in_time_with_an_error_for_each_task(string fault)
    {
        using FaultyRun faulty = await FaultyRun.Start("", null, fault);
        faulty.Host.Run($"$tasks = {FaultyRun.Submit(RowCount)}");
        var time = Stopwatch.StartNew();

        RunResult run = faulty.Host.Run("$tasks | Wait-GenTask -Timeout 3");

        Assert.InRange(time.Elapsed, TimeSpan.FromSeconds(2.9), TimeSpan.FromSeconds(20));
        Assert.Empty(run.Output);
        Assert.Equal(Enumerable.Repeat("WaitTimeout", RowCount), run.Errors.Select(Messages.Id));
        Assert.All(run.Errors, error => error.Says("may still finish", "Wait-GenTask"));
        await faulty.Server.EndFaults();
        await faulty.AssertAllAccountedFor(run, RowCount);
    }
}
