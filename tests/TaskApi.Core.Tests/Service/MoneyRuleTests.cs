using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Service;

/// <summary>A POST that may have reached the service is never sent again: it may have been paid for.</summary>
public sealed class MoneyRuleTests : IDisposable
{
    private const string Accepted = """{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"pending"}}""";
    private const int LargestAnswer = 8 * 1024 * 1024;

    private readonly Wire _wire = new();

    public static TheoryData<Exception> Losses { get; } =
    [
        new HttpRequestException("reset", new IOException("reset", new SocketException((int)SocketError.ConnectionReset))),
        new HttpRequestException("refused on a connection that was made", new IOException("x", new SocketException((int)SocketError.ConnectionRefused))),
        new HttpRequestException("aborted", new SocketException((int)SocketError.ConnectionAborted)),
        new HttpRequestException("timed out", new SocketException((int)SocketError.TimedOut)),
        new HttpRequestException("cut amid the handshake, as it seems", new IOException("x", new AuthenticationException("x"))),
        new HttpRequestException("cut", new WebException("cut", WebExceptionStatus.ReceiveFailure)),
        new HttpRequestException("nobody knows"),
        new WebException("cut", WebExceptionStatus.ConnectionClosed),
        new IOException("cut"),
        new TaskCanceledException("given up"),
    ];

    // The last ones are what HttpClient reports when the other side's certificate is not trusted, and what that of Windows PowerShell does.
    public static TheoryData<Exception> Refusals { get; } =
    [
        new SocketException((int)SocketError.ConnectionRefused),
        new SocketException((int)SocketError.HostNotFound),
        new SocketException((int)SocketError.NoData),
        new SocketException((int)SocketError.TryAgain),
        new SocketException((int)SocketError.NetworkUnreachable),
        new SocketException((int)SocketError.HostUnreachable),
        new AuthenticationException("not trusted"),
        new WebException("no name", WebExceptionStatus.NameResolutionFailure),
        new WebException("no name of the proxy", WebExceptionStatus.ProxyNameResolutionFailure),
        new WebException("no connection", WebExceptionStatus.ConnectFailure),
        new WebException("not trusted", new AuthenticationException("not trusted"), WebExceptionStatus.TrustFailure, null),
    ];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_lost_post_is_sent_exactly_once(Exception loss)
    {
        _wire.Transport.ThenFail(loss).Otherwise(_ => ScriptedTransport.Json(Accepted));
        await AssertUnknownAsync();
    }

