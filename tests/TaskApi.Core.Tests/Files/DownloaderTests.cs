using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Files;

public sealed partial class DownloaderTests : IDisposable
{
    private static readonly byte[] Png = [.. Convert.FromHexString("89504E470D0A1A0A").Concat(Enumerable.Range(0, 300_000).Select(number => (byte)number))];
    private static readonly TimeSpan AlmostAMinute = TimeSpan.FromSeconds(59.9);

    private readonly Wire _wire = new();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_result_is_saved_whole_under_a_name_that_fits_its_bytes()
    {
        Serve(Png);
        GenFile file = await SaveAsync(Result("https://cdn.example.net/outputs/a.mp4"));
        Assert.Equal("mine_abcd.png", Assert.Single(_folder.Names));
        Assert.Equal(Png, await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.Equal(("image/png", Png.Length, "mine_abcd.png", "abcd"), (file.MediaType, (int)file.Length, file.Name, file.TaskId));
        Assert.Equal((file.Path, file.Path), (file.FullName, file.ToString()));
    }

    [Fact]
    public async Task The_key_does_not_go_to_where_results_live()
    {
        Serve(Png);
        _ = await SaveAsync(Result("https://cdn.example.net/a.png"));
        _ = await SaveAsync(Result("https://api.example.com/files/a.png") with { Id = "efgh" });
        Assert.All(_wire.Transport.Sent, sent => Assert.Null(sent.Authorization));
        Assert.Equal(2, _wire.Transport.Sent.Count);
    }

    [Theory]
    [InlineData("http://cdn.example.net/a.png")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://localhost/a.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://cdn.example.net/a.png")]
    [InlineData("a.png")]
    [InlineData("")]
    public async Task An_address_that_is_not_https_is_not_opened(string url)
    {
        await AssertFailsAsync(Result(url));
        Assert.Empty(_wire.Transport.Sent);
    }

    [Theory]
    [InlineData("http://localhost:5000", "http://127.0.0.1:5000/files/a.png", true)]
    [InlineData("http://localhost:5000", "http://cdn.example.net/a.png", false)]
    public async Task A_service_on_this_machine_may_serve_its_results_from_here(string endpoint, string url, bool allowed)
    {
        using var wire = new Wire(endpoint);
        wire.Transport.Otherwise(_ => new HttpResponseMessage { Content = new ByteArrayContent(Png) });
        Exception? failure = await Record.ExceptionAsync(
            () => wire.Session.Downloader.SaveAsync(Result(url), 0, _folder.Path, ExistingFile.Refuse, TestContext.Current.CancellationToken));
        Assert.Equal(allowed, failure is null);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html>Expired</html>", "HTML page: \"<!DOCTYPE html><html>Expired</html>\"")]
    [InlineData("{\"error\":\"expired\"}", "JSON: \"{\"error\":\"expired\"}\"")]
    [InlineData("", "an empty file")]
    [InlineData("\u0001\u0002", "only 2 bytes")]
    public async Task What_stands_in_a_results_place_is_refused_named_and_not_left_behind(string body, string what)
    {
        Serve(System.Text.Encoding.UTF8.GetBytes(body));
        GenServiceException failure = await AssertFailsAsync(Result("https://cdn.example.net/a.png"));
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_page_that_echoes_the_key_is_quoted_without_it()
    {
        Serve(System.Text.Encoding.UTF8.GetBytes($"<html>{new string('x', 150)}{Wire.Key} is no key</html>"));
        GenServiceException failure = await AssertFailsAsync(Result("https://cdn.example.net/a.png"));
        Assert.Contains("xxx", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Wire.Key[..6], failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "https://cdn.example.net/stems.splat", "mine_abcd.splat", "application/octet-stream")]
    [InlineData("audio/x-midi", "https://cdn.example.net/song", "mine_abcd.mid", "audio/midi")]
    [InlineData(null, "https://cdn.example.net/song", "mine_abcd.bin", "application/octet-stream")]
    public async Task A_result_of_an_unknown_kind_is_saved_all_the_same(string? contentType, string url, string name, string mediaType)
    {
        byte[] bytes = [.. Enumerable.Range(0, 300_000).Select(number => (byte)(number * 7 % 31))];
        _wire.Transport.Otherwise(
            _ => new HttpResponseMessage { Content =
                new ByteArrayContent(bytes) { Headers = { ContentType = contentType is null ? null : new(contentType) } } });
        GenFile file = await SaveAsync(Result(url));
        Assert.Equal((name, mediaType, 300_000), (file.Name, file.MediaType, (int)file.Length));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(206)]
    [InlineData(300)]
    [InlineData(302)]
    [InlineData(304)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task An_answer_that_is_no_success_is_refused(int status)
    {
        _wire.Transport.Otherwise(_ => new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Png) });
        Assert.Contains($"HTTP {status}", (await AssertFailsAsync(Result("https://cdn.example.net/a.png"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_ends_too_early_is_refused_and_not_left_behind()
    {
        _wire.Transport.Otherwise(_ =>
        {
            var content = new StreamContent(new MemoryStream(Png));
            content.Headers.ContentLength = Png.Length + 1;
            return new HttpResponseMessage { Content = content };
        });
        Assert.Contains($"after {Png.Length} of {Png.Length + 1} bytes", (await AssertFailsAsync(Result("https://cdn.example.net/a.png"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_breaks_off_is_refused_and_not_left_behind()
    {
        _wire.Transport.Otherwise(_ => new HttpResponseMessage { Content = new StreamContent(new BrokenStream(Png)) });
        GenServiceException failure = await AssertFailsAsync(Result("https://cdn.example.net/a.png"));
        Assert.Contains("still with the service", failure.Message, StringComparison.Ordinal);
        Assert.Equal("abcd", failure.Task?.Id);
    }

    [Fact]
    public async Task A_stopped_download_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();
        _wire.Transport.OtherwiseHang();
        Task<GenFile> saving = _wire.Session.Downloader.SaveAsync(Result("https://cdn.example.net/a.png"), 0, _folder.Path, ExistingFile.Refuse, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_only_when_told()
    {
        Serve(Png);
        string path = _folder.Write("mine_abcd.png", "precious");
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => SaveAsync(Result("https://cdn.example.net/a.png")));
        Assert.Equal(GenErrorCode.FileExists, failure.Code);
        Assert.Equal("precious", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Single(_folder.Names);
        _ = await SaveAsync(Result("https://cdn.example.net/a.png"), ExistingFile.Replace);
        Assert.Equal(Png.Length, new FileInfo(path).Length);
        Assert.Single(_folder.Names);
    }

    [Fact]
    public async Task A_failed_replacement_leaves_the_old_file()
    {
        Serve("<html></html>"u8.ToArray());
        string path = _folder.Write("mine_abcd.png", "precious");
        _ = await Assert.ThrowsAsync<GenServiceException>(() => SaveAsync(Result("https://cdn.example.net/a.png"), ExistingFile.Replace));
        Assert.Equal("precious", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Text_is_saved_as_text_without_a_byte_order_mark()
    {
        var task = new GenTask { Id = "abcd", Model = "suno-ai/lyrics", Outputs = [new GenOutput { Name = "text", Text = "la lá" }] };
        GenFile file = await SaveAsync(task);
        Assert.Equal(("lyrics_abcd.txt", "text/plain"), (file.Name, file.MediaType));
        Assert.Equal("la lá"u8.ToArray(), await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.Empty(_wire.Transport.Sent);
    }

    [Theory]
    [InlineData("[{\"text\":\"la\",\"start\":0.5}]", "words_abcd.json", "application/json")]
    [InlineData("WEBVTT\n\n00:00.000 --> 00:01.000\nla\n", "words_abcd.vtt", "text/vtt")]
    [InlineData("[Verse]\nla la", "words_abcd.txt", "text/plain")]
    [InlineData("", "words_abcd.txt", "text/plain")]
    public async Task A_text_is_saved_as_what_it_is_and_found_again(string text, string name, string mediaType)
    {
        var task = new GenTask { Id = "abcd", Key = "words", Outputs = [new GenOutput { Name = "words", Text = text }] };
        GenFile file = await SaveAsync(task);
        Assert.Equal((name, mediaType), (file.Name, file.MediaType));
        Assert.Equal(text, await File.ReadAllTextAsync(file.Path, TestContext.Current.CancellationToken));
        Assert.Equal(text.Length > 0, SavedFile.Find(task, 0, _folder.Path, "words_abcd") is not null);
    }

    [Theory]
    [InlineData("../../escape")]
    [InlineData("/tmp/escape")]
    [InlineData("..\\escape")]
    public async Task No_key_and_no_id_leads_out_of_the_folder(string name)
    {
        Serve(Png);
        GenFile file = await SaveAsync(Result("https://cdn.example.net/a.png") with { Key = name, Id = name });
        Assert.Equal(_folder.Path, Path.GetDirectoryName(file.Path));
        Assert.Single(_folder.Names);
    }

    [Fact]
    public async Task A_name_that_a_folder_has_is_an_error_of_the_download()
    {
        Serve(Png);
        _ = Directory.CreateDirectory(Path.Combine(_folder.Path, "mine_abcd.png"));
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => SaveAsync(Result("https://cdn.example.net/a.png")));
        Assert.Equal(GenErrorCode.DownloadFailed, failure.Code);
        Assert.Equal(["mine_abcd.png"], _folder.Names);
    }

    [Fact]
    public async Task A_folder_that_vanishes_while_its_file_is_written_is_named_and_nothing_is_left()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "out")).FullName;
        int reads = 0;
        var body = new ForwardOnlyStream(Png, 50_000, () =>
        {
            if (++reads == 3)
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        _wire.Transport.Then(_ => new HttpResponseMessage { Content = new StreamContent(body) });
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => _wire.Session.Downloader.SaveAsync(
            Result("https://cdn.example.net/a.png"), 0, folder, ExistingFile.Refuse, TestContext.Current.CancellationToken));
        Assert.Equal(GenErrorCode.DownloadFailed, failure.Code);
        Assert.Contains($"the folder '{folder}' is not there any more", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task A_broken_packing_is_an_error_of_the_download()
    {
        _wire.Transport.Otherwise(
            _ => new HttpResponseMessage { Content =
                new StreamContent(new BrokenStream(Png, new InvalidDataException("The archive entry was compressed using an unsupported method."))) });
        _ = await AssertFailsAsync(Result("https://cdn.example.net/a.png"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_of_the_download()
    {
        Serve(Png);
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() =>
            _wire.Session.Downloader.SaveAsync(Result("https://cdn.example.net/a.png"), 0, Path.Combine(_folder.Path, "none"), ExistingFile.Refuse,
                TestContext.Current.CancellationToken));
        Assert.Equal(GenErrorCode.DownloadFailed, failure.Code);
    }

    public void Dispose()
    {
        _wire.Dispose();
        _folder.Dispose();
    }

    private static GenTask Result(string url) =>
        new() { Id = "abcd", Key = "mine", Model = "google/nano-banana", Status = GenTaskStatus.Completed,
            Outputs = [new GenOutput { Name = "image_url", Kind = GenKind.Image, Url = url }] };

    private void Serve(byte[] body) => _wire.Transport.Otherwise(_ => new HttpResponseMessage { Content = new ByteArrayContent(body) });

    private Task<GenFile> SaveAsync(GenTask task, ExistingFile existing = ExistingFile.Refuse) =>
        _wire.Clock.RunAsync(_wire.Session.Downloader.SaveAsync(task, 0, _folder.Path, existing, default));

    private Task<GenFile> SaveAsync(FakeTimeProvider clock)
    {
        var downloader = new Downloader(new HttpClient(_wire.Transport, disposeHandler: false), _wire.Session.Endpoint, new SessionEnd(), clock, text => text);
        return downloader.SaveAsync(Result("https://cdn.example.net/a.png"), 0, _folder.Path, ExistingFile.Refuse, TestContext.Current.CancellationToken);
    }

    private async Task<GenServiceException> AssertFailsAsync(GenTask task)
    {
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => SaveAsync(task));
        Assert.Equal(GenErrorCode.DownloadFailed, failure.Code);
        Assert.Empty(_folder.Names);
        return failure;
    }
}
