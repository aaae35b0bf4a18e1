using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Ledger;

/// <summary>What every store of the ledger does; each store runs these tests.</summary>
public abstract partial class LedgerTests : IDisposable
{
    private const string Account = "0123456789abcdef";

    /// <summary>A ledger that nobody has written to.</summary>
    private protected abstract ILedger Ledger { get; }

    /// <summary>The same ledger, opened by somebody else.</summary>
    private protected abstract ILedger OpenAgain();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes what the test left.</summary>
    protected abstract void Dispose(bool disposing);

    [Fact]
    public async Task An_intent_is_there_for_others_before_anything_else_happens()
    {
        LedgerIntent intent = await Ledger.IntendAsync(Fox());

        Assert.True(intent.MayBeSent);
        using ILedger other = OpenAgain();
        LedgerEntry seen = Assert.Single(await other.ListAsync(new LedgerQuery { Account = Account }));
        Assert.Equal(LedgerState.Sending, seen.State);
        Assert.Equal(intent.Entry.Number, seen.Number);
    }

    [Fact]
    public async Task Everything_about_a_request_comes_back_as_it_was()
    {
        LedgerEntry sent = Fox() with
        {
            Batch = "nightly",
            RequestKey = "key:fox",
            EstimatedCost = 0.0375m,
            Request = new GenRequest
            {
                Model = "kuaishou/kling-2.6",
                Input = new Dictionary<string, object?> { ["prompt"] = "a \"fox\" in snow \ud83e\udd8a\n", ["duration"] = 10L, ["cfg_scale"] = 0.5m,
                    ["shots"] = new List<object?> { new Dictionary<string, object?> { ["prompt"] = "x" } } },
                Origins = new Dictionary<string, string> { ["https://cdn.example.org/1.png"] = "task:abc123/1" },
                Parents = ["abc123", "a id with \"blanks\""],
                CallbackUrl = "https://example.org/hook",
                Key = "fox",
                Source = new GenSource("prompts.csv", 7),
            },
        };

        await Ledger.IntendAsync(sent);

        LedgerEntry seen = (await Ledger.FindRequestAsync(Account, "nightly", "key:fox"))!;
        Assert.Equal(sent with { Number = seen.Number, State = LedgerState.Sending, IntendedAt = seen.IntendedAt, Request = seen.Request }, seen);
        Assert.Equal(LedgerValue.FromInput(sent.Request.Input), LedgerValue.FromInput(seen.Request.Input));
        Assert.Equal(sent.Request.Origins, seen.Request.Origins);
        Assert.Equal(sent.Request.Parents, seen.Request.Parents);
        Assert.Equal(("kuaishou/kling-2.6", "https://example.org/hook", "fox", "prompts.csv, line 7"),
            (seen.Request.Model, seen.Request.CallbackUrl, seen.Request.Key, seen.Request.Source?.ToString()));
    }

    [Fact]
    public async Task An_accepted_task_comes_back_whole()
    {
        LedgerEntry entry = await IntendedAsync(Fox() with { Batch = "b", RequestKey = "1" });
        GenTask task = Task("abc123def456") with
        {
            Status = GenTaskStatus.Completed,
            Cost = 0.123456789m,
            CompletedAt = At(75),
            Outputs = [new GenOutput { Name = "video_url", Kind = GenKind.Video, Url = "https://cdn.example.org/1.mp4" },
                new GenOutput { Name = "text", Kind = GenKind.Audio, Text = "la\nla" }],
        };

        await Ledger.SettleAsync(entry with { State = LedgerState.Accepted, Task = task });

        GenTask seen = (await Ledger.FindTaskAsync(Account, "abc123def456"))!.Task!;
        Assert.Equal((task.Id, task.Model, task.Kind, task.Status, task.Cost, task.SubmittedAt, task.CompletedAt, task.Error),
            (seen.Id, seen.Model, seen.Kind, seen.Status, seen.Cost, seen.SubmittedAt, seen.CompletedAt, seen.Error));
        Assert.Equal(task.Outputs.Select(output => (output.Name, output.Kind, output.Url, output.Text)),
            seen.Outputs.Select(output => (output.Name, output.Kind, output.Url, output.Text)));
        Assert.Equal([("abc123def456", 1), ("abc123def456", 2)], seen.Outputs.Select(output => (output.TaskId, output.Number ?? 0)));
        Assert.Equal("b", seen.Batch);
    }

