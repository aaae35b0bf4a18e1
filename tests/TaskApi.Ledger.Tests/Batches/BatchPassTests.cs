using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace TaskApi.Tests.Ledger.Batches;

/// <summary>The same batch again: what is sent, what comes back, what the user must decide. Each store runs these tests.</summary>
public abstract partial class BatchPassTests : IDisposable
{
    protected BatchPassTests() => Book = new LedgerBook(() => Ledger, "account", new Uri("https://api.example.org/"));

    /// <summary>A ledger that nobody has written to. The book closes it.</summary>
    private protected abstract ILedger Ledger { get; }

    /// <summary>The pages that the tests write.</summary>
    private protected LedgerBook Book { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes what the test left.</summary>
    protected virtual void Dispose(bool disposing) => Book.Dispose();

    [Fact]
    public async Task What_was_never_seen_is_sent()
    {
        using BatchPass pass = Pass();

        BatchRow row = await pass.LookUpAsync(Fox());

        Assert.Equal(("b", 1, 0L), (row.ToSend!.Batch, row.ToSend.Attempt, row.ToSend.Number));
    }

    [Fact]
    public async Task What_was_accepted_comes_back_as_its_task_with_its_results()
    {
        await AcceptedAsync(Fox(), Done("abc123def456"));
        using BatchPass pass = Pass();

        BatchRow row = await pass.LookUpAsync(Fox() with { Source = new GenSource("moved.csv", 99) });

        Assert.Null(row.ToSend);
        Assert.Equal(("abc123def456", GenTaskStatus.Completed, "b", "moved.csv, line 99"),
            (row.Task!.Id, row.Task.Status, row.Task.Batch, row.Task.Source!.ToString()));
        Assert.Equal("https://cdn.example.org/1.mp4", Assert.Single(row.Task.Outputs).Url);
        Assert.Null(row.Warning);
    }

    [Fact]
    public async Task Equal_rows_are_as_many_requests_as_they_are_rows()
    {
        await AcceptedAsync(Fox(), Done("first"));
        using BatchPass pass = Pass();

        Assert.Equal("first", (await pass.LookUpAsync(Fox())).Task?.Id);
        Assert.NotNull((await pass.LookUpAsync(Fox())).ToSend);
        Assert.NotNull((await pass.LookUpAsync(Fox())).ToSend);
    }

    [Fact]
    public async Task The_order_of_rows_and_of_their_columns_means_nothing()
    {
        GenRequest film = Request(("prompt", "x"), ("duration", 10L));
        await AcceptedAsync(film, Done("film"));
        await AcceptedAsync(Fox(), Done("fox"));
        using BatchPass pass = Pass();

        Assert.Equal("fox", (await pass.LookUpAsync(Fox())).Task?.Id);
        Assert.Equal("film", (await pass.LookUpAsync(Request(("duration", 10L), ("prompt", "x")))).Task?.Id);
    }

    [Theory]
    [InlineData(LedgerState.Refused)]
    [InlineData(LedgerState.Unsent)]
    public async Task What_was_never_accepted_is_sent_again_under_its_number(LedgerState state)
    {
        LedgerEntry entry = await SettledAsync(Fox(), state, null);
        using BatchPass pass = Pass();

        BatchRow row = await pass.LookUpAsync(Fox());

        Assert.Equal((entry.Number, 1), (row.ToSend!.Number, row.ToSend.Attempt));
        Assert.NotEqual(entry.Owner, row.ToSend.Owner);
    }

    [Fact]
    public async Task What_may_have_been_accepted_is_an_error_that_says_how_to_decide()
    {
        LedgerEntry entry = await SettledAsync(Fox(), LedgerState.Uncertain, null);
        using BatchPass pass = Pass();

        BatchRow row = await pass.LookUpAsync(Fox());

        Assert.Null(row.ToSend);
        Assert.Equal(GenErrorCode.OutcomeUnknown, row.Problem!.Code);
        // Whoever tells it says of which row.
        Assert.StartsWith("This request of batch 'b' was sent", row.Problem.Message, StringComparison.Ordinal);
        Assert.Contains(entry.IntendedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC", row.Problem.Message,
            StringComparison.Ordinal);
        Assert.Contains("-Uncertain Resend", row.Problem.Message, StringComparison.Ordinal);
        Assert.Contains("-Uncertain Skip", row.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_have_been_accepted_is_sent_again_or_left_out_when_the_user_says_so()
    {
        LedgerEntry entry = await SettledAsync(Fox(), LedgerState.Uncertain, null);

        using BatchPass resending = Pass(new BatchOptions { Uncertain = UncertainChoice.Resend });
        BatchRow again = await resending.LookUpAsync(Fox());
        Assert.Equal((0L, 2, entry.Number), (again.ToSend!.Number, again.ToSend.Attempt, again.ToSend.Previous!.Value));

        using BatchPass skipping = Pass(new BatchOptions { Uncertain = UncertainChoice.Skip });
        BatchRow left = await skipping.LookUpAsync(Fox());
        Assert.Equal((null, null, null), (left.ToSend, left.Task, left.Problem));
    }

    [Fact]
    public async Task What_a_dead_worker_had_under_way_is_uncertain()
    {
        // The number is that of no process: they end at 2^22.
        await Book.Ledger.IntendAsync(Draft(Fox()) with { Owner = $"{Environment.MachineName}/4999999/1/dead" });
        using BatchPass pass = Pass();

        BatchRow row = await pass.LookUpAsync(Fox());

        Assert.Equal(GenErrorCode.OutcomeUnknown, row.Problem!.Code);
        Assert.Equal(LedgerState.Uncertain, Assert.Single(await Book.Ledger.ListAsync(new LedgerQuery { Account = "account" })).State);
    }

    [Fact]
    public async Task What_a_living_worker_has_under_way_is_its_own_and_once_it_has_ended_uncertain()
    {
        using var worker = new LedgerWorker();
        await Book.Ledger.IntendAsync(Draft(Fox()) with { Owner = worker.Name });
        using BatchPass pass = Pass();

        BatchRow living = await pass.LookUpAsync(Fox() with { });
        Assert.Equal((null, null, null), (living.ToSend, living.Task, living.Problem));
        Assert.Contains("another worker", living.Note, StringComparison.Ordinal);

        worker.Dispose();
        using BatchPass later = Pass();
        Assert.NotNull((await later.LookUpAsync(Fox())).Problem);
    }

    [Fact]
    public async Task What_another_worker_was_sending_comes_back_at_a_second_look_and_is_not_sent_here()
    {
        using var worker = new LedgerWorker();
        LedgerEntry entry = (await Book.Ledger.IntendAsync(Draft(Fox()) with { Owner = worker.Name })).Entry;
        using BatchPass pass = Pass(new BatchOptions { RetryFailed = true, Uncertain = UncertainChoice.Resend });
        LedgerEntry elsewhere = (await pass.LookUpAsync(Fox())).Elsewhere!;
        await Book.Ledger.SettleAsync(entry with { State = LedgerState.Accepted, Task = Done("abc123def456") });

        Assert.Equal("abc123def456", (await pass.LookAgainAsync(elsewhere, CancellationToken.None)).Task?.Id);

        await Book.Ledger.NoteAsync("account", Done("abc123def456") with { Status = GenTaskStatus.Failed });
        AssertLeft(await LookAgain(pass, elsewhere));
    }

    [Fact]
    public async Task What_another_worker_is_still_sending_after_some_seconds_is_left_to_it()
    {
        using var worker = new LedgerWorker();
        await Book.Ledger.IntendAsync(Draft(Fox()) with { Owner = worker.Name });
        using BatchPass pass = Pass();
        LedgerEntry elsewhere = (await pass.LookUpAsync(Fox())).Elsewhere!;
        DateTimeOffset began = Clock.GetUtcNow();

        AssertLeft(await LookAgain(pass, elsewhere));
        Assert.True(Clock.GetUtcNow() - began >= TimeSpan.FromSeconds(5));

        // Nobody waits for each of them.
        AssertLeft(await pass.LookAgainAsync(elsewhere, CancellationToken.None));
    }

    [Fact]
    public async Task What_another_worker_was_sending_when_it_died_is_uncertain_at_a_second_look()
    {
        using var worker = new LedgerWorker();
        await Book.Ledger.IntendAsync(Draft(Fox()) with { Owner = worker.Name });
        using BatchPass pass = Pass();
        LedgerEntry elsewhere = (await pass.LookUpAsync(Fox())).Elsewhere!;
        worker.Dispose();

        Assert.Equal(GenErrorCode.OutcomeUnknown, (await pass.LookAgainAsync(elsewhere, CancellationToken.None)).Problem?.Code);
    }

    [Fact]
    public async Task A_failed_task_comes_back_as_failed_and_is_tried_again_when_the_user_says_so()
    {
        LedgerEntry entry = await AcceptedAsync(Fox(), Done("abc123def456") with { Status = GenTaskStatus.Failed, Outputs = [], Error = "no" });

        using BatchPass pass = Pass();
        Assert.Equal(GenTaskStatus.Failed, (await pass.LookUpAsync(Fox())).Task!.Status);

        using BatchPass retrying = Pass(new BatchOptions { RetryFailed = true });
        BatchRow again = await retrying.LookUpAsync(Fox());
        Assert.Equal((2, entry.Number), (again.ToSend!.Attempt, again.ToSend.Previous!.Value));
    }

    [Fact]
    public async Task A_row_edited_under_its_key_is_told_and_is_a_new_request_only_when_the_user_says_so()
    {
        LedgerEntry entry = await AcceptedAsync(Fox() with { Key = "k" }, Done("abc123def456"));
        GenRequest edited = Request(("prompt", "a wolf")) with { Key = "k", Source = new GenSource("prompts.csv", 4) };

        using BatchPass pass = Pass();
        BatchRow row = await pass.LookUpAsync(edited);
        Assert.Equal("abc123def456", row.Task!.Id);
        Assert.Contains("prompts.csv, line 4", row.Warning, StringComparison.Ordinal);
        Assert.Contains("-Force", row.Warning, StringComparison.Ordinal);

        using BatchPass sending = Pass(new BatchOptions { SendEdited = true });
        Assert.Equal((2, entry.Number), ((await sending.LookUpAsync(edited)).ToSend!.Attempt, entry.Number));
        using BatchPass unedited = Pass(new BatchOptions { SendEdited = true });
        Assert.Equal("abc123def456", (await unedited.LookUpAsync(Fox() with { Key = "k" })).Task!.Id);
    }

    [Fact]
    public async Task Batches_and_accounts_know_nothing_of_each_other()
    {
        await AcceptedAsync(Fox(), Done("abc123def456"));

        using BatchPass other = new(Book, "another", new BatchOptions());
        Assert.NotNull((await other.LookUpAsync(Fox())).ToSend);
        using LedgerBook stranger = new(() => Book.Ledger, "stranger", new Uri("https://api.example.org/"));
        using BatchPass theirs = new(stranger, "b", new BatchOptions());
        Assert.NotNull((await theirs.LookUpAsync(Fox())).ToSend);
    }

    [Theory]
    [InlineData(5, 5.0)]
    [InlineData(0.5, 0.50)]
    public void Numbers_that_are_equal_ask_for_the_same(double one, double other) =>
        Assert.Equal(RequestIdentity.ContentOf(Request(("cfg_scale", (decimal)one))),
            RequestIdentity.ContentOf(Request(("cfg_scale", other == Math.Floor(other) ? (object)(long)other : (decimal)other * 1.000m))));

    private protected static GenRequest Fox() => Request(("prompt", "a fox"));

    private protected static GenRequest Request(params (string Name, object? Value)[] input)
    {
        var values = new Dictionary<string, object?>();
        foreach ((string name, object? value) in input)
        {
            values[name] = value;
        }

        return new GenRequest { Model = "kuaishou/kling-2.6", Input = values };
    }

    private protected static GenTask Done(string id) => new()
    {
        Id = id,
        Model = "kuaishou/kling-2.6",
        Kind = GenKind.Video,
        Status = GenTaskStatus.Completed,
        Outputs = [new GenOutput { Name = "video_url", Kind = GenKind.Video, Url = "https://cdn.example.org/1.mp4" }],
    };

    private protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private protected BatchPass Pass(BatchOptions? options = null) => new(Book, "b", options ?? new BatchOptions(), Clock);

    private protected LedgerEntry Draft(GenRequest request)
    {
        using var worker = new LedgerWorker();
        return Book.Draft(request, worker) with { Batch = "b", RequestKey = new RequestIdentity().Of(request) };
    }

    private static void AssertLeft(BatchRow row) => Assert.Equal((true, null, null, null), (row.Elsewhere is not null, row.ToSend, row.Task, row.Problem));

    private async Task<BatchRow> LookAgain(BatchPass pass, LedgerEntry elsewhere)
    {
        Task<BatchRow> looking = pass.LookAgainAsync(elsewhere, CancellationToken.None);
        while (!looking.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        return await looking;
    }

    private Task<LedgerEntry> AcceptedAsync(GenRequest request, GenTask task) => SettledAsync(request, LedgerState.Accepted, task);

    private async Task<LedgerEntry> SettledAsync(GenRequest request, LedgerState state, GenTask? task)
    {
        LedgerIntent intent = await Book.Ledger.IntendAsync(Draft(request));
        await Book.Ledger.SettleAsync(intent.Entry with { State = state, Task = task, Problem = task is null ? "Because." : null });
        return intent.Entry;
    }
}
