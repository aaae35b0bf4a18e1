using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Files;

/// <summary>Results that have moved.</summary>
public sealed class RedirectTests : IDisposable
{
    private const string First = "https://api.example.com/files/1";

    private static readonly byte[] Song = [.. "ID3"u8, .. new byte[100]];

    private readonly Wire _wire = new();
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_result_is_followed_to_another_place_without_the_key(int status)
    {
        Redirect(status, "https://cdn.example.net/a.mp3?signature=1").Then(_ => Result());
        GenFile file = await SaveAsync(First);
        Assert.Equal("mine_abcd.mp3", file.Name);
        Assert.Equal([First, "https://cdn.example.net/a.mp3?signature=1"], _wire.Transport.Sent.Select(sent => sent.Url.AbsoluteUri));
        Assert.All(_wire.Transport.Sent,
            sent => Assert.Equal((HttpMethod.Get, null, false), (sent.Method, sent.Authorization, sent.Headers.Contains("Authorization"))));
    }

    [Fact]
    public async Task A_result_is_followed_to_an_address_beside_its_own()
    {
        Redirect(302, "../b/2.wav").Then(_ => Result());
        _ = await SaveAsync(First);
        Assert.Equal("https://api.example.com/b/2.wav", _wire.Transport.Sent[1].Url.AbsoluteUri);
    }

    [Fact]
    public async Task The_address_that_was_reached_tells_the_type_where_the_first_does_not()
    {
        Redirect(302, "https://cdn.example.net/a.splat").Then(_ => Result([.. Enumerable.Range(0, 99).Select(number => (byte)(number % 7))]));
        Assert.Equal("mine_abcd.splat", (await SaveAsync(First)).Name);
    }

    [Fact]
    public async Task Five_redirects_are_followed_and_no_sixth()
    {
        for (int i = 0; i < 5; i++)
        {
            Redirect(302, $"https://cdn.example.net/{i}");
        }

        _wire.Transport.Then(_ => Result());
        _ = await SaveAsync(First);
        Assert.Equal(6, _wire.Transport.Sent.Count);

        _wire.Transport.Otherwise(_ => Answer(302, "https://cdn.example.net/round"));
        await AssertFailsAsync("https://cdn.example.net/round", "redirect");
        Assert.Equal(12, _wire.Transport.Sent.Count);
    }

    [Theory]
    [InlineData("http://cdn.example.net/a.mp3")]
    [InlineData("http://api.example.com/files/1")]
    [InlineData("ftp://cdn.example.net/a.mp3")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://localhost/a.mp3")]
    [InlineData("https://10.0.0.1/a.mp3")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("//127.0.0.1/a.mp3")]
    public async Task A_redirect_to_where_no_result_may_come_from_is_not_followed(string to)
    {
        Redirect(302, to);
        await AssertFailsAsync(First, "its result is still with the service");
        _ = Assert.Single(_wire.Transport.Sent);
    }

    [Fact]
    public async Task A_redirect_that_does_not_say_where_to_is_an_error()
    {
        _wire.Transport.Then(_ => new HttpResponseMessage(HttpStatusCode.Found));
        await AssertFailsAsync(First, "HTTP 302");
    }

    [Theory]
    [InlineData("http://localhost:5000", "http://localhost:5000/files/1", "http://127.0.0.1:5001/a.mp3", true)]
    [InlineData("https://localhost:5000", "https://localhost:5000/files/1", "https://127.0.0.1/a.mp3", true)]
    [InlineData("http://localhost:5000", "http://localhost:5000/files/1", "https://cdn.example.net/a.mp3", true)]
    [InlineData("http://localhost:5000", "http://localhost:5000/files/1", "http://cdn.example.net/a.mp3", false)]
    [InlineData("https://localhost:5000", "https://localhost:5000/files/1", "http://localhost:5000/a.mp3", false)]
    public async Task A_service_on_this_machine_redirects_on_this_machine_but_never_from_https_to_http(string endpoint, string from, string to, bool allowed)
    {
        using var wire = new Wire(endpoint);
        wire.Transport.Then(_ => Answer(302, to)).Otherwise(_ => Result());
        Exception? failure = await Record.ExceptionAsync(
            () => wire.Session.Downloader.SaveAsync(Task(from), 0, _folder.Path, ExistingFile.Refuse, TestContext.Current.CancellationToken));
        Assert.Equal((allowed, allowed ? 2 : 1), (failure is null, wire.Transport.Sent.Count));
    }

    public void Dispose()
    {
        _wire.Dispose();
        _folder.Dispose();
    }

    private static GenTask Task(string url) =>
        new() { Id = "abcd", Key = "mine", Status = GenTaskStatus.Completed, Outputs = [new GenOutput { Name = "url", Kind = GenKind.Audio, Url = url }] };

    private static HttpResponseMessage Answer(int status, string to) =>
        new((HttpStatusCode)status) { Headers = { Location = new Uri(to, UriKind.RelativeOrAbsolute) } };

    private static HttpResponseMessage Result(byte[]? bytes = null) => new() { Content = new ByteArrayContent(bytes ?? Song) };

    private ScriptedTransport Redirect(int status, string to) => _wire.Transport.Then(_ => Answer(status, to));

    private Task<GenFile> SaveAsync(string url) =>
        _wire.Session.Downloader.SaveAsync(Task(url), 0, _folder.Path, ExistingFile.Refuse, TestContext.Current.CancellationToken);

    private async Task AssertFailsAsync(string url, string what)
    {
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => SaveAsync(url).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(GenErrorCode.DownloadFailed, failure.Code);
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
    }
}