    [Fact]
    public async Task A_state_is_noted_and_never_goes_back_from_an_end()
    {
        await AcceptedAsync("abc123def456");

        await Ledger.NoteAsync(Account, Task("abc123def456") with { Status = GenTaskStatus.Processing });
        Assert.Equal(GenTaskStatus.Processing, (await Ledger.FindTaskAsync(Account, "abc123def456"))!.Task!.Status);

        await Ledger.NoteAsync(Account, Task("abc123def456") with { Status = GenTaskStatus.Completed, Cost = 0.1m, CompletedAt = At(60) });
        await Ledger.NoteAsync(Account, Task("abc123def456") with { Status = GenTaskStatus.Processing });

        GenTask seen = (await Ledger.FindTaskAsync(Account, "abc123def456"))!.Task!;
        Assert.Equal((GenTaskStatus.Completed, 0.1m, At(60)), (seen.Status, seen.Cost!.Value, seen.CompletedAt!.Value));
    }

    [Fact]
    public async Task A_cost_that_was_told_stays_when_a_later_answer_tells_none()
    {
        await AcceptedAsync("abc123def456");
        await Ledger.NoteAsync(Account, Task("abc123def456") with { Status = GenTaskStatus.Processing, Cost = 0.25m });

        await Ledger.NoteAsync(Account, Task("abc123def456") with { Status = GenTaskStatus.Completed, CompletedAt = At(60) });

        Assert.Equal(0.25m, (await Ledger.FindTaskAsync(Account, "abc123def456"))!.Task!.Cost);
    }

    [Fact]
    public async Task A_task_of_another_account_is_neither_found_nor_changed()
    {
        await AcceptedAsync("abc123def456");

        await Ledger.NoteAsync("somebody else", Task("abc123def456") with { Status = GenTaskStatus.Failed });

        Assert.Null(await Ledger.FindTaskAsync("somebody else", "abc123def456"));
        Assert.Empty(await Ledger.ListAsync(new LedgerQuery { Account = "somebody else" }));
        Assert.Equal(GenTaskStatus.Pending, (await Ledger.FindTaskAsync(Account, "abc123def456"))!.Task!.Status);
    }

    [Fact]
    public async Task A_list_is_narrowed_by_all_that_is_asked_for_and_has_the_oldest_first()
    {
        await AcceptedAsync("first", batch: "b", requestKey: "1");
        await AcceptedAsync("second", batch: "b", requestKey: "2");
        await AcceptedAsync("third", batch: "c", requestKey: "1");
        await Ledger.NoteAsync(Account, Task("second") with { Status = GenTaskStatus.Failed, CompletedAt = At(9), Error = "no" });
        await IntendedAsync(Fox() with { Request = new GenRequest { Model = "google/nano-banana", Source = new GenSource("/x/prompts.csv", 3) } });

        await AssertIdsAsync(new LedgerQuery { Account = Account, Batch = "b" }, "first", "second");
        await AssertIdsAsync(new LedgerQuery { Account = Account, Status = GenTaskStatus.Failed }, "second");
        await AssertIdsAsync(new LedgerQuery { Account = Account, State = LedgerState.Accepted, Last = 2 }, "second", "third");
        await AssertIdsAsync(new LedgerQuery { Account = Account, Model = "google/nano-banana" }, [null]);
        await AssertIdsAsync(new LedgerQuery { Account = Account, SourcePath = "/x/prompts.csv" }, [null]);
        await AssertIdsAsync(new LedgerQuery { Account = Account, Since = DateTimeOffset.UtcNow.AddDays(1) });
        await AssertIdsAsync(new LedgerQuery { Account = Account, Last = 1 }, [null]);
    }

