using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Files;

/// <summary>Results that do not come at the first try.</summary>
public sealed class RetriedDownloadTests : IDisposable
{
    private const string Url = "https://cdn.example.net/a.mp3?signature=1";

    private static readonly byte[] Song = [.. "ID3"u8, .. Enumerable.Range(0, 400_000).Select(number => (byte)(number * number / 7))];
    private static readonly byte[] OtherSong = [.. Song.Reverse().SkipLast(3).Prepend((byte)'3').Prepend((byte)'D').Prepend((byte)'I')];

    private readonly Wire _wire = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ContentServer _server = new(Song);

    private ScriptedTransport Transport => _wire.Transport;

    [Fact]
    public async Task Whatever_passes_is_waited_for()
    {
        Transport.ThenFail(new HttpRequestException("The connection was reset.", new IOException()));
        foreach (int status in (int[])[500, 502, 503])
        {
            Transport.Then("", status);
        }

        Transport.Then(_server.Cut(1000)).Otherwise(_server.Answer);
        await AssertArrivesAsync(Song);
        Assert.Equal(6, Transport.Sent.Count);
        Assert.All(Enumerable.Range(0, 4), i => Assert.InRange(_wire.SecondsBetween(i, i + 1), Math.Pow(2, i) / 2, Math.Pow(2, i) + 1));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(504)]
    [InlineData(522)]
    public async Task A_busy_server_is_asked_again_and_named_when_it_stays_busy(int status)
    {
        Transport.Then("", status).Then(_server.Answer).Otherwise(_ => ScriptedTransport.Json("""{"message":"come again"}""", status));
        await AssertArrivesAsync(Song);
        GenServiceException failure = await AssertFailsAsync(Done() with { Id = "efgh" });
        Assert.Contains($"cdn.example.net answered HTTP {status}: \"{{\"message\":\"come again\"}}\".", failure.Message, StringComparison.Ordinal);
        Assert.Contains("tried 6 times", failure.Message, StringComparison.Ordinal);
        Assert.Equal(8, Transport.Sent.Count);
    }

    [Fact]
    public async Task The_wait_that_a_server_asks_for_is_kept()
    {
        Transport.Then(_ => Busy(TimeSpan.FromSeconds(30))).Otherwise(_server.Answer);
        await AssertArrivesAsync(Song);
        Assert.InRange(_wire.SecondsBetween(0, 1), 30, 32);
    }

    [Fact]
    public async Task A_server_that_asks_to_come_in_an_hour_is_an_error_at_once()
    {
        Transport.Otherwise(_ => Busy(TimeSpan.FromHours(1)));
        _ = await AssertFailsAsync(Done());
        _ = Assert.Single(Transport.Sent);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(405)]
    [InlineData(451)]
    [InlineData(501)]
    public async Task What_will_not_pass_is_an_error_at_once_with_what_the_server_said(int status)
    {
        Transport.Otherwise(_ => ScriptedTransport.Json("""{"message":"never"}""", status));
        Assert.Contains("never", (await AssertFailsAsync(Done())).Message, StringComparison.Ordinal);
        _ = Assert.Single(Transport.Sent);
    }

    [Fact]
    public async Task A_file_that_breaks_off_goes_on_where_it_broke_off()
    {
        Transport.Then(_server.Cut(150_000)).Then(_server.Cut(90_000)).Otherwise(_server.Answer);
        await AssertArrivesAsync(Song);
        Assert.Null(Transport.Sent[0].Headers.Range);
        Assert.Equal([150_000 - 4096, 150_000 - 4096 + 90_000 - 4096], Transport.Sent.Skip(1).Select(sent => sent.Headers.Range!.Ranges.Single().From!.Value));
        Assert.All(Transport.Sent.Skip(1), sent => Assert.Equal("\"one\"", sent.Headers.IfRange!.EntityTag!.Tag));
    }

