using System;
using System.IO;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Callbacks;

/// <summary>A submission that nobody knows the outcome of, until its callback comes. Each store runs these tests.</summary>
public abstract class SettlingTests : IDisposable
{
    private const string Completed =
        """{"code":200,"data":{"task_id":"paid-task","status":"completed","cost":0.5,"model":"kuaishou/kling-2.6","output":""" +
        """{"video_url":"https://cdn.example.org/1.mp4"}}}""";

    private readonly ScriptedTransport _transport;
    private GenSession? _session;

    protected SettlingTests() => _transport = new ScriptedTransport(Clock);

    /// <summary>A ledger that nobody has written to. The session closes it.</summary>
    private protected abstract ILedger Ledger { get; }

    private protected SteppingClock Clock { get; } = new();

    private GenSession Session => _session ??= new GenSession(new GenSessionOptions
    {
        Endpoint = new Uri("https://api.example.org"),
        Key = new ApiKey("sk-canary-0123456789"),
        Transport = _transport,
        Clock = Clock,
        Limits = new AccountLimits(Clock),
        Ledger = () => Ledger,
    });

    private static GenRequest Fox => new() { Model = "kuaishou/kling-2.6", Input = { ["prompt"] = "a fox" }, Key = "fox & owl",
        Source = new GenSource("prompts.csv", 7), CallbackUrl = "https://me.example/hook?mine=a%2Fb" };

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes what the test left.</summary>
    protected virtual void Dispose(bool disposing) => _session?.Dispose();

    [Theory]
    [InlineData("nightly", false)]
    [InlineData("nightly", true)]
    [InlineData(null, false)]
    [InlineData(null, true)]
    public async Task Its_callback_settles_it_with_the_task_that_the_service_knows(string? batch, bool isTrusted)
    {
        GenCallback callback = CallbackOf(await LoseAsync(batch, Fox), "paid-task");
        _transport.Otherwise(_ => ScriptedTransport.Json(Completed));

        GenTask task = await Clock.RunAsync(new CallbackDesk(Session, isTrusted).TakeAsync(callback, CancellationToken.None));

        LedgerEntry entry = await SingleAsync();
        Assert.Equal((LedgerState.Accepted, "paid-task", GenTaskStatus.Completed, null), (entry.State, entry.Task!.Id, entry.Task.Status, entry.Problem));
        Assert.Equal(("fox & owl", "prompts.csv, line 7", batch, "https://me.example/hook?mine=a%2Fb"),
            (task.Key, task.Source?.ToString(), task.Batch, task.CallbackUrl));
        Assert.Equal("https://cdn.example.org/1.mp4", Assert.Single(entry.Task.Outputs).Url);
    }

    [Fact]
    public async Task The_batch_run_again_gets_the_task_back_and_sends_nothing()
    {
        string url = await LoseAsync("nightly", Fox);
        _transport.Otherwise(_ => ScriptedTransport.Json(Completed));

        await Clock.RunAsync(SettleAsync(CallbackOf(url, "paid-task")));

        using BatchPass pass = Session.Ledger!.OpenBatch("nightly", new BatchOptions());
        Assert.Equal("paid-task", (await pass.LookUpAsync(Fox)).Task?.Id);
    }

    [Fact]
    public async Task A_request_without_a_key_is_found_by_what_it_asks_for()
    {
        await LoseAsync("nightly", Fox with { Key = null, Input = new System.Collections.Generic.Dictionary<string, object?> { ["prompt"] = "an owl" } });
        string url = await LoseAsync("nightly", Fox with { Key = null });
        _transport.Otherwise(_ => ScriptedTransport.Json(Completed));

        await Clock.RunAsync(SettleAsync(CallbackOf(url, "paid-task")));

        LedgerEntry settled = Assert.Single(await Session.Ledger!.ListAsync(new LedgerQuery { State = LedgerState.Accepted }));
        Assert.Equal("a fox", settled.Request.Prompt);
    }

