using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Support;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Durations;

/// <summary>What one process has seen of how long tasks take, the next one knows from its first task.</summary>
[Collection(FakeClock.Name)]
public sealed class LearnedDurationTests : IDisposable
{
    private const string Quick = "google/veo-3.1-fast";
    private const string Slow = "kuaishou/kling-2.6";

    // What a film is taken to last while nothing is known of its model, in seconds.
    private const double InGeneral = 55;

    private readonly SteppingClock _clock = new();
    private readonly SqliteLedger _store;
    private readonly UnluckyLedger _ledger;

    public LearnedDurationTests()
    {
        _store = SqliteLedger.InMemory(_clock);
        _ledger = new UnluckyLedger(_store);
    }

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_session_looks_first_at_the_tasks_whose_time_has_come(bool isRemembered)
    {
        await RunAsync(_clock, Tasks(Quick, 10, 20), Tasks(Slow, 10, 300));
        _ledger.FailsDurations = !isRemembered;

        (string[] looks, _) = await LookAsync(40, [.. Aged(Slow, 30, 40), .. Aged(Quick, 10, 19)]);

        // By what films take in general, the older ones come first. The very first looks are taken before all tasks are there.
        Assert.InRange(looks.Take(10).Count(id => id.StartsWith(Quick[..4], StringComparison.Ordinal)), isRemembered ? 7 : 0, isRemembered ? 10 : 4);
    }

    [Fact]
    public async Task A_new_session_knows_the_time_left_from_the_first_second()
    {
        await RunAsync(_clock, Tasks(Quick, 10, 20));

        (_, TimeSpan left) = await LookAsync(1, [.. Aged(Quick, 1, 0)]);

        Assert.InRange(left.TotalSeconds, 15, 24);
    }

    [Fact]
    public async Task A_service_that_takes_ten_times_as_long_as_remembered_is_seen_as_soon_as_ever()
    {
        await RunAsync(_clock, Tasks(Quick, 10, 6));

        IReadOnlyList<GenTask> ended = await RunAsync(_clock, Tasks(Quick, 10, 60));

        Assert.All(ended, task => Assert.InRange(task.Elapsed!.Value.TotalSeconds, 60, 66));
    }

    [Fact]
    public async Task Each_end_is_kept_as_the_time_between_two_looks()
    {
        await RunAsync(_clock, Tasks(Quick, 3, 20));

        IReadOnlyList<LedgerDuration> kept = await KeptAsync(Quick);

        Assert.Equal(3, kept.Count);
        Assert.All(kept, took => Assert.InRange(20, took.RanFor.TotalSeconds, took.EndedBy.TotalSeconds));
        Assert.All(kept, took => Assert.InRange((took.EndedBy - took.RanFor).TotalSeconds, 0.5, 4));
    }

    [Fact]
    public async Task Times_are_the_services_where_its_clock_runs_fast()
    {
        await RunAsync(new ScaledTimeProvider(10, _clock), Tasks(Quick, 3, 200));

        Assert.All(await KeptAsync(Quick), took => Assert.InRange(took.EndedBy.TotalSeconds, 200, 250));
    }

    [Fact]
    public async Task Of_a_task_that_is_waited_for_a_day_later_nothing_is_learned()
    {
        using GenSession session = Open(_clock, new ScriptedTransport(_clock).Otherwise(_ => ScriptedTransport.Json("""{"data":{"status":"completed"}}""")));

        await WaitAsync(session, [.. Aged(Quick, 1, 86_400)]);

        Assert.Empty(await KeptAsync(Quick));
    }