    [Fact]
    public async Task What_was_accepted_stays_so_whatever_somebody_believes_who_looked_earlier()
    {
        LedgerEntry entry = await IntendedAsync(Fox() with { Batch = "b", RequestKey = "1" });
        await Ledger.SettleAsync(entry with { State = LedgerState.Accepted, Task = Task("abc123def456") });

        await Ledger.SettleAsync(entry with { State = LedgerState.Uncertain, Problem = "lost" });

        LedgerEntry seen = (await Ledger.FindRequestAsync(Account, "b", "1"))!;
        Assert.Equal((LedgerState.Accepted, "abc123def456", null), (seen.State, seen.Task?.Id, seen.Problem));
    }

    [Fact]
    public async Task A_request_that_another_worker_has_taken_over_is_not_settled_by_the_first()
    {
        LedgerEntry mine = await IntendedAsync(Fox() with { Batch = "b", RequestKey = "1" });
        await Ledger.SettleAsync(mine with { State = LedgerState.Unsent });
        LedgerEntry theirs = await IntendedAsync(mine with { Owner = "m/2/2/b" });

        await Ledger.SettleAsync(mine with { State = LedgerState.Unsent });

        LedgerEntry seen = (await Ledger.FindRequestAsync(Account, "b", "1"))!;
        Assert.Equal((LedgerState.Sending, theirs.Owner), (seen.State, seen.Owner));
    }

