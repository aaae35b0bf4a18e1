using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Callbacks;

public sealed class CallbackServerTests : IDisposable
{
    private const string Body = """{"task_id":"abc123def456","status":"completed","data":{"video_url":"https://cdn.example.com/a.mp4"}}""";

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(100) };

    private readonly Wire _wire = new();
    private readonly SteppingClock _clock = new();
    private CallbackServer _server;

    public CallbackServerTests() => _server = Open(new CallbackServerOptions());

    public void Dispose()
    {
        _server.Dispose();
        _wire.Dispose();
    }

    [Fact]
    public async Task Who_has_the_token_is_answered_and_the_callback_is_there()
    {
        Assert.Equal(200, await PostAsync(Good));

        GenCallback callback = Take()!;
        Assert.Equal(("abc123def456", GenTaskStatus.Completed), (callback.TaskId, callback.Status));
        Assert.Equal(("b", "key:1", null), (callback.Address.Batch, callback.Address.Key, callback.Address.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?taskapi_token=")]
    [InlineData("?taskapi_token=gencb0123456789")]
    [InlineData("?token={0}")]
    [InlineData("?taskapi_token={0}0")]
    [InlineData("?taskapi_token={0}&taskapi_token=x")]
    [InlineData("?taskapi_batch=b&taskapi_key=key%3A1&taskapi_token={0}")]
    [InlineData("?taskapi_key=key%3A1&taskapi_token={1}")]
    [InlineData("?taskapi_batch=b&taskapi_key=key%3A1&taskapi_attempt=2&taskapi_token={1}")]
    [InlineData("?taskapi_token={1}")]
    public async Task Who_has_no_token_of_the_request_finds_nothing_here(string query)
    {
        string target = "/hook" + string.Format(null, query, Tokens.For(new CallbackAddress()), Tokens.For(new CallbackAddress { Batch = "b", Key = "key:1" }));

        Assert.Equal(404, await PostAsync(target));
        Assert.Equal(404, (int)(await Http.GetAsync(UrlOf(target), Cancellation)).StatusCode);
        Assert.Null(Take());
        Assert.Equal(2, _server.Refused);
    }

    [Theory]
    [InlineData("GET", 405)]
    [InlineData("PUT", 405)]
    public async Task Callbacks_are_posted(string method, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), UrlOf(Good));
        HttpResponseMessage answer = await Http.SendAsync(request, Cancellation);

        Assert.Equal((status, "POST"), ((int)answer.StatusCode, answer.Content.Headers.Allow.Single()));
    }

    [Theory]
    [InlineData("Content-Length: 4\r\n\r\nnone", "400")]
    [InlineData("\r\n", "411")]
    [InlineData("Content-Length: 2000000\r\n\r\n", "413")]
    [InlineData("Content-Length: 2000000\r\nExpect: 100-continue\r\n\r\n", "413")]
    [InlineData("Expect: 100-continue\r\nContent-Length: 99\r\n\r\n", "100")]
    public async Task What_is_no_callback_is_sent_away_with_the_status_that_fits(string rest, string status) =>
        Assert.StartsWith("HTTP/1.1 " + status, await SpeakAsync($"POST {Good} HTTP/1.1\r\n{rest}"), StringComparison.Ordinal);

    [Fact]
    public async Task A_large_body_is_refused_so_that_its_sender_reads_why()
    {
        using var content = new ByteArrayContent(new byte[3_000_000]);
        Assert.Equal(413, (int)(await Http.PostAsync(UrlOf(Good), content, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_large_header_is_refused()
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, UrlOf(Good)) { Content = new StringContent(Body), Headers = { { "X-Large", new string('x', 17_000) } } };
        Assert.Equal(431, (int)(await Http.SendAsync(request, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_body_in_chunks_after_a_sign_to_go_on_is_taken()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, UrlOf(Good)) { Content = new StringContent(Body),
            Headers = { TransferEncodingChunked = true, ExpectContinue = true } };
        Assert.Equal(200, (int)(await Http.SendAsync(request, Cancellation)).StatusCode);
        Assert.NotNull(Take());
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST /ho")]
    [InlineData("POST {0} HTTP/1.1\r\nContent-Length: 99\r\n\r\n{{\"task")]
    public async Task Whoever_is_idle_or_slow_is_dropped(string beginning)
    {
        using TcpClient client = await ConnectAsync();
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Format(null, beginning, Good)), Cancellation);
        // Its time runs from the moment when the server has taken the connection.
        await SteppingClock.SettleAsync(() => _clock.Timers == 1);
        await _clock.PassAsync(TimeSpan.FromSeconds(14));
        Assert.True(client.Client.Poll(0, SelectMode.SelectWrite));

        _clock.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal("", await ReadToEndAsync(client.GetStream()));
        Assert.Equal(200, await PostAsync(Good));
    }

    [Fact]
    public async Task No_more_connections_are_served_at_once_than_there_is_room_for()
    {
        Reopen(new CallbackServerOptions(), new HttpLimits { Connections = 2 });
        using TcpClient one = await ConnectAsync();
        using TcpClient two = await ConnectAsync();

        Task<int> third = PostAsync(Good);
        one.Close();

        Assert.Equal(200, await third);
    }

    [Fact]
    public async Task Who_sends_more_than_is_taken_is_told_to_come_again()
    {
        Reopen(new CallbackServerOptions(), new HttpLimits { Waiting = 2 * Body.Length });
        Assert.Equal(200, await PostAsync(Good));
        Assert.Equal(200, await PostAsync(Good));
        Assert.Equal(503, await PostAsync(Good));

        Assert.NotNull(Take());

        Assert.Equal(200, await PostAsync(Good));
    }

    [Theory]
    [InlineData(CallbackSigning.TimestampAndBody, 0, true, 200)]
    [InlineData(CallbackSigning.TaskIdAndTimestamp, 0, true, 200)]
    [InlineData(CallbackSigning.TimestampAndBody, 299, true, 200)]
    [InlineData(CallbackSigning.TimestampAndBody, 302, true, 401)]
    [InlineData(CallbackSigning.TimestampAndBody, -302, true, 401)]
    [InlineData(CallbackSigning.TimestampAndBody, 0, false, 401)]
    public async Task Signed_callbacks_are_checked_where_that_is_wanted(CallbackSigning signing, int secondsOld, bool isRight, int status)
    {
        Reopen(new CallbackServerOptions { SigningSecret = new NetworkCredential("", "whsec").SecurePassword, Signing = signing });
        string time = $"{_clock.GetUtcNow().ToUnixTimeSeconds() - secondsOld}";
        string signed = signing == CallbackSigning.TimestampAndBody ? $"{time}.{Body}" : $"abc123def456.{time}";
        byte[] mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(isRight ? "whsec" : "other"), Encoding.UTF8.GetBytes(signed));
        using var request = new HttpRequestMessage(HttpMethod.Post, UrlOf(Good)) { Content = new StringContent(Body) };
        request.Headers.Add("X-Webhook-Timestamp", time);
        request.Headers.Add("X-Webhook-Signature", signing == CallbackSigning.TimestampAndBody ? Convert.ToHexString(mac) : Convert.ToBase64String(mac));

        Assert.Equal(status, (int)(await Http.SendAsync(request, Cancellation)).StatusCode);
        Assert.Equal(401, await PostAsync(Good));
    }

    [Fact]
    public async Task Whose_callback_was_taken_hears_so_though_nobody_listens_any_more()
    {
        // The answer and the end come at the same moment: now one is first, now the other.
        for (int i = 0; i < 300; i++)
        {
            Task<int> posting = PostAsync(Good);
            while (!_server.TryTake(out _, 0, Cancellation))
            {
                // Whoever slept would come too late.
            }

            Reopen(new CallbackServerOptions());
            Assert.Equal(200, await posting);
        }
    }

    [Fact]
    public async Task The_port_is_free_again_at_once_and_whoever_was_sending_is_cut_off()
    {
        OpenApart();
        int port = _server.Port;
        using TcpClient client = await ConnectAsync();
        await PostAsync(Good);

        _server.Dispose();

        Assert.Equal("", await ReadToEndAsync(client.GetStream()));
        _server = Open(new CallbackServerOptions { Port = port });
        Assert.Equal(200, await PostAsync(Good));
    }

    [Fact]
    public void A_port_that_another_has_is_an_error_of_its_own()
    {
        var failure = Assert.Throws<GenServiceException>(() => Open(new CallbackServerOptions { Port = _server.Port }));

        Assert.Equal(GenErrorCode.ListenFailed, failure.Code);
        Assert.Contains($"127.0.0.1:{_server.Port}", failure.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CallbackTokens Tokens => _wire.Session.CallbackTokens;

    private string Good => new CallbackAddress { Batch = "b", Key = "key:1" }.AddTo("/hook", Tokens);

    private CallbackServer Open(CallbackServerOptions options, HttpLimits? limits = null) =>
        CallbackServer.Open(_wire.Session, options, limits ?? new HttpLimits(), _clock);

    private void Reopen(CallbackServerOptions options, HttpLimits? limits = null)
    {
        _server.Dispose();
        _server = Open(options, limits);
    }

    /// <summary>On a port below those that systems give to whoever asks for any: nobody else gets it in a moment when it is free.</summary>
    private void OpenApart()
    {
        _server.Dispose();
        for (bool isOpen = false; !isOpen;)
        {
            try
            {
                _server = Open(new CallbackServerOptions { Port = Random.Shared.Next(12_000, 32_000) });
                isOpen = true;
            }
            catch (GenServiceException)
            {
                // Somebody has it.
            }
        }
    }

    private Uri UrlOf(string target) => new($"http://127.0.0.1:{_server.Port}{target}");

    private GenCallback? Take() => _server.TryTake(out GenCallback? callback, 0, Cancellation) ? callback : null;

    private async Task<int> PostAsync(string target)
    {
        using var content = new StringContent(Body, Encoding.UTF8, "application/json");
        return (int)(await Http.PostAsync(UrlOf(target), content, Cancellation)).StatusCode;
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Port, Cancellation);
        return client;
    }

    /// <summary>Sends words as they are, and gives the beginning of what comes back.</summary>
    private async Task<string> SpeakAsync(string words)
    {
        using TcpClient client = await ConnectAsync();
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(words), Cancellation);
        byte[] answer = new byte[1000];
        return Encoding.ASCII.GetString(answer, 0, await client.GetStream().ReadAsync(answer, Cancellation));
    }

    /// <summary>What comes until the other side closes, or cuts.</summary>
    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, detectEncodingFromByteOrderMarks: false, bufferSize: 1024, leaveOpen: true);
        try
        {
            return await reader.ReadToEndAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
