using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Uploads;

/// <summary>Files on their way to the web, over a scripted network and a fake clock.</summary>
public sealed partial class UploadBookTests : IDisposable
{
    private const string Address = "https://cdn.example.com/1.png";
    private const string Taken = $$"""{"success":true,"file_url":"{{Address}}"}""";

    private readonly TemporaryFolder _folder = new();
    private readonly Wire _wire = new();
    private readonly string _path;

    public UploadBookTests() => _path = _folder.Write("fox.png", Media.Png);

    public void Dispose()
    {
        _wire.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string, int> Answers =>
        new()
        {
            { Taken, 200 },
            { Taken, 201 },
            { $$"""{"file_url":"{{Address}}"}""", 200 },
            { $$$"""{"code":200,"success":true,"data":{"file_url":"{{{Address}}}"}}""", 200 },
            { $$"""[{"success":true,"data":[{"file_url":"{{Address}}"}]}]""", 200 },
            { $$$"""{"success":true,"file_url":"{{{Address}}}","data":{}}""", 200 },
        };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_file_is_put_as_a_form_with_the_key_and_its_address_comes_back(string answer, int status)
    {
        _wire.Transport.Then(answer, status);

        GenUpload upload = await UploadAsync();

        SentRequest sent = Assert.Single(_wire.Transport.Sent);
        Assert.Equal(("PUT", "https://api.example.com/upload", "Bearer " + Wire.Key), (sent.Method.Method, sent.Url.AbsoluteUri, sent.Authorization));
        Assert.Contains("""Content-Disposition: form-data; name="file"; filename=""", sent.Body, StringComparison.Ordinal);
        Assert.Contains("Content-Type: image/png", sent.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("fox", sent.Body, StringComparison.Ordinal);
        Assert.Equal((Address, _path, Media.Png.Length, "image/png", false), (upload.Url, upload.Path, (int)upload.Length, upload.MediaType, upload.WasKnown));
        Assert.Equal("https://api.example.com/", upload.UploadEndpoint);
    }

    [Fact]
    public async Task The_same_content_is_sent_once_whatever_its_name()
    {
        _wire.Transport.Then(Taken);
        string copy = _folder.Write("copy.png", Media.Png);

        GenUpload first = await UploadAsync();
        GenUpload second = await UploadAsync(copy);

        Assert.Single(_wire.Transport.Sent);
        Assert.Equal((first.Url, first.Sha256, copy, true), (second.Url, second.Sha256, second.Path, second.WasKnown));
    }

    [Fact]
    public async Task Those_who_want_the_same_content_at_once_share_one_upload()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        _wire.Transport.ThenWait(answer.Task);
        var uploads = new List<Task<GenUpload>>();
        for (int i = 0; i < 5; i++)
        {
            uploads.Add(_wire.Session.UploadAsync(_path, evenIfKnown: false, CancellationToken.None));
        }

        await _wire.Clock.RunUntilAsync(() => _wire.Transport.UnderWay == 1);
        answer.SetResult(ScriptedTransport.Json(Taken));

        Assert.All(await _wire.Clock.RunAsync(Task.WhenAll(uploads)), upload => Assert.Equal(Address, upload.Url));
        Assert.Single(_wire.Transport.Sent);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_nothing_from_the_others()
    {
        using var stop = new CancellationTokenSource();
        _wire.Transport.ThenHang().Then(Taken);
        Task<GenUpload> first = _wire.Session.UploadAsync(_path, evenIfKnown: false, stop.Token);
        await _wire.Clock.RunUntilAsync(() => _wire.Transport.UnderWay == 1);
        Task<GenUpload> second = _wire.Session.UploadAsync(_path, evenIfKnown: false, CancellationToken.None);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(Address, (await _wire.Clock.RunAsync(second)).Url);
    }

    [Fact]
    public async Task An_address_is_good_for_some_hours_and_then_the_file_is_sent_again()
    {
        _wire.Transport.Then(Taken).Then("""{"success":true,"file_url":"https://cdn.example.com/2.png"}""");
        await UploadAsync();
        await _wire.Clock.PassAsync(UploadBook.GoodFor - TimeSpan.FromMinutes(1));
        Assert.Equal(Address, (await UploadAsync()).Url);
        await _wire.Clock.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("https://cdn.example.com/2.png", (await UploadAsync()).Url);
    }

    [Fact]
    public async Task It_is_sent_again_when_that_is_wanted()
    {
        _wire.Transport.Then(Taken).Then("""{"success":true,"file_url":"https://cdn.example.com/2.png"}""");
        await UploadAsync();

        GenUpload again = await _wire.Clock.RunAsync(_wire.Session.UploadAsync(_path, evenIfKnown: true, CancellationToken.None));

        Assert.Equal(("https://cdn.example.com/2.png", false), (again.Url, again.WasKnown));
    }

    [Fact]
    public async Task A_large_file_waits_for_the_word_that_it_is_wanted_and_goes_without_where_nobody_knows_the_word()
    {
        string path = _folder.Write("film.mp4", [.. Media.Mp4, .. new byte[2 * 1024 * 1024]]);
        var asked = new List<bool?>();
        _wire.Transport
            .Then(sent => Note(sent, new HttpResponseMessage(System.Net.HttpStatusCode.ExpectationFailed)))
            .Then(sent => Note(sent, ScriptedTransport.Json(Taken)));

        Assert.Equal(Address, (await UploadAsync(path)).Url);
        Assert.Equal([true, false], asked);

        HttpResponseMessage Note(SentRequest sent, HttpResponseMessage answer)
        {
            asked.Add(sent.Headers.ExpectContinue);
            return answer;
        }
    }

    [Fact]
    public async Task Uploads_take_slots_of_the_limit_so_that_they_and_paid_requests_together_never_pass_it()
    {
        _wire.Transport.Otherwise(
            sent => ScriptedTransport.Json(sent.Method == HttpMethod.Put ? Taken : """{"code":200,"success":true,"data":{"task_id":"abc123def456"}}"""));
        var work = new List<Task>();
        for (int i = 0; i < 20; i++)
        {
            work.Add(_wire.Session.UploadAsync(_folder.Write($"{i}.png", [.. Media.Png, (byte)i]), evenIfKnown: false, CancellationToken.None));
            work.Add(_wire.Session.SubmitAsync(Wire.Request, CancellationToken.None, CancellationToken.None));
        }

        await _wire.Clock.RunUntilAsync(() => work.TrueForAll(one => one.IsCompleted));

        SentRequest[] sent = [.. _wire.Transport.Sent];
        Assert.Equal(40, sent.Length);
        Assert.All(Enumerable.Range(0, 30), i => Assert.True(_wire.SecondsBetween(i, i + 10) > 1, $"{i}"));
    }

    [Fact]
    public async Task No_more_than_four_files_are_on_the_line_at_once()
    {
        _wire.Transport.OtherwiseHang();
        using var stop = new CancellationTokenSource();
        var uploads = new List<Task>();
        for (int i = 0; i < 8; i++)
        {
            uploads.Add(_wire.Session.UploadAsync(_folder.Write($"{i}.png", [.. Media.Png, (byte)i]), evenIfKnown: false, stop.Token));
        }

        await SteppingClock.SettleAsync(() => _wire.Transport.UnderWay == 4);
        await _wire.Clock.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal((4, 4), (_wire.Transport.UnderWay, _wire.Session.Uploads.Look().Files));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(uploads));
    }

    [Fact]
    public async Task What_is_no_medium_never_leaves()
    {
        string key = _folder.Write("id_rsa.png", "-----BEGIN OPENSSH PRIVATE KEY-----");

        GenServiceException failure =
            await Assert.ThrowsAsync<GenServiceException>(() => _wire.Session.UploadAsync(key, evenIfKnown: false, CancellationToken.None));

        Assert.Equal(GenErrorCode.FileNotReadable, failure.Code);
        Assert.Contains(key, failure.Message, StringComparison.Ordinal);
        Assert.Empty(_wire.Transport.Sent);
    }

    [Fact]
    public async Task A_file_that_changes_between_two_tries_is_not_taken_for_what_it_was()
    {
        _wire.Transport.Then(_ =>
        {
            byte[] other = [.. Media.Png];
            other[^1] ^= 1;
            File.WriteAllBytes(_path, other);
            return ScriptedTransport.Json("{}", 500);
        });

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => UploadAsync());

        Assert.Equal(GenErrorCode.FileNotReadable, failure.Code);
        Assert.Contains("changed", failure.Message, StringComparison.Ordinal);
        Assert.Single(_wire.Transport.Sent);
    }

    [Fact]
    public async Task Whoever_uses_a_closed_session_hears_that_nothing_was_uploaded()
    {
        _wire.Transport.ThenHang();
        Task<GenUpload> upload = _wire.Session.UploadAsync(_path, evenIfKnown: false, CancellationToken.None);
        await _wire.Clock.RunUntilAsync(() => _wire.Transport.UnderWay == 1);

        _wire.Session.Dispose();

        Assert.Equal(GenErrorCode.NotConnected, (await Assert.ThrowsAsync<GenServiceException>(() => upload)).Code);
    }

    private Task<GenUpload> UploadAsync(string? path = null) =>
        _wire.Clock.RunAsync(_wire.Session.UploadAsync(path ?? _path, evenIfKnown: false, CancellationToken.None));
}