    [Fact]
    public async Task A_thousand_intents_at_once_are_all_written_and_each_has_a_number_of_its_own()
    {
        LedgerIntent[] intents =
            await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => System.Threading.Tasks.Task.Run(() => Ledger.IntendAsync(Fox()))));

        Assert.Equal(1000, intents.Select(intent => intent.Entry.Number).Distinct().Count());
        using ILedger other = OpenAgain();
        Assert.Equal(1000, (await other.ListAsync(new LedgerQuery { Account = Account })).Count);
    }

    [Fact]
    public async Task A_saved_file_is_found_by_its_task_and_place_and_the_last_time_counts()
    {
        await Ledger.NoteFileAsync(Account, new LedgerFile("abc123def456", 0, "/out/a.mp4", 10, "video/mp4"));
        await Ledger.NoteFileAsync(Account, new LedgerFile("abc123def456", 1, "/out/b.mp4", 20, "video/mp4", "0a"));
        await Ledger.NoteFileAsync(Account, new LedgerFile("abc123def456", 0, "/elsewhere/a.mp4", 11, "video/mp4", "0b"));

        Assert.Equal(new LedgerFile("abc123def456", 0, "/elsewhere/a.mp4", 11, "video/mp4", "0b"), await Ledger.FindFileAsync(Account, "abc123def456", 0));
        Assert.Equal(("/out/b.mp4", "0a"), await Ledger.FindFileAsync(Account, "abc123def456", 1) is { } second ? (second.Path, second.Sha256) : default);
        Assert.Null(await Ledger.FindFileAsync(Account, "abc123def456", 2));
        Assert.Null(await Ledger.FindFileAsync("somebody else", "abc123def456", 0));
    }

    [Fact]
    public async Task A_batch_counts_each_request_once_by_its_latest_attempt_and_all_the_money()
    {
        LedgerEntry failed = await AcceptedAsync("failed", "b", "1");
        await Ledger.NoteAsync(Account, Task("failed") with { Status = GenTaskStatus.Failed, CompletedAt = At(9), Cost = 0.1m });
        LedgerEntry again = await IntendedAsync(failed with { Number = 0, Attempt = 2, Previous = failed.Number, Task = null });
        await Ledger.SettleAsync(
            again with { State = LedgerState.Accepted, Task = Task("again") with { Status = GenTaskStatus.Completed, Cost = 0.2m, CompletedAt = At(90) } });
        await AcceptedAsync("running", "b", "2");
        await IntendedAsync(Fox() with { Batch = "b", RequestKey = "3" });
        await Ledger.SettleAsync(await IntendedAsync(Fox() with { Batch = "b", RequestKey = "4" }) with { State = LedgerState.Uncertain });
        await Ledger.SettleAsync(await IntendedAsync(Fox() with { Batch = "b", RequestKey = "5" }) with { State = LedgerState.Refused });
        await Ledger.SettleAsync(await IntendedAsync(Fox() with { Batch = "b", RequestKey = "6" }) with { State = LedgerState.Unsent });
        await AcceptedAsync("other", "another", "1");
        await AcceptedAsync("without a batch");

        GenBatch batch = Assert.Single(await Ledger.SumUpAsync(Account, "b"));

        Assert.Equal((6, 1, 0, 2, 1, 2), (batch.Rows, batch.Done, batch.Failed, batch.Running, batch.Uncertain, batch.Unsent));
        Assert.Equal((0.3m, 2, false), (batch.Spent, batch.WithoutCost, batch.IsDone));
        Assert.Equal(["b", "another"], (await Ledger.SumUpAsync(Account, null)).Select(sum => sum.Name));
        Assert.Empty(await Ledger.SumUpAsync("somebody else", null));
    }

    [Fact]
    public async Task What_is_forgotten_is_old_and_ended_unless_open_ones_are_meant_too()
    {
        await AcceptedAsync("done", "b", "1");
        await Ledger.NoteAsync(Account, Task("done") with { Status = GenTaskStatus.Completed, CompletedAt = At(9) });
        await Ledger.NoteFileAsync(Account, new LedgerFile("done", 0, "/out/a.mp4", 10, "video/mp4"));
        await AcceptedAsync("running", "b", "2");
        await Ledger.SettleAsync(await IntendedAsync(Fox() with { Batch = "b", RequestKey = "4" }) with { State = LedgerState.Uncertain });
        DateTimeOffset later = DateTimeOffset.UtcNow.AddHours(1);

        Assert.Equal(new LedgerClearance(0, 0), await Ledger.ForgetAsync(Account, DateTimeOffset.UtcNow.AddDays(-1), evenOpen: true, isRehearsal: false));
        Assert.Equal(new LedgerClearance(1, 2), await Ledger.ForgetAsync(Account, later, evenOpen: false, isRehearsal: true));
        await AssertIdsAsync(new LedgerQuery { Account = Account }, "done", "running", null);

        Assert.Equal(new LedgerClearance(1, 2), await Ledger.ForgetAsync(Account, later, evenOpen: false, isRehearsal: false));
        await AssertIdsAsync(new LedgerQuery { Account = Account }, "running", null);
        Assert.Null(await Ledger.FindFileAsync(Account, "done", 0));

        Assert.Equal(new LedgerClearance(2, 0), await Ledger.ForgetAsync(Account, later, evenOpen: true, isRehearsal: false));
        await AssertIdsAsync(new LedgerQuery { Account = Account });
    }

    private static LedgerEntry Fox() => new()
    {
        Account = Account,
        Endpoint = "https://api.example.org/",
        Owner = "m/1/1/a",
        Request = new GenRequest { Model = "kuaishou/kling-2.6", Input = new Dictionary<string, object?> { ["prompt"] = "a fox" } },
    };

    private static GenTask Task(string id) =>
        new() { Id = id, Model = "kuaishou/kling-2.6", Kind = GenKind.Video, Status = GenTaskStatus.Pending, SubmittedAt = At(0) };

    private static DateTimeOffset At(int seconds) => new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddSeconds(seconds);

    private async Task<LedgerEntry> IntendedAsync(LedgerEntry entry, decimal? budget = null)
    {
        LedgerIntent intent = await Ledger.IntendAsync(entry, budget);
        Assert.True(intent.MayBeSent);
        return intent.Entry;
    }

    private async Task<LedgerEntry> AcceptedAsync(string id, string? batch = null, string? requestKey = null)
    {
        LedgerEntry entry = await IntendedAsync(Fox() with { Batch = batch, RequestKey = requestKey }) with { State = LedgerState.Accepted, Task = Task(id) };
        await Ledger.SettleAsync(entry);
        return entry;
    }

    private async Task AssertIdsAsync(LedgerQuery query, params string?[] ids) =>
        Assert.Equal(ids, (await Ledger.ListAsync(query)).Select(entry => entry.Task?.Id));
}
