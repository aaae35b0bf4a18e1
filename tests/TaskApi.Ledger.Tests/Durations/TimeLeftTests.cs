using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Durations;

/// <summary>The time that a batch's running tasks will probably take, by what the ledger remembers.</summary>
public sealed class TimeLeftTests : IDisposable
{
    private const string Account = "account";

    private readonly SteppingClock _clock = new();
    private readonly SqliteLedger _ledger;

    public TimeLeftTests() => _ledger = SqliteLedger.InMemory(_clock);

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task It_is_what_such_tasks_took_less_what_this_one_has_run()
    {
        await RememberAsync("m", 100);
        await SubmitAsync("m", 40);

        Assert.InRange((await TimeLeftAsync())!.Value.TotalSeconds, 50, 66);
    }

    [Fact]
    public async Task The_task_that_ends_last_counts()
    {
        await RememberAsync("m", 100);
        await RememberAsync("m\nduration=10", 400);
        await SubmitAsync("m", 10);
        await SubmitAsync("m", 90);
        await SubmitAsync("m", 250, ("duration", 10L), GenTaskStatus.Processing);

        Assert.InRange((await TimeLeftAsync())!.Value.TotalSeconds, 110, 160);
    }

    [Fact]
    public async Task It_is_zero_when_all_should_have_ended_and_nobody_has_looked()
    {
        await RememberAsync("m", 100);
        await SubmitAsync("m", 5000);

        Assert.Equal(TimeSpan.Zero, await TimeLeftAsync());
    }

    [Fact]
    public async Task It_is_unknown_while_of_one_of_the_tasks_nothing_is_known()
    {
        await RememberAsync("m", 100);
        await SubmitAsync("m", 10);
        await SubmitAsync("m", 10, ("mode", "pro"));

        Assert.Null(await TimeLeftAsync());
    }

    [Fact]
    public async Task It_is_none_when_nothing_runs()
    {
        await RememberAsync("m", 100);
        await SubmitAsync("m", 10, status: GenTaskStatus.Completed);
        await SubmitAsync("m", 10, status: GenTaskStatus.Failed);
        await _ledger.IntendAsync(Entry("m", "sending"));

        Assert.Null(await TimeLeftAsync());
    }

    [Fact]
    public async Task It_is_a_time_of_the_wall_where_the_services_clock_runs_fast()
    {
        var fast = new ScaledTimeProvider(10, _clock);
        await RememberAsync("m", 1000);
        _clock.Advance(TimeSpan.FromSeconds(40));
        await SubmitAsync("m", 40);

        Assert.InRange((await TimeLeftAsync(fast))!.Value.TotalSeconds, 45, 66);
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_summed_up()
    {
        await SubmitAsync("m", 10);

        using LedgerBook book = Book(_clock);

        Assert.Empty(await book.SumUpAsync(name => name != "b"));
    }

    private async Task RememberAsync(string tasks, double seconds)
    {
        for (int i = 0; i < 10; i++)
        {
            await _ledger.NoteDurationAsync(Account, new LedgerDuration(tasks, TimeSpan.FromSeconds(seconds * 0.99), TimeSpan.FromSeconds(seconds * 1.01)));
        }
    }

    private async Task SubmitAsync(string model, double age, (string Name, object Value)? input = null, GenTaskStatus status = GenTaskStatus.Pending)
    {
        string id = Guid.NewGuid().ToString();
        LedgerEntry entry = Entry(model, id);
        if (input is var (name, value))
        {
            entry.Request.Input[name] = value;
        }

        LedgerIntent intent = await _ledger.IntendAsync(entry);
        DateTimeOffset submitted = _clock.GetUtcNow().AddSeconds(-age);
        await _ledger.SettleAsync(intent.Entry with { State = LedgerState.Accepted,
            Task = new GenTask { Id = id, Model = model, Kind = GenKind.Video, Status = status, SubmittedAt = submitted } });
    }

    private static LedgerEntry Entry(string model, string key) => new()
    {
        Account = Account,
        Endpoint = "https://api.example.org/",
        Batch = "b",
        RequestKey = key,
        Owner = "o",
        Request = new GenRequest { Model = model, Input = new Dictionary<string, object?> { ["prompt"] = "fox" } },
    };

    private async Task<TimeSpan?> TimeLeftAsync(TimeProvider? clock = null)
    {
        using LedgerBook book = Book(clock ?? _clock);
        return Assert.Single(await book.SumUpAsync(name => name == "b")).TimeLeft;
    }

    // A new one each time, as in a new process; the store outlives it.
    private LedgerBook Book(TimeProvider clock) => new(() => new Support.UnluckyLedger(_ledger), Account, new Uri("https://api.example.org/"), clock);
}
