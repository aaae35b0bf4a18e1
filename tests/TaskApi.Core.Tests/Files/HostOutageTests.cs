using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Files;

/// <summary>Hosts of results that are down: their files wait together, arrive when the host is back, and are told at once when it is not.</summary>
public sealed class HostOutageTests : IDisposable
{
    private const string Host = "cdn.example.net";
    private const int AtOnce = 6;

    private static readonly byte[] Song = [.. "ID3"u8, .. new byte[100]];

    private readonly Wire _wire = new();
    private readonly TemporaryFolder _folder = new();

    private ScriptedTransport Transport => _wire.Transport;

    [Theory]
    [InlineData(SocketError.ConnectionRefused)]
    [InlineData(SocketError.HostNotFound)]
    [InlineData(SocketError.NetworkUnreachable)]
    public async Task Five_hundred_files_wait_together_for_a_host_that_is_down_and_all_arrive_when_it_is_back(SocketError trouble)
    {
        DateTimeOffset begin = _wire.Clock.GetUtcNow();
        DateTimeOffset back = begin.AddSeconds(30);
        Transport.Otherwise(_ => _wire.Clock.GetUtcNow() < back ? throw Unconnected(trouble) : Result());

        GenFile[] files = await _wire.Clock.RunAsync(Task.WhenAll(SaveAll(500)));

        Assert.Equal(500, files.Select(file => file.Path).Distinct().Count());
        Assert.All(files, file => Assert.Equal(Song.Length, file.Length));
        Assert.InRange((_wire.Clock.GetUtcNow() - begin).TotalSeconds, 30, 45);
        int inVain = Transport.Sent.Count(sent => sent.At < back);
        Assert.InRange(inVain, 4, AtOnce * 9);
        Assert.Equal(500, Transport.Sent.Count - inVain);
    }

