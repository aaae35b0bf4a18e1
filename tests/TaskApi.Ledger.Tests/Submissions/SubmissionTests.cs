using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Support;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Submissions;

/// <summary>What a session writes into the ledger, and when: a request before it leaves, its task before anybody hears of it.</summary>
[Collection(FakeClock.Name)]
public sealed class SubmissionTests : IDisposable
{
    private const string Accepted = """{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"pending"}}""";

    private readonly SteppingClock _clock = new();
    private readonly ScriptedTransport _transport;
    private readonly SqliteLedger _store;
    private readonly UnluckyLedger _ledger;
    private readonly List<string> _told = [];
    private GenSession _session;

    public SubmissionTests()
    {
        _transport = new ScriptedTransport(_clock);
        _store = SqliteLedger.InMemory(_clock);
        _ledger = new UnluckyLedger(_store);
        _session = Open(_transport);
    }

    public void Dispose()
    {
        _session.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task A_request_is_in_the_ledger_before_it_leaves_and_its_task_before_anybody_hears_of_it()
    {
        LedgerState? atArrival = null;
        _transport.Then(_ =>
        {
            atArrival = Single().State;
            return ScriptedTransport.Json(Accepted);
        });

        GenTask task = await SubmitAsync();

        Assert.Equal(LedgerState.Sending, atArrival);
        Assert.Equal((LedgerState.Accepted, task.Id), (Single().State, Single().Task!.Id));
    }

    [Theory]
    [InlineData(400, LedgerState.Refused)]
    [InlineData(402, LedgerState.Refused)]
    [InlineData(422, LedgerState.Refused)]
    [InlineData(500, LedgerState.Uncertain)]
    [InlineData(502, LedgerState.Uncertain)]
    [InlineData(302, LedgerState.Uncertain)]
    public async Task A_refusal_is_known_as_such_and_a_doubt_as_a_doubt(int status, LedgerState state)
    {
        _transport.Then("""{"success":false,"data":{"message":"no such luck"}}""", status);

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(SubmitAsync);

        Assert.Equal((state, failure.Message), (Single().State, Single().Problem));
    }

    [Fact]
    public async Task A_request_whose_answer_is_lost_is_uncertain()
    {
        _transport.ThenFail(new IOException("cut"));

        await Assert.ThrowsAsync<GenServiceException>(SubmitAsync);

        Assert.Equal(LedgerState.Uncertain, Single().State);
    }

    [Fact]
    public async Task A_request_that_never_arrived_is_not_doubtful()
    {
        for (int i = 0; i < 4; i++)
        {
            _transport.ThenFail(new HttpRequestException("refused", new SocketException((int)SocketError.ConnectionRefused)));
        }

        await Assert.ThrowsAsync<GenServiceException>(SubmitAsync);

        Assert.Equal(LedgerState.Refused, Single().State);
    }

    [Fact]
    public async Task While_a_ban_is_waited_out_nothing_is_doubtful_and_then_it_is_one_entry_still()
    {
        _transport.Then("""{"code":429}""", 429).Then(Accepted);
        Task<GenTask> submitting = _session.SubmitAsync(Fox, CancellationToken.None, CancellationToken.None);
        await _clock.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(LedgerState.Unsent, Single().State);

        await _clock.RunAsync(submitting);

        Assert.Equal((LedgerState.Accepted, 1), (Single().State, Single().Attempt));
    }

    [Fact]
    public async Task Without_a_ledger_that_can_be_written_nothing_leaves_and_no_slot_is_lost()
    {
        _ledger.FailsIntents = true;
        for (int i = 0; i < 15; i++)
        {
            Assert.Equal(GenErrorCode.LedgerFailed, (await Assert.ThrowsAsync<GenServiceException>(SubmitAsync)).Code);
        }

        Assert.Empty(_transport.Sent);
        _ledger.FailsIntents = false;
        _transport.Otherwise(_ => ScriptedTransport.Json(Accepted));
        Assert.Equal("abc123def456", (await SubmitAsync()).Id);
        Assert.Equal(_clock.Start, _transport.Sent[0].At);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_opened_is_an_error_before_anything_leaves()
    {
        using GenSession session = Open(_transport, () => throw new GenServiceException(GenErrorCode.LedgerFailed, "It is damaged."));

        Assert.Equal(GenErrorCode.LedgerFailed,
            (await Assert.ThrowsAsync<GenServiceException>(() => session.SubmitAsync(Fox, CancellationToken.None, CancellationToken.None))).Code);
        Assert.Empty(_transport.Sent);
    }

    [Fact]
    public async Task A_task_that_was_paid_for_is_handed_out_even_if_the_ledger_fails_then_and_the_user_is_told_its_id()
    {
        _transport.Then(_ =>
        {
            _ledger.FailsTheRest = true;
            return ScriptedTransport.Json(Accepted);
        });

        Assert.Equal("abc123def456", (await SubmitAsync()).Id);

        Assert.Contains("abc123def456", Assert.Single(_told), StringComparison.Ordinal);
        Assert.Equal(LedgerState.Sending, Single().State);
    }

    [Fact]
    public async Task What_is_stopped_before_it_leaves_is_not_in_the_ledger()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _session.SubmitAsync(Fox, stop.Token, CancellationToken.None));

        Assert.Empty(Entries());
    }