    [Theory]
    [InlineData(500, """{"code":500,"success":false,"data":{"code":"internal_error","message":"Oops"}}""")]
    [InlineData(502, "<html>Bad Gateway</html>")]
    [InlineData(503, "")]
    [InlineData(408, "{}")]
    [InlineData(200, "<html>Welcome</html>")]
    [InlineData(200, "")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"code":500,"success":false}""")]
    [InlineData(200, """{"code":200,"success":true,"data":{"status":"pending"}}""")]
    [InlineData(201, """{"code":200,"data":{}}""")]
    public async Task A_post_with_a_doubtful_answer_is_sent_exactly_once(int status, string body)
    {
        _wire.Transport.Then(body, status).Otherwise(_ => ScriptedTransport.Json(Accepted));
        await AssertUnknownAsync();
    }

    [Fact]
    public async Task A_post_without_an_answer_in_time_is_sent_exactly_once()
    {
        _wire.Transport.ThenHang().Otherwise(_ => ScriptedTransport.Json(Accepted));
        DateTimeOffset start = _wire.Clock.GetUtcNow();
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
        Assert.InRange((_wire.Clock.GetUtcNow() - start).TotalSeconds, 100, 130);
        await AssertUnknownAsync(failure);
        Assert.Contains("no answer came in time", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_to_the_emulator_in_this_process_has_its_time_on_the_wall_however_fast_the_emulators_clock_runs()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wire.Transport.ThenWait(answer.Task);
        using var session = new GenSession(new GenSessionOptions { IsLocal = true, Clock = _wire.Clock, Transport = _wire.Transport });
        Task<GenTask> submitted = session.SubmitAsync(Wire.Request, TestContext.Current.CancellationToken, default);
        await SteppingClock.SettleAsync(() => _wire.Transport.UnderWay == 1);

        // At forty times the speed these are seven seconds in which a busy machine did not get round to it.
        await _wire.Clock.PassAsync(TimeSpan.FromSeconds(280));
        Assert.False(submitted.IsCompleted);
        answer.SetResult(ScriptedTransport.Json(Accepted));

        Assert.Equal("abc123def456", (await _wire.Clock.RunAsync(submitted)).Id);
    }

    [Fact]
    public async Task A_post_whose_answer_is_cut_is_sent_exactly_once()
    {
        _wire.Transport.Then(_ => new HttpResponseMessage { Content = new StreamContent(new BrokenStream()) }).Otherwise(_ => ScriptedTransport.Json(Accepted));
        await AssertUnknownAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_post_whose_answer_is_huge_is_sent_exactly_once(bool isLengthTold)
    {
        string huge = Accepted.PadLeft(LargestAnswer + Accepted.Length);
        _wire.Transport.Then(_ => isLengthTold ? ScriptedTransport.Json(huge) : Unmeasured(huge)).Otherwise(_ => ScriptedTransport.Json(Accepted));
        Assert.Contains("8 MB", (await AssertUnknownAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_is_just_not_huge_is_read(bool isLengthTold)
    {
        string large = Accepted.PadLeft(LargestAnswer);
        _wire.Transport.Then(_ => isLengthTold ? ScriptedTransport.Json(large) : Unmeasured(large));
        Assert.Equal("abc123def456", (await _wire.SubmitAsync()).Id);
    }

    [Fact]
    public async Task A_post_that_the_user_aborts_is_told_as_unknown()
    {
        using var abort = new CancellationTokenSource();
        _wire.Transport.ThenHang();
        Task<GenTask> work = _wire.Session.SubmitAsync(Wire.Request, TestContext.Current.CancellationToken, abort.Token);
        await _wire.Clock.RunUntilAsync(() => _wire.Transport.UnderWay == 1);
        await abort.CancelAsync();
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => _wire.Clock.RunAsync(work));
        Assert.Equal(GenErrorCode.OutcomeUnknown, failure.Code);
        Assert.Contains("it was given up before its answer came", failure.Message, StringComparison.Ordinal);
        Assert.Single(_wire.Transport.Sent);
    }

    [Fact]
    public async Task A_post_after_the_users_stop_is_not_sent()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _wire.Clock.RunAsync(_wire.Session.SubmitAsync(Wire.Request, stop.Token, default)));
        Assert.Empty(_wire.Transport.Sent);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_post_that_surely_did_not_arrive_is_sent_again(Exception refusal)
    {
        _wire.Transport.ThenFail(new HttpRequestException("no", refusal)).Then(Accepted);
        Assert.Equal("abc123def456", (await _wire.SubmitAsync()).Id);
        Assert.Equal(2, _wire.Transport.Sent.Count);
        Assert.Equal(_wire.Transport.Sent[0].Body, _wire.Transport.Sent[1].Body);
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_costs_nothing_and_is_given_up_after_four_tries()
    {
        _wire.Transport.Otherwise(_ => throw new HttpRequestException("no", new SocketException((int)SocketError.ConnectionRefused)));
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
        Assert.Equal(GenErrorCode.Unreachable, failure.Code);
        Assert.Contains("Nothing was charged", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, _wire.Transport.Sent.Count);
        Assert.InRange(_wire.SecondsBetween(0, 3), 3.5, 13);
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData("5", 5)]
    [InlineData("120", 120)]
    [InlineData("0", 60)]
    [InlineData("86400", 900)]
    [InlineData("date", 30)]
    [InlineData("past", 60)]
    public async Task A_banned_post_is_sent_again_only_after_the_ban(string? retryAfter, double seconds)
    {
        string? notice = null;
        _wire.Session.Noticed += (_, told) => notice = told.Message;
        _wire.Transport.Then(sent => Wire.Ban(answer => answer.Headers.RetryAfter = Header(retryAfter, sent.At))).Then(Accepted);
        Assert.Equal("abc123def456", (await _wire.SubmitAsync()).Id);
        Assert.InRange(_wire.SecondsBetween(0, 1), seconds, seconds + 25);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{seconds} s"), notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ban_that_does_not_end_is_given_up_and_costs_nothing()
    {
        _wire.Transport.Otherwise(_ => Wire.Ban());
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
        Assert.Equal((GenErrorCode.RateLimited, 429), (failure.Code, failure.HttpStatus));
        Assert.Contains("Nothing was charged", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, _wire.Transport.Sent.Count);
        Assert.InRange(_wire.SecondsBetween(0, 3), 180, 230);
    }

    [Fact]
    public async Task A_ban_behind_http_200_is_a_ban()
    {
        _wire.Transport.Then("""{"code":429,"success":false}""").Then(Accepted);
        _ = await _wire.SubmitAsync();
        Assert.InRange(_wire.SecondsBetween(0, 1), 60, 90);
    }

    [Fact]
    public async Task A_dry_run_costs_nothing_and_is_repeated()
    {
        _wire.Transport.Then("", 500).ThenFail(new IOException("cut")).Then("""{"code":200,"success":true,"data":{"cost":0.04}}""");
        Assert.Equal(0.04m, (await _wire.QuoteAsync()).Cost);
        Assert.Equal(3, _wire.Transport.Sent.Count);
    }

    public void Dispose() => _wire.Dispose();

    private async Task<GenServiceException> AssertUnknownAsync(GenServiceException? seen = null)
    {
        GenServiceException failure = seen ?? await Assert.ThrowsAsync<GenServiceException>(_wire.SubmitAsync);
        Assert.Equal(GenErrorCode.OutcomeUnknown, failure.Code);
        Assert.Contains("may have been charged", failure.Message, StringComparison.Ordinal);
        await _wire.Clock.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Single(_wire.Transport.Sent);
        return failure;
    }

    /// <summary>An answer whose length nobody knows before its end.</summary>
    private static HttpResponseMessage Unmeasured(string body) => new() { Content = new StreamContent(new ForwardOnlyStream(Encoding.UTF8.GetBytes(body))) };

    private static RetryConditionHeaderValue? Header(string? value, DateTimeOffset now) => value switch
    {
        null => null,
        "date" => new RetryConditionHeaderValue(now.AddSeconds(30)),
        "past" => new RetryConditionHeaderValue(now.AddSeconds(-30)),
        _ => new RetryConditionHeaderValue(TimeSpan.FromSeconds(int.Parse(value, CultureInfo.InvariantCulture))),
    };
}
