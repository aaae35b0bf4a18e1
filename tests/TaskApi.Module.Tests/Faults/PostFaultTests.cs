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

    /// <summary>Faults of three requests, and how many of their tasks were created all the same.</summary>
    private static readonly Dictionary<string, int> Losses = new(StringComparer.Ordinal)
    {
        ["error-before:post:x3"] = 0,
        ["error-after:post:x3"] = 3,
        ["reset-before:post:x3"] = 0,
        ["reset-after:post:x3"] = 3,
        ["close-before:post:x3"] = 0,
        ["close-after:post:x3"] = 3,
        ["half-answer:post:x3"] = 3,
        ["stall-before:post:x3"] = 0,
        ["stall-after:post:x3"] = 3,
        ["broken-json:post:x3"] = 3,
        ["wrong-json:post:x3"] = 3,
        ["html:post:x3:200"] = 3,
        ["html:post:x3:502"] = 3,
    };

    [Fact]
    public Task What_is_lost_is_told_as_unknown_and_never_sent_again() => FaultyRun.TryAll(Losses.Keys, async fault =>
    {
        using FaultyRun faulty = await FaultyRun.StartImpatient(fault);

        RunResult run = await faulty.Host.RunAsync($"{FaultyRun.Submit(RowCount)} | Wait-GenTask -Timeout 6000");

        Assert.Equal(["OutcomeUnknown", "OutcomeUnknown", "OutcomeUnknown"], run.Errors.Select(Messages.Id));
        Assert.All(run.Errors, error => error.Says("may have been charged", "not sent again by itself"));
        Assert.All(run.Output, task => Assert.Equal("Completed", task.Text("Status")));
        JsonElement stats = await faulty.AssertAllAccountedFor(run, RowCount);
        Assert.Equal(RowCount, stats.GetProperty("create").GetProperty("requests").GetInt32());
        Assert.Equal(run.Output.Count + Losses[fault], stats.GetProperty("tasks_created").GetInt32());
    });

    [Fact]
    public Task What_was_refused_or_late_costs_time_and_nothing_else() => FaultyRun.TryAll(["rate-limit:post:x3:1", "latency:post:1:400"], async fault =>
    {
        using FaultyRun faulty = await FaultyRun.Start(fault);

        RunResult run = await faulty.Host.RunAsync($"{FaultyRun.Submit(RowCount)} | Wait-GenTask -Timeout 6000");

        Assert.Equal(RowCount, run.Clean.Count);
        JsonElement stats = await faulty.AssertAllAccountedFor(run, RowCount);
        Assert.Equal(RowCount, stats.GetProperty("tasks_created").GetInt32());
    });

    [Fact]
    public async Task A_refusal_that_names_no_time_is_waited_out_for_a_minute_and_says_so()
    {
        using FaultyRun faulty = await FaultyRun.StartInRealSeconds("rate-limit:post:1:none");
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
            "latency:both:0.5:150:seed=1", "reset-before:both:0.1:seed=2", "reset-after:both:0.1:seed=3", "half-answer:both:0.1:seed=4",
            "error-before:both:0.1:seed=5",
            "error-after:both:0.1:seed=6", "rate-limit:both:0.1:1:seed=7", "broken-json:both:0.05:seed=8", "wrong-json:both:0.05:seed=9",
            "html:both:0.05:502:seed=10",
        ];
        using FaultyRun faulty = await FaultyRun.Start(faults);

        RunResult run = await faulty.Host.RunAsync($"{FaultyRun.Submit(Rows)} | Wait-GenTask -Timeout 6000");

        HashSet<string> ids = [.. run.Errors.Select(Messages.Id)];
        ids.ExceptWith(["OutcomeUnknown", "RateLimited"]);
        Assert.Empty(ids);
        JsonElement stats = await faulty.AssertAllAccountedFor(run, Rows);
        int unknown = run.Errors.Count(error => error.Id() == "OutcomeUnknown");
        Assert.InRange(stats.GetProperty("tasks_created").GetInt32(), run.Output.Count, run.Output.Count + unknown);
    }
}