    [Fact]
    public async Task A_host_that_stays_down_is_one_error_for_each_file_and_a_minute_for_all()
    {
        DateTimeOffset begin = _wire.Clock.GetUtcNow();
        Transport.Otherwise(_ => throw Unconnected());

        GenServiceException[] failures = await _wire.Clock.RunAsync(Task.WhenAll(SaveAll(500).Select(FailureAsync)));

        Assert.Equal(500, failures.Select(failure => failure.Task!.Id).Distinct().Count());
        Assert.All(failures, failure => Assert.Equal(GenErrorCode.DownloadFailed, failure.Code));
        Assert.All(failures, failure => AssertSays(failure, Host, "Connection refused", "for a minute", "paid for", "save it again"));
        Assert.InRange((_wire.Clock.GetUtcNow() - begin).TotalSeconds, 60, 80);
        Assert.InRange(Transport.Sent.Count, 8, AtOnce * 20);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task A_host_that_was_given_up_and_is_back_later_serves_those_that_come_then()
    {
        bool isDown = true;
        Transport.Otherwise(_ => isDown ? throw Unconnected() : Result());
        ResultFolder results = Folder();
        _ = await _wire.Clock.RunAsync(Task.WhenAll(Tasks(9).Select(task => FailureAsync(SaveAsync(results, task)))));
        int tries = Transport.Sent.Count;
        isDown = false;

        _ = await _wire.Clock.RunAsync(FailureAsync(SaveAsync(results, Done("soon"))));
        Assert.Equal(tries, Transport.Sent.Count);
        await _wire.Clock.PassAsync(TimeSpan.FromSeconds(9));
        GenFile[] files = await _wire.Clock.RunAsync(Task.WhenAll(SaveAsync(results, Done("later")), SaveAsync(results, Done("later2"))).ContinueWith(
            static both => both.IsFaulted ? [] : both.Result, TaskScheduler.Default));

        // The first of them looked for all.
        GenFile last = await _wire.Clock.RunAsync(SaveAsync(results, Done("last")));
        Assert.Equal("last", last.TaskId);
        Assert.True(files.Length is 0 or 2);
    }

    [Fact]
    public async Task A_host_that_was_given_up_is_looked_after_by_one_file_in_eight_seconds()
    {
        Transport.Otherwise(_ => throw Unconnected());
        ResultFolder results = Folder();
        _ = await _wire.Clock.RunAsync(Task.WhenAll(Tasks(9).Select(task => FailureAsync(SaveAsync(results, task)))));
        await _wire.Clock.PassAsync(TimeSpan.FromSeconds(9));
        int tries = Transport.Sent.Count;

        _ = await _wire.Clock.RunAsync(Task.WhenAll(Tasks(50, "more").Select(task => FailureAsync(SaveAsync(results, task)))));

        Assert.Equal(tries + 1, Transport.Sent.Count);
    }

    [Fact]
    public async Task A_new_pipeline_tries_at_once_a_host_that_another_has_given_up()
    {
        Transport.Otherwise(_ => throw Unconnected());
        _ = await _wire.Clock.RunAsync(FailureAsync(SaveAsync(Folder(), Done("abcd"))));
        Transport.Otherwise(_ => Result());
        DateTimeOffset then = _wire.Clock.GetUtcNow();

        _ = await SaveAsync(Folder(), Done("abcd"));

        Assert.Equal(then, _wire.Clock.GetUtcNow());
    }

    [Theory]
    [InlineData(503)]
    [InlineData(522)]
    [InlineData(0)]
    public async Task A_host_that_is_there_but_serves_nobody_is_waited_for_like_one_that_is_down(int status)
    {
        DateTimeOffset begin = _wire.Clock.GetUtcNow();
        Transport.Otherwise(_ => status == 0 ? throw new HttpRequestException("reset", new IOException("Connection reset by peer")) : Busy(status));

        GenServiceException[] failures = await _wire.Clock.RunAsync(Task.WhenAll(SaveAll(200).Select(FailureAsync)));

        Assert.All(failures, failure => AssertSays(failure, status == 0 ? "reset by peer" : $"HTTP {status}", "for a minute", "paid for"));
        Assert.InRange((_wire.Clock.GetUtcNow() - begin).TotalSeconds, 60, 80);
        Assert.InRange(Transport.Sent.Count, 8, AtOnce * 20);
    }

    [Fact]
    public async Task The_wait_that_one_file_is_asked_to_keep_is_kept_by_all_when_the_host_serves_nobody()
    {
        DateTimeOffset back = _wire.Clock.GetUtcNow().AddSeconds(20);
        Transport.Otherwise(_ => _wire.Clock.GetUtcNow() < back ? Busy(503, back - _wire.Clock.GetUtcNow()) : Result());

        _ = await _wire.Clock.RunAsync(Task.WhenAll(SaveAll(100)));

        Assert.InRange(Transport.Sent.Count(sent => sent.At < back), 3, 2 * AtOnce);
    }

    [Fact]
    public async Task One_files_own_trouble_does_not_hold_the_others_up()
    {
        DateTimeOffset begin = _wire.Clock.GetUtcNow();
        Transport.Otherwise(sent => sent.Url.AbsolutePath == "/t3x" ? Busy(503) : Result());
        var arrived = new Dictionary<string, TimeSpan>();
        Task<GenFile>[] saving = [.. SaveAll(100)];

        _ = await _wire.Clock.RunAsync(Task.WhenAll(saving.Select(async (save, number) =>
        {
            _ = number == 3 ? null : await save;
            lock (arrived)
            {
                arrived[$"{number}"] = _wire.Clock.GetUtcNow() - begin;
            }

            return number;
        })));

        Assert.All(arrived.Values, time => Assert.InRange(time.TotalSeconds, 0, 1));
        AssertSays(await _wire.Clock.RunAsync(FailureAsync(saving[3])), "HTTP 503", "tried 6 times");
    }

    [Fact]
    public async Task A_silent_host_costs_two_minutes_and_not_six_for_each_file()
    {
        var clock = new SteppingClock();
        Transport.OtherwiseHang();
        var downloader = new Downloader(new HttpClient(Transport, disposeHandler: false), _wire.Session.Endpoint, new SessionEnd(), clock, text => text);
        var results = new ResultFolder(downloader, _folder.Path, ExistingFile.Refuse, most: AtOnce);
        DateTimeOffset begin = clock.GetUtcNow();

        GenServiceException[] failures = await clock.RunAsync(Task.WhenAll(Tasks(60).Select(task => FailureAsync(SaveAsync(results, task)))));

        Assert.All(failures, failure => AssertSays(failure, Host, "sent nothing for a minute", "paid for"));
        Assert.InRange((clock.GetUtcNow() - begin).TotalMinutes, 2, 4);
    }

    [Fact]
    public async Task Where_a_redirect_leads_to_may_be_down_too_and_the_first_host_stays_up()
    {
        DateTimeOffset back = _wire.Clock.GetUtcNow().AddSeconds(10);
        Transport.Otherwise(sent => sent.Url.Host == Host
            ? new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("https://store.example.org" + sent.Url.AbsolutePath) } }
            : _wire.Clock.GetUtcNow() < back ? throw Unconnected() : Result());