    [Fact]
    public async Task The_callback_of_an_earlier_attempt_settles_that_one()
    {
        string first = await LoseAsync("nightly", Fox);
        string second = await LoseAsync("nightly", Fox, UncertainChoice.Resend);
        Assert.NotEqual(first, second);
        _transport.Otherwise(_ => ScriptedTransport.Json(Completed));

        await Clock.RunAsync(SettleAsync(CallbackOf(first, "paid-task")));

        LedgerEntry settled = Assert.Single(await Session.Ledger!.ListAsync(new LedgerQuery { State = LedgerState.Accepted }));
        Assert.Equal((1, "paid-task"), (settled.Attempt, settled.Task!.Id));
    }

    [Fact]
    public async Task A_callback_that_comes_while_the_answer_is_still_hoped_for_settles_it_when_the_hope_is_over()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _transport.ThenWait(answer.Task);
        using BatchPass pass = Session.Ledger!.OpenBatch("nightly", new BatchOptions());
        Task<GenTask> submitting =
            Session.SubmitAsync(Fox, CancellationToken.None, CancellationToken.None, new SubmissionTerms { Entry = (await pass.LookUpAsync(Fox)).ToSend });
        // The clock stands still: a ledger that is slow to answer must not use up the time of the request that is under way.
        await SteppingClock.SettleAsync(() => _transport.UnderWay == 1);
        _transport.Otherwise(_ => ScriptedTransport.Json(Completed));
        var desk = new CallbackDesk(Session, isTrusted: false);
        await desk.TakeAsync(CallbackOf(UrlOf(_transport.Sent[0]), "paid-task"), CancellationToken.None);
        await desk.SettleLaterAsync();
        Assert.Equal(LedgerState.Sending, (await SingleAsync()).State);

        answer.SetException(new IOException("cut"));
        await Assert.ThrowsAsync<GenServiceException>(() => Clock.RunAsync(submitting));
        await desk.SettleLaterAsync(atOnce: true);

        LedgerEntry entry = await SingleAsync();
        Assert.Equal((LedgerState.Accepted, "paid-task", GenTaskStatus.Completed), (entry.State, entry.Task?.Id, entry.Task?.Status));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_listens_settles_what_was_called_while_the_answer_was_hoped_for(bool isAtTheEnd)
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _transport.ThenWait(answer.Task);
        CallbackListening listening = CallbackListening.Open(Session, new CallbackServerOptions(), isTrusted: true);
        using (listening)
        {
            Task<GenTask> submitting = Session.SubmitAsync(Fox, CancellationToken.None, CancellationToken.None);
            await SteppingClock.SettleAsync(() => _transport.UnderWay == 1);
            await CallAsync(listening, UrlOf(_transport.Sent[0]));
            await listening.UntilIdleAsync();

            answer.SetException(new IOException("cut"));
            await Assert.ThrowsAsync<GenServiceException>(() => submitting);
            Assert.Equal(LedgerState.Uncertain, (await SingleAsync()).State);
            if (!isAtTheEnd)
            {
                await Clock.PassAsync(TimeSpan.FromSeconds(5));
                await SteppingClock.SettleAsync(() => SingleAsync().GetAwaiter().GetResult().State != LedgerState.Uncertain);
            }
        }