    [Fact]
    public async Task As_long_as_it_gets_on_a_file_may_break_off_as_often_as_it_likes()
    {
        _server.Content = [.. Song, .. Song, .. Song, .. Song];
        for (int i = 0; i < 15; i++)
        {
            Transport.Then(_server.Cut(80_000));
        }

        Transport.Otherwise(_server.Answer);
        await AssertArrivesAsync(_server.Content);
    }

    [Fact]
    public async Task A_file_that_always_breaks_off_at_the_same_place_is_given_up()
    {
        _server.Tag = null;
        Transport.Otherwise(_server.Cut(150_000));
        _ = await AssertFailsAsync(Done());
        Assert.Equal(6, Transport.Sent.Count);
        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("W/\"one\"")]
    public async Task What_the_server_cannot_tell_apart_comes_again_from_the_start(string? tag)
    {
        _server.Tag = tag;
        Transport.Then(_server.Cut(150_000)).Otherwise(_server.Answer);
        await AssertArrivesAsync(Song);
        Assert.All(Transport.Sent, sent => Assert.Null(sent.Headers.Range));
    }

    [Theory]
    [InlineData("ignored")]
    [InlineData("shifted")]
    [InlineData("shifted, told")]
    [InlineData("not satisfiable")]
    [InlineData("of another content, told")]
    [InlineData("of another content")]
    public async Task A_wrong_rest_is_noticed_and_the_file_comes_whole(string rest)
    {
        Transport.Then(_server.Cut(150_000)).Then(sent => rest switch
        {
            "ignored" => _server.Whole(),
            "shifted" => _server.Part(From(sent) + 1, From(sent)),
            "shifted, told" => _server.Part(From(sent) + 1),
            "not satisfiable" => new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable),
            "of another content" => new ContentServer(OtherSong).Part(From(sent)),
            _ => new ContentServer(OtherSong, "\"two\"").Part(From(sent)),
        }).Otherwise(_server.Answer);
        await AssertArrivesAsync(Song);
    }

    [Fact]
    public async Task A_content_that_changes_between_two_tries_is_the_new_one_and_no_mixture()
    {
        Transport.Then(_server.Cut(150_000)).Then(sent =>
        {
            (_server.Content, _server.Tag) = (OtherSong, "\"two\"");
            return _server.Answer(sent);
        });
        await AssertArrivesAsync(OtherSong);
        Assert.Equal(2, Transport.Sent.Count);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_new_result_that_is_not_there_yet_is_waited_for(int status)
    {
        GenTask task = Done() with { CompletedAt = _wire.Clock.GetUtcNow() };
        int asked = 0;
        Transport.Otherwise(sent => sent.Url.Host == "cdn.example.net"
            ? ++asked < 5 ? new HttpResponseMessage((HttpStatusCode)status) : _server.Answer(sent)
            : TaskAnswer(Url));
        GenFile file = await SaveAsync(task);
        Assert.Equal((Song.Length, 5), ((int)file.Length, asked));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_result_that_is_gone_is_an_error_after_the_task_was_asked_once_and_a_second_look(int status)
    {
        Transport.Otherwise(sent => sent.Url.Host == "cdn.example.net" ? ScriptedTransport.Json("<Error>Gone away</Error>", status) : TaskAnswer(Url));
        GenServiceException failure = await AssertFailsAsync(Done() with { CompletedAt = _wire.Clock.GetUtcNow().AddHours(-1) });
        Assert.Contains($"HTTP {status}: \"<Error>Gone away</Error>\"", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["cdn.example.net", "api.example.com", "cdn.example.net"], Transport.Sent.Select(sent => sent.Url.Host));
    }

    [Theory]
    [InlineData(403, "")]
    [InlineData(200, "<html><body>Link expired</body></html>")]
    public async Task An_address_that_has_expired_is_asked_anew_from_the_task(int status, string page)
    {
        const string New = "https://cdn.example.net/a.mp3?signature=2";
        Transport.Otherwise(sent => sent.Url.AbsoluteUri switch
        {
            Url => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(page) },
            New => _server.Answer(sent),
            _ => TaskAnswer(New),
        });
        GenFile file = await SaveAsync(Done());
        Assert.Equal(Song.Length, file.Length);
        Assert.Equal(3, Transport.Sent.Count);
        Assert.All(Transport.Sent, sent => Assert.Equal(sent.Url.Host == "api.example.com", sent.Authorization is not null));
    }

    [Fact]
    public async Task A_picture_that_is_cut_off_by_a_server_that_does_not_know_it_comes_again()
    {
        byte[] png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");
        Transport.Then(_ => new HttpResponseMessage { Content = new ByteArrayContent(png[..60]) }).Then(_ => TaskAnswer(Url))
            .Then(_ => new HttpResponseMessage { Content = new ByteArrayContent(png) })
            .Otherwise(sent => sent.Url.Host == "cdn.example.net" ? new HttpResponseMessage { Content = new ByteArrayContent(png[..60]) } : TaskAnswer(Url));
        Assert.Equal(png.Length, (await SaveAsync(Done())).Length);
        GenServiceException failure = await AssertFailsAsync(Done() with { Id = "efgh" });
        Assert.Contains("not whole", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["mine_abcd.png"], _folder.Names);
    }

    [Fact]
    public async Task With_a_passing_fault_on_each_of_200_files_200_files_arrive()
    {
        var firsts = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        Transport.Otherwise(sent => sent.Url.Host == "api.example.com" ? ScriptedTransport.Json("{}", 404)
            : !firsts.TryAdd(sent.Url.AbsolutePath, true) ? _server.Answer(sent)
            : (int.Parse(sent.Url.Segments[^1], System.Globalization.CultureInfo.InvariantCulture) % 6) switch
            {
                0 => throw new HttpRequestException("The connection was reset."),
                1 => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
                2 => _server.Cut(20)(sent),
                3 => _server.Cut(200_000)(sent),
                4 => new HttpResponseMessage { Content = new StringContent("<html>Bad gateway</html>") },
                _ => new HttpResponseMessage(HttpStatusCode.TooManyRequests),
            });
        GenFile[] files = await _wire.Clock.RunAsync(Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            _wire.Session.Downloader.SaveAsync(Done($"https://cdn.example.net/{i}") with { Id = $"t{i}x" }, 0, _folder.Path, ExistingFile.Refuse, default))));
        Assert.Equal(200, _folder.Names.Length);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Song));
        Assert.All(files, file => Assert.Equal((hash, (long)Song.Length), (file.Sha256, new FileInfo(file.Path).Length)));
    }

    public void Dispose()
    {
        _wire.Dispose();
        _folder.Dispose();
    }

    private static GenTask Done(string url = Url) =>
        new()
        {
            Id = "abcd",
            Key = "mine",
            Status = GenTaskStatus.Completed,
            Outputs = [new GenOutput { Name = "audio_url", Kind = GenKind.Audio, Url = url }],
        };

    private static long From(SentRequest request) => request.Headers.Range!.Ranges.Single().From!.Value;

    private static HttpResponseMessage Busy(TimeSpan wait) =>
        new(HttpStatusCode.ServiceUnavailable) { Headers = { RetryAfter = new RetryConditionHeaderValue(wait) } };

    private static HttpResponseMessage TaskAnswer(string url) =>
        ScriptedTransport.Json($$$"""{"code":200,"success":true,"data":{"task_id":"abcd","status":"completed","output":{"audio_url":"{{{url}}}" } } }""");

    private Task<GenFile> SaveAsync(GenTask task) =>
        _wire.Clock.RunAsync(_wire.Session.Downloader.SaveAsync(task, 0, _folder.Path, ExistingFile.Refuse, default));

    private async Task AssertArrivesAsync(byte[] content)
    {
        GenFile file = await SaveAsync(Done());
        Assert.Equal(content, await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(content)), content.Length), (file.Sha256, (int)file.Length));
        Assert.Equal(["mine_abcd.mp3"], _folder.Names);
    }

    private async Task<GenServiceException> AssertFailsAsync(GenTask task)
    {
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => SaveAsync(task));
        Assert.Equal(GenErrorCode.DownloadFailed, failure.Code);
        return failure;
    }
}
