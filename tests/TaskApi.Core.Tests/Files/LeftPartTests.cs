using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Files;

/// <summary>What a download that was stopped or killed left behind, and what the next one makes of it.</summary>
public sealed class LeftPartTests : IDisposable
{
    private static readonly byte[] Song = [.. "ID3"u8, .. Enumerable.Range(0, 400_000).Select(number => (byte)(number * number / 7))];
    private static readonly byte[] OtherSong = [.. Song.Reverse().SkipLast(3).Prepend((byte)'3').Prepend((byte)'D').Prepend((byte)'I')];

    private readonly Wire _wire = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ContentServer _server = new(Song);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ScriptedTransport Transport => _wire.Transport;

    [Fact]
    public async Task What_a_stopped_download_has_is_gone_on_with_later()
    {
        await StopAsync(150_000);
        Assert.Equal([".mine_abcd.*.part", ".mine_abcd.*.part.json"], _folder.PlainNames);
        Transport.Otherwise(_server.Answer);
        await AssertArrivesAsync(Song);
        Assert.InRange(From(Transport.Sent[1]), 100_000, 150_000);
    }

    [Theory]
    [InlineData(0.9, new[] { ".mine_abcd.*.part" })]
    [InlineData(1.0, new[] { ".mine_abcd.*.part", ".mine_abcd.*.part.json" })]
    public async Task A_download_of_a_second_is_worth_going_on_with_should_the_process_be_killed_and_a_shorter_one_needs_no_record(
        double seconds, string[] expected)
    {
        using var stop = new CancellationTokenSource();
        using var body = new SilentStream(Song[..150_000], () => _wire.Clock.Advance(TimeSpan.FromSeconds(seconds)));
        using var http = new HttpClient(Transport, disposeHandler: false);
        var downloader = new Downloader(http, _wire.Session.Endpoint, new SessionEnd(), _wire.Clock, text => text);
        HttpResponseMessage answer = _server.Whole();
        answer.Content = new StreamContent(body) { Headers = { ContentLength = Song.Length } };
        Transport.Then(_ => answer);
        Task<GenFile> saving = downloader.SaveAsync(Done(), 0, _folder.Path, ExistingFile.Refuse, stop.Token);
        await body.Silent;
        Assert.Equal(expected, _folder.PlainNames);
        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving);
    }

    [Fact]
    public async Task What_came_of_a_download_that_broke_off_has_its_record_before_the_pause_in_which_the_process_may_be_killed()
    {
        string[] left = [];
        Transport.Then(_server.Cut(150_000)).Otherwise(sent =>
        {
            left = _folder.PlainNames;
            return _server.Answer(sent);
        });
        await AssertArrivesAsync(Song);
        Assert.Equal([".mine_abcd.*.part", ".mine_abcd.*.part.json"], left);
    }

    [Fact]
    public async Task A_part_that_is_all_but_named_takes_only_a_look_to_be_whole()
    {
        await StopAsync(150_000);
        await File.WriteAllBytesAsync(_folder.Part, Song, Stop);
        Transport.Otherwise(_server.Answer);
        await AssertArrivesAsync(Song);
        Assert.Equal(Song.Length - 4096, From(Transport.Sent[1]));
    }

    [Fact]
    public async Task A_part_of_a_content_that_has_changed_meanwhile_comes_anew()
    {
        await StopAsync(150_000);
        (_server.Content, _server.Tag) = (OtherSong, "\"two\"");
        Transport.Otherwise(_server.Answer);
        await AssertArrivesAsync(OtherSong);
    }

    [Fact]
    public async Task A_part_that_was_spoilt_comes_anew()
    {
        await StopAsync(150_000);
        byte[] zeros = new byte[140_000];
        "ID3"u8.CopyTo(zeros);
        await File.WriteAllBytesAsync(_folder.Part, zeros, Stop);
        Transport.Otherwise(_server.Answer);
        await AssertArrivesAsync(Song);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"task\":\"abcd\"")]
    [InlineData("[]")]
    [InlineData("{\"task\":\"abcd\",\"output\":0,\"url\":\"https://cdn.example.net/a.mp3\",\"etag\":7}")]
    public async Task A_part_of_which_nobody_knows_what_it_is_of_is_cleared_away_and_the_file_comes_anew(string record)
    {
        _ = _folder.Write(".mine_abcd.gen-0123456789ab.part", Song[..100_000]);
        _ = _folder.Write(".mine_abcd.gen-0123456789ab.part.json", record);
        Transport.Otherwise(_server.Answer);
        await AssertArrivesAsync(Song);
        Assert.Null(Assert.Single(Transport.Sent).Headers.Range);
    }

    [Theory]
    [InlineData("{\"task\":\"efgh\",\"output\":0,\"url\":\"https://cdn.example.net/a.mp3\",\"etag\":\"\\\"one\\\"\"}")]
    [InlineData("{\"task\":\"abcd\",\"output\":1,\"url\":\"https://cdn.example.net/a.mp3\",\"etag\":\"\\\"one\\\"\"}")]
    [InlineData("{\"task\":\"abcd\",\"output\":0,\"url\":\"https://cdn.example.net/b.mp3\",\"etag\":\"\\\"one\\\"\"}")]
    public async Task A_part_of_another_result_waits_for_its_own(string record)
    {
        _ = _folder.Write(".mine_abcd.gen-0123456789ab.part", Song[..100_000]);
        _ = _folder.Write(".mine_abcd.gen-0123456789ab.part.json", record);
        Transport.Otherwise(_server.Answer);
        GenFile file = await SaveAsync();
        Assert.Equal(Song, await File.ReadAllBytesAsync(file.Path, Stop));
        Assert.Null(Assert.Single(Transport.Sent).Headers.Range);
        Assert.Equal(Song[..100_000], await File.ReadAllBytesAsync(_folder.Part, Stop));
    }

    [Fact]
    public async Task A_part_that_another_process_is_writing_is_left_alone()
    {
        await StopAsync(150_000);
        Transport.Otherwise(_server.Answer);
        using (PartFile.TakeOver(_folder.Part)!.Value.Part)
        {
            GenFile file = await SaveAsync();
            Assert.Equal(Song, await File.ReadAllBytesAsync(file.Path, Stop));
            Assert.Null(Transport.Sent[1].Headers.Range);
            Assert.Equal([".mine_abcd.*.part", ".mine_abcd.*.part.json", "mine_abcd.mp3"], _folder.PlainNames);
        }
    }

    [Fact]
    public async Task What_nobody_can_go_on_with_is_cleared_away_by_the_next_pipeline_and_what_another_process_is_writing_is_left_alone()
    {
        using var other = PartFile.Create(_folder.Path, "mine_abcd", PartFile.Open);
        _ = _folder.Write(".mine_abcd.gen-0123456789ab.part", "half");
        _ = _folder.Write(".mine_abcd.gen-0123456789ab.part.json", "");
        _ = _folder.Write(".other.gen-0123456789ab.part.json", "");
        Transport.Otherwise(_ => _server.Whole());
        _ = await Folder().SaveAsync(Done(), 0, Stop);
        Assert.Equal([Path.GetFileName(other.Path), "mine_abcd.mp3"], _folder.Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_part_of_a_result_whose_file_is_there_is_cleared_away()
    {
        _ = _folder.Write("mine_abcd.mp3", "precious");
        Leave("mine_abcd", new PartSource("abcd", 0, "https://cdn.example.net/a.mp3"));
        Leave("mine_abcd", new PartSource("efgh", 0, "https://cdn.example.net/a.mp3"));
        ResultFolder folder = new ResultFolder(_wire.Session.Downloader, _folder.Path, ExistingFile.Keep);
        _ = await folder.ConfirmAsync(folder.Find(Done(), 0)!, 0, Stop);
        Assert.Equal([".mine_abcd.*.part", ".mine_abcd.*.part.json", "mine_abcd.mp3"], _folder.PlainNames);
        Assert.Contains("efgh", await File.ReadAllTextAsync(_folder.Part + ".json", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_comes_again_in_the_same_pipeline_goes_on_with_what_the_first_try_left()
    {
        Transport.Then(_server.Cut(150_000)).Then("", 501).Otherwise(_server.Answer);
        ResultFolder folder = Folder();
        Task<GenFile> first = folder.SaveAsync(Done(), 0, Stop);
        Task<GenFile> second = folder.SaveAsync(Done(), 0, Stop);
        _ = await Assert.ThrowsAsync<GenServiceException>(() => _wire.Clock.RunAsync(first));
        GenFile file = await _wire.Clock.RunAsync(second);
        Assert.Equal(Song, await File.ReadAllBytesAsync(file.Path, Stop));
        Assert.Equal(150_000 - 4096, From(Transport.Sent[2]));
        Assert.Equal(["mine_abcd.mp3"], _folder.Names);
    }

    public void Dispose()
    {
        _wire.Dispose();
        _folder.Dispose();
    }

    private static GenTask Done() =>
        new()
        {
            Id = "abcd",
            Key = "mine",
            Status = GenTaskStatus.Completed,
            Outputs = [new GenOutput { Name = "audio_url", Kind = GenKind.Audio, Url = "https://cdn.example.net/a.mp3?signature=1" }],
        };

    private static long From(SentRequest request) => request.Headers.Range!.Ranges.Single().From!.Value;

    private ResultFolder Folder() => new(_wire.Session.Downloader, _folder.Path, ExistingFile.Refuse);

    private void Leave(string name, PartSource source)
    {
        using var part = PartFile.Create(_folder.Path, name, PartFile.Open);
        part.Note(new PartRecord(source, "\"one\"", null));
        Assert.True(part.Leave());
    }

    /// <summary>A download that its user stops when so many bytes are there.</summary>
    private async Task StopAsync(int after)
    {
        using var stop = new CancellationTokenSource();
        using var body = new SilentStream(Song[..after]);
        HttpResponseMessage answer = _server.Whole();
        answer.Content = new StreamContent(body) { Headers = { ContentLength = Song.Length } };
        Transport.Then(_ => answer);
        Task<GenFile> saving = _wire.Session.Downloader.SaveAsync(Done(), 0, _folder.Path, ExistingFile.Refuse, stop.Token);
        await body.Silent;
        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving);
    }

    private async Task<GenFile> SaveAsync() =>
        await _wire.Clock.RunAsync(_wire.Session.Downloader.SaveAsync(Done(), 0, _folder.Path, ExistingFile.Refuse, Stop));

    private async Task AssertArrivesAsync(byte[] content)
    {
        GenFile file = await SaveAsync();
        Assert.Equal(content, await File.ReadAllBytesAsync(file.Path, Stop));
        Assert.Equal(["mine_abcd.mp3"], _folder.Names);
    }
}
