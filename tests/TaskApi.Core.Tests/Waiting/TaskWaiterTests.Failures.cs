using System;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Waiting;

public sealed partial class TaskWaiterTests
{
    [Fact]
    public async Task A_task_that_is_not_known_yet_is_given_half_a_minute()
    {
        DateTimeOffset start = _wire.Clock.GetUtcNow();
        _wire.Transport.Otherwise(
            sent => (sent.At - start).TotalSeconds < 20 ? ScriptedTransport.Json("{}", 404) : ScriptedTransport.Json("""{"data":{"status":"completed"}}"""));
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        wait.Add(Submitted("late", "google/nano-banana"));
        Assert.Null(Assert.Single(await TakeAsync(wait, 1)).Failure);
        Assert.InRange(_wire.Transport.Sent.Count, 2, 30);
    }

    [Fact]
    public async Task A_task_that_stays_unknown_is_an_error()
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json("""{"code":404,"data":{"message":"No such task"}}""", 404));
        using TaskWait wait = Open("lost");
        TaskEnd end = Assert.Single(await TakeAsync(wait, 1));
        Assert.Equal((GenErrorCode.NotFound, 404), (end.Failure?.Code, end.Failure?.HttpStatus));
        Assert.Contains("lost", end.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_of_another_session_that_is_unknown_is_an_error_at_once()
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json("{}", 404));
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromHours(1));
        wait.Add(new GenTask { Id = "lost" });
        Assert.Equal(GenErrorCode.NotFound, Assert.Single(await TakeAsync(wait, 1)).Failure?.Code);
        Assert.Single(_wire.Transport.Sent);
    }

    [Fact]
    public async Task Errors_that_pass_do_not_end_the_wait()
    {
        int polls = 0;
        _wire.Transport.Otherwise(_ => (polls++ % 13) switch
        {
            < 5 => ScriptedTransport.Json("<html></html>", 503),
            < 10 => throw new HttpRequestException("no", new SocketException((int)SocketError.ConnectionRefused)),
            10 => Wire.Ban(),
            11 => ScriptedTransport.Json("""{"data":{"status":"processing"}}"""),
            _ => ScriptedTransport.Json("""{"data":{"status":"completed"}}"""),
        });
        using TaskWait wait = Open("only");
        TaskEnd end = Assert.Single(await TakeAsync(wait, 1));
        Assert.Null(end.Failure);
        Assert.Equal(GenTaskStatus.Completed, end.Task.Status);
    }

    [Fact]
    public async Task A_service_that_stays_broken_ends_the_wait_but_not_the_task()
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json("", 500));
        using TaskWait wait = Open("only");
        TaskEnd end = Assert.Single(await TakeAsync(wait, 1));
        Assert.Equal(GenErrorCode.ServiceFailed, end.Failure?.Code);
        Assert.Contains("may still be running", end.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(WaitingTask.MostFailures, _wire.Transport.Sent.Count);
    }

    [Theory]
    [InlineData(4.9, null)]
    [InlineData(5.1, GenErrorCode.WaitTimeout)]
    public async Task The_last_look_at_the_end_of_the_time_is_given_five_seconds_to_come_back(double seconds, GenErrorCode? code)
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wire.Transport.ThenWait(answer.Task);
        using TaskWait wait = _wire.Session.Waiter.Open(TimeSpan.FromSeconds(1));
        wait.Add(Submitted("only"));
        _wire.Clock.Advance(TimeSpan.FromSeconds(1.01));
        await SteppingClock.SettleAsync(() => _wire.Transport.UnderWay == 1);

        _wire.Clock.Advance(TimeSpan.FromSeconds(seconds - 0.01));
        Assert.Equal(code is not null, wait.TryTake(out TaskEnd? end, 0, CancellationToken.None));
        answer.SetResult(ScriptedTransport.Json("""{"data":{"status":"completed"}}"""));
        // The clock stands still until the answer has been read.
        Assert.True(end is not null || wait.TryTake(out end, 60_000, CancellationToken.None));
        Assert.Equal(code, end!.Failure?.Code);
        await _wire.Clock.PassAsync(TimeSpan.FromSeconds(1));
        Assert.False(wait.TryTake(out _, 0, CancellationToken.None));
    }

    [Fact]
    public async Task A_bad_key_ends_the_wait_at_once()
    {
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json("{}", 401));
        using TaskWait wait = Open("only");
        Assert.Equal(GenErrorCode.Unauthorized, Assert.Single(await TakeAsync(wait, 1)).Failure?.Code);
        Assert.Single(_wire.Transport.Sent);
    }
}