    [Fact]
    public async Task What_is_given_up_under_way_is_uncertain()
    {
        _transport.ThenHang();
        using var abort = new CancellationTokenSource();
        Task<GenTask> submitting = _session.SubmitAsync(Fox, CancellationToken.None, abort.Token);
        await SteppingClock.SettleAsync(() => _transport.UnderWay == 1);
        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => submitting);

        Assert.Equal(LedgerState.Uncertain, Single().State);
    }

    [Fact]
    public async Task A_question_for_the_price_leaves_no_trace()
    {
        _transport.Then("""{"code":200,"success":true,"data":{"cost":0.1}}""");

        await _clock.RunAsync(_session.QuoteAsync(Fox, CancellationToken.None));

        Assert.Empty(Entries());
    }

    [Fact]
    public async Task Every_state_that_is_seen_is_written_down()
    {
        _transport.Then(Accepted);
        GenTask task = await SubmitAsync();

        _transport.Then("""{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"processing"}}""");
        task = await _clock.RunAsync(_session.ReadAsync(task, CancellationToken.None));
        Assert.Equal(GenTaskStatus.Processing, Single().Task!.Status);

        _transport.Then(
            """{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"completed","cost":0.1,"output":""" +
            """{"video_url":"https://cdn.example.org/1.mp4"}}}""");
        await _clock.RunAsync(_session.ReadAsync(task, CancellationToken.None));
        Assert.Equal((GenTaskStatus.Completed, 0.1m, "https://cdn.example.org/1.mp4"),
            (Single().Task!.Status, Single().Task!.Cost, Single().Task!.Outputs[0].Url));
    }

    [Fact]
    public async Task Another_process_knows_a_task_by_its_id_alone()
    {
        _transport.Then(Accepted);
        await SubmitAsync();
        _session.Dispose();
        var transport = new ScriptedTransport(_clock);
        transport.Then("""{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"processing"}}""");
        _session = Open(transport);

        GenTask task = await _clock.RunAsync(_session.ReadAsync(new GenTask { Id = "abc123def456" }, CancellationToken.None));

        Assert.Equal(("kuaishou/kling-2.6", "fox", "prompts.csv, line 7", GenTaskStatus.Processing),
            (task.Model, task.Key, task.Source?.ToString(), task.Status));
    }

    [Fact]
    public async Task Another_key_or_another_service_is_another_account()
    {
        _transport.Then(Accepted);
        await SubmitAsync();

        using GenSession otherKey = Open(new ScriptedTransport(_clock), key: "sk-another");
        using GenSession otherPlace = Open(new ScriptedTransport(_clock), endpoint: "https://elsewhere.example.org");

        Assert.Single(await _session.Ledger!.ListAsync(new LedgerQuery()));
        Assert.Empty(await otherKey.Ledger!.ListAsync(new LedgerQuery()));
        Assert.Empty(await otherPlace.Ledger!.ListAsync(new LedgerQuery()));
        Assert.DoesNotContain("sk-canary", Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_sessions_that_send_the_same_request_of_a_batch_at_once_one_does()
    {
        using BatchPass one = _session.Ledger!.OpenBatch("b", new BatchOptions());
        using BatchPass two = _session.Ledger!.OpenBatch("b", new BatchOptions());
        LedgerEntry first = (await one.LookUpAsync(Fox)).ToSend!;
        LedgerEntry second = (await two.LookUpAsync(Fox)).ToSend!;
        _transport.Otherwise(_ => ScriptedTransport.Json(Accepted));

        await _clock.RunAsync(_session.SubmitAsync(Fox, CancellationToken.None, CancellationToken.None, new SubmissionTerms { Entry = first }));
        RequestTakenException taken = await Assert.ThrowsAsync<RequestTakenException>(
            () => _clock.RunAsync(_session.SubmitAsync(Fox, CancellationToken.None, CancellationToken.None, new SubmissionTerms { Entry = second })));

        Assert.Equal("abc123def456", taken.Entry.Task!.Id);
        Assert.Single(_transport.Sent);
    }

    private static GenRequest Fox =>
        new() { Model = "kuaishou/kling-2.6", Input = { ["prompt"] = "a fox" }, Key = "fox", Source = new GenSource("prompts.csv", 7) };

    private GenSession Open(ScriptedTransport transport, Func<ILedger>? ledger = null, string key = "sk-canary", string endpoint = "https://api.example.org")
    {
        var session = new GenSession(new GenSessionOptions
        {
            Endpoint = new Uri(endpoint),
            Key = new ApiKey(key),
            Transport = transport,
            Clock = _clock,
            Limits = new AccountLimits(_clock),
            Ledger = ledger ?? (() => _ledger),
        });
        session.Noticed += (_, notice) => _told.Add(notice.Message);
        return session;
    }

    private Task<GenTask> SubmitAsync() => _clock.RunAsync(_session.SubmitAsync(Fox, CancellationToken.None, CancellationToken.None));

    private IReadOnlyList<LedgerEntry> Entries() => _session.Ledger!.ListAsync(new LedgerQuery()).GetAwaiter().GetResult();

    private LedgerEntry Single() => Assert.Single(Entries());
}
