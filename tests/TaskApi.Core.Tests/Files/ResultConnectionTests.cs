using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Files;

/// <summary>Names that stand for addresses which results may not come from.</summary>
public sealed class ResultConnectionTests : IDisposable
{
    private const string Service = "https://api.example.com";

    private static readonly IPAddress Public = IPAddress.Parse("203.0.113.1");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TemporaryFolder _folder = new();

    public ResultConnectionTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("0.0.0.0")]
    public async Task A_name_on_the_internet_that_stands_for_an_address_near_by_is_refused(string address)
    {
        ResultConnection connection = Connection(Service, host => [host == "cdn.example.net" ? IPAddress.Parse(address) : Public]);

        NoResultException refusal = await Assert.ThrowsAsync<NoResultException>(() => OpenAsync(connection, "https://cdn.example.net"));

        Assert.Equal(Remedy.None, refusal.Remedy);
        Assert.Contains("cdn.example.net stands for " + IPAddress.Parse(address), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_that_was_judged_is_the_one_that_is_connected_with()
    {
        // Rebinding: whoever looks a second time gets another answer.
        int asked = 0;
        ResultConnection connection = Connection("http://localhost:1", _ => ++asked == 1 ? [IPAddress.Loopback] : [Public]);

        using Stream stream = await OpenAsync(connection, $"http://localhost:{Port}");

        using Socket other = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Of_several_addresses_only_the_allowed_are_connected_with()
    {
        ResultConnection connection = Connection("http://localhost:1", _ => [IPAddress.Parse("10.255.255.1"), IPAddress.Loopback]);
        using Stream stream = await OpenAsync(connection, $"http://localhost:{Port}");

        using Socket other = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("https://gateway.corp.example", "10.0.0.5", "10.9.9.9", true)]
    [InlineData("https://gateway.corp.example", "10.0.0.5", "169.254.169.254", false)]
    [InlineData("https://gateway.corp.example", "10.0.0.5", "127.0.0.1", false)]
    [InlineData("https://gateway.corp.example", "8.8.4.4", "10.9.9.9", false)]
    [InlineData("https://gateway.corp.example", "", "10.9.9.9", false)]
    [InlineData("https://10.0.0.5", "10.0.0.5", "10.9.9.9", true)]
    public async Task A_name_may_stand_for_an_address_in_the_network_where_the_service_is(string endpoint, string home, string address, bool isAllowed)
    {
        // Looking before the request and judging the connection are the same judgment.
        ResultConnection connection = Connection(endpoint, host => host == "files.corp.example" ? [IPAddress.Parse(address)]
            : home.Length > 0 ? [IPAddress.Parse(home)]
            : throw new SocketException((int)SocketError.HostNotFound));

        Exception? failure = await Record.ExceptionAsync(() => connection.CheckAsync(new Uri("https://files.corp.example/a.png")));

        Assert.Equal(isAllowed, failure is null);
        Assert.True(failure is null or NoResultException);
    }

    [Fact]
    public async Task The_services_own_name_may_stand_for_any_address()
    {
        ResultConnection connection = Connection("https://gateway.corp.example", _ => [IPAddress.Loopback]);

        await connection.CheckAsync(new Uri("https://gateway.corp.example/files/1"));
    }

    [Fact]
    public async Task A_proxy_may_be_anywhere()
    {
        ResultConnection connection = Connection(Service, _ => [IPAddress.Loopback]);

        using Stream stream = await connection.OpenAsync(
            new DnsEndPoint("proxy.corp.example", Port), new Uri("https://cdn.example.net/a.png"), TestContext.Current.CancellationToken);

        using Socket other = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_left_to_the_request_when_it_is_looked_up_before()
    {
        ResultConnection connection = Connection(Service, _ => throw new SocketException((int)SocketError.HostNotFound));

        await connection.CheckAsync(new Uri("https://cdn.example.net/a.png"));
    }

    [Fact]
    public async Task A_session_connects_with_no_address_near_by_though_the_name_is_on_the_internet()
    {
        GenServiceException failure = await AssertRefusedAsync(
            Service, $"https://cdn.example.net:{Port}/a.png", host => host == "cdn.example.net" ? IPAddress.Loopback : Public);

        Assert.Contains("cdn.example.net stands for 127.0.0.1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("paid for", failure.Message, StringComparison.Ordinal);
        Assert.False(_listener.Pending());
    }

    [Fact]
    public async Task On_this_dotnet_connections_are_made_by_oneself()
    {
        int asked = 0;
        using var handler = ResultTransport.Create(Connection("http://localhost:1", _ =>
        {
            asked++;
            return [IPAddress.Loopback];
        }));
        Assert.IsNotType<ResultTransport.LookingUp>(handler);
        using var server = new SocketServer(_ => SocketServer.Answer(200, "fox"u8.ToArray()));
        using var http = new HttpClient(handler);

        Assert.Equal("fox", await http.GetStringAsync(new Uri($"http://localhost:{server.Port}/"), TestContext.Current.CancellationToken));

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_redirect_to_a_name_of_an_address_near_by_is_not_followed()
    {
        string target = $"https://rebind.example.net:{Port}/latest/meta-data";
        using var server = new SocketServer(_ => SocketServer.Answer(302, [], $"Location: {target}"));
        GenServiceException failure = await AssertRefusedAsync(
            server.Address, server.Address + "/a.png", host => host == "rebind.example.net" ? IPAddress.Parse("10.0.0.1") : IPAddress.Loopback);

        Assert.Contains("rebind.example.net stands for 10.0.0.1", failure.Message, StringComparison.Ordinal);
        _ = Assert.Single(server.Heads);
        Assert.False(_listener.Pending());
    }

    [Fact]
    public async Task A_session_downloads_over_the_connections_that_it_makes_itself()
    {
        byte[] song = [.. "ID3"u8, .. new byte[300_000]];
        using var server = new SocketServer(_ => SocketServer.Answer(200, song));
        using GenSession session = Session(server.Address, _ => IPAddress.Loopback);

        GenFile file = await SaveAsync(session, server.Address + "/a.mp3");

        Assert.Equal(song, await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.DoesNotContain("Authorization", Assert.Single(server.Heads), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Where_connections_cannot_be_made_by_oneself_hosts_are_looked_up_before_they_are_asked()
    {
        ResultConnection connection = Connection(Service, host => [host == "cdn.example.net" ? IPAddress.Parse("192.168.1.1") : Public]);
        var reached = new List<Uri>();
        using var http = new HttpClient(new ResultTransport.LookingUp(connection) { InnerHandler = new Answering(reached) });

        _ = await Assert.ThrowsAsync<NoResultException>(() => http.GetAsync(new Uri("https://cdn.example.net/a.png"), TestContext.Current.CancellationToken));

        Assert.Empty(reached);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    private static ResultConnection Connection(string endpoint, Func<string, IPAddress[]> resolve) =>
        new(new ResultAddress(new Uri(endpoint)), host => Task.FromResult(resolve(host)));

    private static Task<Stream> OpenAsync(ResultConnection connection, string url)
    {
        var address = new Uri(url);
        return connection.OpenAsync(new DnsEndPoint(address.IdnHost, address.Port), address, TestContext.Current.CancellationToken);
    }

    private static GenSession Session(string endpoint, Func<string, IPAddress> resolve) => new(new GenSessionOptions
    {
        Endpoint = new Uri(endpoint),
        Key = new ApiKey(Wire.Key),
        Limits = new AccountLimits(TimeProvider.System),
        Resolve = host => Task.FromResult<IPAddress[]>([resolve(host)]),
    });

    private async Task<GenServiceException> AssertRefusedAsync(string endpoint, string url, Func<string, IPAddress> resolve)
    {
        using GenSession session = Session(endpoint, resolve);
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => SaveAsync(session, url).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(GenErrorCode.DownloadFailed, failure.Code);
        Assert.Empty(_folder.Names);
        return failure;
    }

    private Task<GenFile> SaveAsync(GenSession session, string url)
    {
        var task = new GenTask { Id = "abcd", Status = GenTaskStatus.Completed, Outputs = [new GenOutput { Name = "url", Kind = GenKind.Audio, Url = url }] };
        return session.Downloader.SaveAsync(task, 0, _folder.Path, ExistingFile.Refuse, TestContext.Current.CancellationToken);
    }

    private sealed class Answering(List<Uri> reached) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            reached.Add(request.RequestUri!);
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(Encoding.UTF8.WebName) });
        }
    }
}