        _ = await _wire.Clock.RunAsync(Task.WhenAll(SaveAll(50)));

        Assert.InRange(Transport.Sent.Count(sent => sent.Url.Host != Host && sent.At < back), 2, AtOnce * 6);
    }

    [Fact]
    public async Task Files_of_another_host_do_not_wait_for_the_one_that_is_down()
    {
        DateTimeOffset begin = _wire.Clock.GetUtcNow();
        Transport.Otherwise(sent => sent.Url.Host == Host ? throw Unconnected() : Result());
        ResultFolder results = Folder();
        Task<GenServiceException> failing = FailureAsync(SaveAsync(results, Done("abcd")));

        _ = await _wire.Clock.RunAsync(SaveAsync(results, Done("efgh", "other.example.org")));

        Assert.InRange((_wire.Clock.GetUtcNow() - begin).TotalSeconds, 0, 1);
        _ = await _wire.Clock.RunAsync(failing);
    }

    [Fact]
    public async Task Whoever_waits_for_a_host_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        Transport.Otherwise(_ => throw Unconnected());
        Task<GenFile> saving = Folder().SaveAsync(Done("abcd"), 0, stop.Token);
        await _wire.Clock.PassAsync(TimeSpan.FromSeconds(20));

        await stop.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _wire.Dispose();
        _folder.Dispose();
    }

    private static HttpRequestException Unconnected(SocketError trouble = SocketError.ConnectionRefused) =>
        new("No connection", new SocketException((int)trouble));

    private static HttpResponseMessage Busy(int status, TimeSpan? wait = null) =>
        new((HttpStatusCode)status) { Headers = { RetryAfter = wait is { } time ? new RetryConditionHeaderValue(time) : null } };

    private static HttpResponseMessage Result() => new() { Content = new ByteArrayContent(Song) };

    private static IEnumerable<GenTask> Tasks(int count, string name = "t") => Enumerable.Range(0, count).Select(number => Done($"{name}{number}x"));

    private static GenTask Done(string id, string host = Host) => new()
    {
        Id = id,
        Key = "mine",
        Status = GenTaskStatus.Completed,
        Outputs = [new GenOutput { Name = "audio_url", Kind = GenKind.Audio, Url = $"https://{host}/{id}" }],
    };

    private static Task<GenFile> SaveAsync(ResultFolder results, GenTask task) => results.SaveAsync(task, 0, TestContext.Current.CancellationToken);

    private static Task<GenServiceException> FailureAsync(Task<GenFile> saving) => Assert.ThrowsAsync<GenServiceException>(() => saving);

    private static void AssertSays(GenServiceException failure, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, failure.Message, StringComparison.Ordinal));

    private ResultFolder Folder() => new(_wire.Session.Downloader, _folder.Path, ExistingFile.Refuse, most: AtOnce);

    private Task<GenFile>[] SaveAll(int count)
    {
        ResultFolder results = Folder();
        return [.. Tasks(count).Select(task => SaveAsync(results, task))];
    }
}
