using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Faults;

/// <summary>What goes wrong with requests that are paid for.</summary>
public sealed class PostFaultTests
{
    private const int RowCount = 12;

    [Theory]
    [InlineData("error-before:post:x3", 0)]
    [InlineData("error-after:post:x3", 3)]
    [InlineData("reset-before:post:x3", 0)]
    [InlineData("reset-after:post:x3", 3)]
    [InlineData("half-answer:post:x3", 3)]
    [InlineData("stall-before:post:x3", 0)]
    [InlineData("stall-after:post:x3", 3)]
    [InlineData("broken-json:post:x3", 3)]
    [InlineData("wrong-json:post:x3", 3)]
    [InlineData("html:post:x3:200", 3)]
    [InlineData("html:post:x3:502", 3)]
    public async Task What_is_lost_is_told_as_unknown_and_never_sent_again(string fault, int createdAllTheSame)
    {
        using FaultyRun faulty = await FaultyRun.Start("-RequestTimeout 2", null, fault);

        RunResult run = faulty.Host.Run($"{FaultyRun.Submit(RowCount)} | Wait-GenTask -Timeout 50");

        Assert.Equal(["OutcomeUnknown", "OutcomeUnknown", "OutcomeUnknown"], run.Errors.Select(Messages.Id));
        Assert.All(run.Errors, error => error.Says("may have been charged", "not sent again by itself"));
        Assert.All(run.Output, task => Assert.Equal("Completed", task.Text("Status")));
        JsonElement stats = await faulty.AssertAllAccountedFor(run, RowCount);
        Assert.Equal(RowCount, stats.GetProperty("create").GetProperty("requests").GetInt32());
        Assert.Equal(run.Output.Count + createdAllTheSame, stats.GetProperty("tasks_created").GetInt32());
    }

    [Theory]
    [InlineData("rate-limit:post:x3:1")]
    [InlineData("rate-limit:post:x3:date-2")]
    [InlineData("latency:post:1:400")]
    public async Task What_was_refused_or_late_costs_time_and_nothing_else(string fault)
    {
        using FaultyRun faulty = await FaultyRun.Start("", null, fault);

        RunResult run = faulty.Host.Run($"{FaultyRun.Submit(RowCount)} | Wait-GenTask -Timeout 50");

        Assert.Equal(RowCount, run.Clean.Count);
        JsonElement stats = await faulty.AssertAllAccountedFor(run, RowCount);
        Assert.Equal(RowCount, stats.GetProperty("tasks_created").GetInt32());
    }

    [Fact]
    public async Task A_refusal_that_names_no_time_is_waited_out_for_a_minute_and_says_so()
    {
        using FaultyRun faulty = await FaultyRun.Start("", null, "rate-limit:post:1:none");
        using Background busy = Background.UntilWarning(faulty.Host, FaultyRun.Submit(RowCount));

        RunResult run = busy.Stop();

        Assert.Contains("60 s", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(0, (await faulty.Server.Stats()).GetProperty("tasks_created").GetInt32());
    }

    [Fact]
    public async Task A_bad_day_loses_no_row()
    {
        const int Rows = 20;
        string[] faults =
        [
            "latency:both:0.5:150:seed=1", "reset-before:both:0.1:seed=2", "reset-after:both:0.1:seed=3", "half-answer:both:0.1:seed=4", "error-before:both:0.1:seed=5",
            "error-after:both:0.1:seed=6", "rate-limit:both:0.1:1:seed=7", "broken-json:both:0.05:seed=8", "wrong-json:both:0.05:seed=9", "html:both:0.05:502:seed=10",
        ];
        using FaultyRun faulty = await FaultyRun.Start("-RequestTimeout 5", null, faults);

        RunResult run = faulty.Host.Run($"{FaultyRun.Submit(Rows)} | Wait-GenTask -Timeout 55");

        HashSet<string> ids = [.. run.Errors.Select(Messages.Id)];
        ids.ExceptWith(["OutcomeUnknown", "RateLimited"]);
        Assert.Empty(ids);
        JsonElement stats = await faulty.AssertAllAccountedFor(run, Rows);
        int unknown = run.Errors.Count(error => error.Id() == "OutcomeUnknown");
        Assert.InRange(stats.GetProperty("tasks_created").GetInt32(), run.Output.Count, run.Output.Count + unknown);
    }
}