    [Fact]
    public async Task Of_a_failed_task_nothing_is_learned()
    {
        using GenSession session = Open(_clock, new ScriptedTransport(_clock).Then("""{"data":{"status":"processing"}}""").Otherwise(
            _ => ScriptedTransport.Json("""{"data":{"status":"failed"}}""")));

        await WaitAsync(session, [.. Aged(Quick, 1, 0)]);

        Assert.Empty(await KeptAsync(Quick));
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_or_read_is_a_process_that_knows_nothing()
    {
        _ledger.FailsTheRest = true;
        _ledger.FailsDurations = true;

        Assert.Equal(3, (await RunAsync(_clock, Tasks(Quick, 3, 20))).Count);
        Assert.Empty(await KeptAsync(Quick));
    }

    private static (string Model, string Id, double Seconds)[] Tasks(string model, int count, double seconds) =>
        [.. Enumerable.Range(100, count).Select(number => (model, $"{model[..4]}-{number}-{seconds}", seconds))];

    private IEnumerable<GenTask> Aged(string model, int count, double age) => Enumerable.Range(100, count).Select(number => new GenTask
    {
        Id = $"{model[..4]}-{number}",
        Model = model,
        Kind = GenKind.Video,
        Status = GenTaskStatus.Pending,
        SubmittedAt = _clock.GetUtcNow().AddSeconds(-age),
    });

    private GenSession Open(TimeProvider clock, ScriptedTransport transport) => new(new GenSessionOptions
    {
        Endpoint = new Uri("https://api.example.org"),
        Key = new ApiKey("sk-secret-0123456789"),
        Transport = transport,
        Clock = clock,
        Limits = new AccountLimits(clock),
        Ledger = () => _ledger,
    });

    /// <summary>A session that waits until tasks have ended, each after its time by the session's clock.</summary>
    private async Task<IReadOnlyList<GenTask>> RunAsync(TimeProvider clock, params (string Model, string Id, double Seconds)[][] lots)
    {
        (string Model, string Id, double Seconds)[] tasks = [.. lots.SelectMany(lot => lot)];
        DateTimeOffset start = clock.GetUtcNow();
        ScriptedTransport transport = new ScriptedTransport(clock).Otherwise(sent =>
        {
            double seconds = tasks.Single(task => sent.Url.AbsolutePath.EndsWith("/" + task.Id, StringComparison.Ordinal)).Seconds;
            return ScriptedTransport.Json($$$"""{"data":{"status":"{{{((sent.At - start).TotalSeconds < seconds ? "processing" : "completed")}}}"}}""");
        });
        using GenSession session = Open(clock, transport);
        return await WaitAsync(session, [.. tasks.Select(task => new GenTask { Id = task.Id, Model = task.Model, Kind = GenKind.Video,
            Status = GenTaskStatus.Pending, SubmittedAt = WallTime.Now(clock) })]);
    }

    private async Task<IReadOnlyList<GenTask>> WaitAsync(GenSession session, GenTask[] tasks)
    {
        using TaskWait wait = session.Waiter.Open(TimeSpan.FromHours(1));
        Array.ForEach(tasks, wait.Add);
        var ended = new List<GenTask>();
        await _clock.RunUntilAsync(() =>
        {
            while (wait.TryTake(out TaskEnd? end, 0, CancellationToken.None))
            {
                ended.Add(end!.Task);
            }

            return ended.Count == tasks.Length;
        });
        return ended;
    }

    /// <summary>A session that looks at tasks that never end: the ids of its first looks, and the time left as it was told before them.</summary>
    private async Task<(string[] Looks, TimeSpan Left)> LookAsync(int count, GenTask[] tasks)
    {
        var transport = new ScriptedTransport(_clock);
        transport.Otherwise(_ => ScriptedTransport.Json("""{"data":{"status":"processing"}}"""));
        using GenSession session = Open(_clock, transport);
        // What is remembered arrives before the first look, which is a second away: the clock stands still meanwhile.
        using TaskWait first = session.Waiter.Open(TimeSpan.FromHours(1));
        using TaskWait last = session.Waiter.Open(TimeSpan.FromHours(1));
        TimeSpan left = await LeftAsync(first, tasks[0] with { Id = "first" });
        _ = await LeftAsync(last, tasks[^1] with { Id = "last" });
        using TaskWait wait = session.Waiter.Open(TimeSpan.FromHours(1));
        await _clock.RunUntilAsync(() => transport.Sent.Count >= 2);
        await _clock.PassAsync(TimeSpan.FromSeconds(2));
        Array.ForEach(tasks, wait.Add);
        string[] Looks() => [.. transport.Sent.Select(sent => sent.Url.Segments[^1]).Where(id => id is not ("first" or "last"))];
        await _clock.RunUntilAsync(() => Looks().Length >= count);
        return (Looks(), left);
    }

    /// <summary>The time left of a new task, once it is not what films take in general any more.</summary>
    private async Task<TimeSpan> LeftAsync(TaskWait wait, GenTask task)
    {
        wait.Add(task with { SubmittedAt = _clock.GetUtcNow() });
        if (!_ledger.FailsDurations)
        {
            await SteppingClock.SettleAsync(() => Math.Abs(wait.Look().Left.TotalSeconds - InGeneral) > 10);
        }

        return wait.Look().Left;
    }

    private Task<IReadOnlyList<LedgerDuration>> KeptAsync(string model) =>
        _store.ListDurationsAsync(new ApiKey("sk-secret-0123456789").NameFor(new Uri("https://api.example.org")),
            DurationBook.NameOf(new GenTask { Model = model }));
}