        Assert.Equal((LedgerState.Accepted, "paid-task"), ((await SingleAsync()).State, (await SingleAsync()).Task?.Id));
    }

    [Fact]
    public async Task A_task_that_the_service_does_not_know_settles_nothing()
    {
        GenCallback forged = CallbackOf(await LoseAsync("nightly", Fox), "forged");
        _transport.Otherwise(_ => ScriptedTransport.Json("""{"code":404,"data":{"message":"no such task"}}""", 404));

        await Assert.ThrowsAsync<GenServiceException>(() => Clock.RunAsync(SettleAsync(forged)));

        Assert.Equal(LedgerState.Uncertain, (await SingleAsync()).State);
    }

    [Fact]
    public async Task A_task_of_another_model_settles_nothing()
    {
        GenCallback forged = CallbackOf(await LoseAsync("nightly", Fox), "other");
        _transport.Otherwise(_ => ScriptedTransport.Json(Completed.Replace("kuaishou/kling-2.6", "google/nano-banana", StringComparison.Ordinal)));

        await Clock.RunAsync(SettleAsync(forged));

        Assert.Equal(LedgerState.Uncertain, (await SingleAsync()).State);
    }

    [Fact]
    public async Task What_is_accepted_asks_nobody_and_stays_what_it_is()
    {
        _transport.Then("""{"code":200,"data":{"task_id":"known-task","status":"pending"}}""");
        await Clock.RunAsync(Session.SubmitAsync(Fox, CancellationToken.None, CancellationToken.None));
        string url = UrlOf(_transport.Sent[^1]);

        await Clock.RunAsync(SettleAsync(CallbackOf(url, "known-task")));
        await Clock.RunAsync(SettleAsync(CallbackOf(url, "another-task")));

        Assert.Equal((LedgerState.Accepted, "known-task"), ((await SingleAsync()).State, (await SingleAsync()).Task!.Id));
        Assert.Single(_transport.Sent);
    }

    [Fact]
    public async Task The_token_is_in_what_is_sent_and_nowhere_in_the_ledger()
    {
        string url = await LoseAsync("nightly", Fox);

        string token = CallbackAddress.Read(url).Token!;
        Assert.True(Session.CallbackTokens.IsGood(CallbackAddress.Read(url)));
        Assert.Contains(token, url, StringComparison.Ordinal);
        Assert.DoesNotContain(token, (await SingleAsync()).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, (await SingleAsync()).Request.CallbackUrl, StringComparison.Ordinal);
    }

    private static GenCallback CallbackOf(string url, string taskId) =>
        CallbackBody.Read($$$"""{"task_id":"{{{taskId}}}","status":"completed","data":{"video_url":"https://cdn.example.org/1.mp4"}}""",
            CallbackAddress.Read(url));

    private static async Task CallAsync(CallbackListening listening, string url)
    {
        using var http = new HttpClient();
        using var content = new StringContent("""{"task_id":"paid-task","status":"completed","data":{"video_url":"https://cdn.example.org/1.mp4"}}""");
        var place = new UriBuilder("http", "127.0.0.1", listening.Port, "/hook", new Uri(url).Query);
        using HttpResponseMessage taken = await http.PostAsync(place.Uri, content);
        Assert.Equal(System.Net.HttpStatusCode.OK, taken.StatusCode);
    }

    private static string UrlOf(SentRequest sent) => JsonDocument.Parse(sent.Body!).RootElement.GetProperty("callback_url").GetString()!;

    /// <summary>Sends a request whose answer is lost.</summary>
    /// <returns>The callback URL that it carried.</returns>
    private async Task<string> LoseAsync(string? batch, GenRequest request, UncertainChoice choice = UncertainChoice.Report)
    {
        _transport.ThenFail(new IOException("cut"));
        using BatchPass? pass = batch is null ? null : Session.Ledger!.OpenBatch(batch, new BatchOptions { Uncertain = choice });
        LedgerEntry? entry = pass is null ? null : (await pass.LookUpAsync(request)).ToSend;
        var failure = await Assert.ThrowsAsync<GenServiceException>(() => Clock.RunAsync(
            Session.SubmitAsync(request, CancellationToken.None, CancellationToken.None, entry is null ? null : new SubmissionTerms { Entry = entry })));
        Assert.Equal(GenErrorCode.OutcomeUnknown, failure.Code);
        return UrlOf(_transport.Sent[^1]);
    }

    private async Task<bool> SettleAsync(GenCallback callback)
    {
        await new CallbackDesk(Session, isTrusted: false).SettleAsync(callback, CancellationToken.None);
        return true;
    }

    private async Task<LedgerEntry> SingleAsync() => Assert.Single(await Session.Ledger!.ListAsync(new LedgerQuery()));
}
