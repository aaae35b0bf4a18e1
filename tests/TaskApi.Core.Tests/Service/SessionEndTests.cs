using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Service;

/// <summary>A session that is closed while others use it: each of them hears what became of its request and of its money.</summary>
public sealed class SessionEndTests : IDisposable
{
    private const string Accepted = """{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"pending"}}""";

    // Nothing here takes so long, however busy the machine is.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Wire _wire = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_for_a_slot_was_not_sent()
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json(Accepted));
        Task<GenTask>[] submitted = [.. Enumerable.Range(0, 13).Select(_ => _wire.Session.SubmitAsync(Wire.Request, Stop, default))];
        await SteppingClock.SettleAsync(() => submitted.Count(task => task.IsCompletedSuccessfully) == 10);

        _wire.Session.Dispose();

        Assert.Equal(10, submitted.Count(task => task.IsCompletedSuccessfully));
        foreach (Task<GenTask> waiting in submitted.Skip(10))
        {
            await AssertNotSentAsync(waiting);
        }

        Assert.Equal(10, _wire.Transport.Sent.Count);
    }

    [Fact]
    public async Task What_waits_to_be_sent_again_was_not_sent()
    {
        _wire.Transport.Then(_ => Wire.Ban());
        bool isTold = false;
        _wire.Session.Noticed += (_, _) => Volatile.Write(ref isTold, true);
        Task<GenTask> submitted = _wire.Session.SubmitAsync(Wire.Request, Stop, default);
        await SteppingClock.SettleAsync(() => Volatile.Read(ref isTold) && _wire.Clock.Timers == 1);

        _wire.Session.Dispose();

        await AssertNotSentAsync(submitted);
    }

    [Fact]
    public async Task What_comes_after_the_end_was_not_sent()
    {
        _wire.Session.Dispose();

        await AssertNotSentAsync(_wire.Session.SubmitAsync(Wire.Request, Stop, default));
        Assert.Empty(_wire.Transport.Sent);
    }

    [Fact]
    public async Task A_paid_request_under_way_brings_its_answer_home()
    {
        // The end waits for as long as a busy machine takes: whether it waits is asked here, not how long.
        using var wire = new Wire(grace: Patience);
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        wire.Transport.ThenWait(answer.Task);
        Task<GenTask> submitted = wire.Session.SubmitAsync(Wire.Request, Stop, default);
        await SteppingClock.SettleAsync(() => wire.Transport.UnderWay == 1);
        Task closing = Task.Factory.StartNew(wire.Session.Dispose, Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await SteppingClock.SettleAsync(() => wire.Session.IsClosed);

        answer.SetResult(ScriptedTransport.Json(Accepted));
        await closing;

        Assert.Equal("abc123def456", (await submitted).Id);
    }

    [Fact]
    public async Task A_paid_request_without_an_answer_is_told_as_unknown()
    {
        _wire.Transport.OtherwiseHang();
        Task<GenTask> submitted = _wire.Session.SubmitAsync(Wire.Request, Stop, default);
        await SteppingClock.SettleAsync(() => _wire.Transport.UnderWay == 1);

        _wire.Session.Dispose();

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => submitted);
        Assert.Equal(GenErrorCode.OutcomeUnknown, failure.Code);
        Assert.Contains("session was closed", failure.Message, StringComparison.Ordinal);
        Assert.Contains("may have been charged", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, GenErrorCode.OutcomeUnknown)]
    [InlineData(false, GenErrorCode.NotConnected)]
    public async Task An_answer_that_has_begun_and_does_not_end_is_given_up(bool isPaid, GenErrorCode code)
    {
        using var body = new SilentStream("{"u8.ToArray());
        _wire.Transport.Then(_ => new HttpResponseMessage { Content = new StreamContent(body) });
        Task work = isPaid ? _wire.Session.SubmitAsync(Wire.Request, Stop, default) : _wire.Session.QuoteAsync(Wire.Request, Stop);
        await body.Silent;
        _wire.Session.Dispose();
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => work.WaitAsync(Patience, Stop));
        Assert.Equal(code, failure.Code);
    }

    [Fact]
    public void The_connections_end_with_the_session()
    {
        Assert.False(_wire.Transport.IsDisposed);
        _wire.Session.Dispose();
        Assert.True(_wire.Transport.IsDisposed);
    }

    [Fact]
    public async Task A_session_in_whose_name_nothing_paid_is_under_way_ends_without_waiting()
    {
        using var wire = new Wire(grace: Patience);
        wire.Transport.Then(Accepted).Then(_ => throw new HttpRequestException("cut"));
        _ = await wire.SubmitAsync();
        _ = await Assert.ThrowsAsync<GenServiceException>(wire.SubmitAsync);
        var time = Stopwatch.StartNew();
        wire.Session.Dispose();
        Assert.True(time.Elapsed < Patience, $"The end took {time.Elapsed}.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_free_question_under_way_or_waiting_ends_at_once(bool isUnderWay)
    {
        _wire.Transport.OtherwiseHang();
        if (!isUnderWay)
        {
            _wire.Transport.Then("", 500).Then("", 500);
        }

        Task<GenPrice> price = _wire.Session.QuoteAsync(Wire.Request, Stop);
        Task<GenTask> state = _wire.Session.ReadAsync(new GenTask { Id = "abc123def456" }, Stop);
        await SteppingClock.SettleAsync(() => _wire.Transport.Sent.Count == 2 && _wire.Transport.UnderWay == (isUnderWay ? 2 : 0));

        _wire.Session.Dispose();

        foreach (Task question in (Task[])[price, state])
        {
            GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => question);
            Assert.Equal(GenErrorCode.NotConnected, failure.Code);
            Assert.Contains("Nothing was charged", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_result_that_is_being_saved_is_still_with_the_service()
    {
        using var folder = new TemporaryFolder();
        var task = new GenTask { Id = "abc123def456", Status = GenTaskStatus.Completed,
            Outputs = [new GenOutput { Name = "image_url", Url = "https://cdn.example.net/a.png" }] };
        _wire.Transport.OtherwiseHang();
        Task<GenFile> saving = _wire.Session.Downloader.SaveAsync(task, 0, folder.Path, ExistingFile.Refuse, Stop);
        await SteppingClock.SettleAsync(() => _wire.Transport.UnderWay == 1);

        _wire.Session.Dispose();

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => saving);
        Assert.Equal((GenErrorCode.NotConnected, "abc123def456"), (failure.Code, failure.Task?.Id));
        Assert.Contains("still with the service", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.Equal(GenErrorCode.NotConnected,
            (await Assert.ThrowsAsync<GenServiceException>(() => _wire.Session.Downloader.SaveAsync(task, 0, folder.Path, ExistingFile.Refuse, Stop))).Code);
    }

    [Fact]
    public void A_task_that_comes_to_be_waited_for_after_the_end_is_handed_out_at_once()
    {
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        _wire.Session.Dispose();
        using TaskWait late = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));

        foreach (TaskWait each in (TaskWait[])[wait, late])
        {
            each.Add(new GenTask { Id = "abc123def456" });

            Assert.True(each.TryTake(out TaskEnd? end, 0, Stop));
            Assert.Equal(GenErrorCode.NotConnected, end!.Failure?.Code);
        }
    }

    [Fact]
    public async Task The_callers_own_stop_is_no_error_even_when_the_session_ends_too()
    {
        using var stop = new CancellationTokenSource();
        _wire.Transport.OtherwiseHang();
        Task<GenTask> state = _wire.Session.ReadAsync(new GenTask { Id = "abc123def456" }, stop.Token);
        await SteppingClock.SettleAsync(() => _wire.Transport.UnderWay == 1);

        await stop.CancelAsync();
        _wire.Session.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => state);
    }

    public void Dispose() => _wire.Dispose();

    private static async Task AssertNotSentAsync(Task<GenTask> work)
    {
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => work);
        Assert.Equal(GenErrorCode.NotConnected, failure.Code);
        Assert.Contains("before the request was sent. Nothing was charged", failure.Message, StringComparison.Ordinal);
    }
}
