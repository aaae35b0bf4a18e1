using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Files;

/// <summary>The same result twice, different results under one name, and files that are there already.</summary>
public sealed class ResultFolderTests : IDisposable
{
    private static readonly byte[] Song = [.. "ID3"u8, .. new byte[200_000]];

    private readonly Wire _wire = new();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ExistingFile.Refuse)]
    [InlineData(ExistingFile.Replace)]
    [InlineData(ExistingFile.Keep)]
    public async Task The_same_task_twice_in_one_pipeline_is_downloaded_once(ExistingFile existing)
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        _wire.Transport.ThenWait(answer.Task);
        ResultFolder folder = Folder(existing);
        Task<GenFile> first = folder.SaveAsync(Task("abcd"), 0, Stop);
        Task<GenFile> second = folder.SaveAsync(Task("abcd", "?signed=again"), 0, Stop);
        answer.SetResult(Result());
        GenFile file = await first;
        Assert.Equal(file.Path, (await second).Path);
        Assert.Equal((file.Path, file.Length), ((await folder.SaveAsync(Task("abcd"), 0, Stop)).Path, Song.Length));
        _ = Assert.Single(_wire.Transport.Sent);
        Assert.Equal(["mine_abcd.mp3"], _folder.Names);
    }

    [Fact]
    public async Task Two_pipelines_that_save_the_same_task_at_once_share_one_download()
    {
        using var other = new Wire();
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        _wire.Transport.ThenWait(answer.Task);
        Task<GenFile> first = Folder().SaveAsync(Task("abcd"), 0, Stop);
        Task<GenFile> second = new ResultFolder(other.Session.Downloader, _folder.Path, ExistingFile.Refuse).SaveAsync(Task("abcd"), 0, Stop);
        answer.SetResult(Result());
        Assert.Equal((await first).Path, (await second).Path);
        Assert.Equal((1, 0), (_wire.Transport.Sent.Count, other.Transport.Sent.Count));
    }

    [Fact]
    public async Task The_second_pipeline_downloads_by_itself_when_the_first_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        _wire.Transport.ThenHang().Then(_ => Result());
        Task<GenFile> first = Folder().SaveAsync(Task("abcd"), 0, stop.Token);
        Task<GenFile> second = Folder().SaveAsync(Task("abcd"), 0, Stop);
        Assert.False(second.IsCompleted);
        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(Song.Length, (await second).Length);
    }

    [Fact]
    public async Task Whoever_waits_for_another_pipeline_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        _wire.Transport.ThenWait(answer.Task);
        Task<GenFile> first = Folder().SaveAsync(Task("abcd"), 0, Stop);
        Task<GenFile> second = Folder().SaveAsync(Task("abcd"), 0, stop.Token);
        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        answer.SetResult(Result());
        Assert.Equal(Song.Length, (await first).Length);
    }

    [Fact]
    public async Task A_task_that_comes_again_after_a_failure_gets_another_chance()
    {
        _wire.Transport.Then("", 501).Then(_ => Result());
        ResultFolder folder = Folder();
        Task<GenFile> first = folder.SaveAsync(Task("abcd"), 0, Stop);
        GenFile second = await folder.SaveAsync(Task("abcd"), 0, Stop);
        _ = await Assert.ThrowsAsync<GenServiceException>(() => first);
        Assert.Equal(Song.Length, second.Length);
    }

    [Theory]
    [InlineData(ExistingFile.Refuse)]
    [InlineData(ExistingFile.Replace)]
    public async Task Another_result_of_the_same_name_does_not_replace_the_first(ExistingFile existing)
    {
        _wire.Transport.Then(_ => Result()).Then(_ => Result([.. "ID3"u8, .. new byte[50]]));
        ResultFolder folder = Folder(existing);
        Task<GenFile> first = folder.SaveAsync(Task("abcd"), 0, Stop);
        Task<GenFile> second = folder.SaveAsync(Task("abcd", "/other"), 0, Stop);
        Assert.Equal(Song.Length, (await first).Length);
        Assert.Equal(GenErrorCode.FileExists, (await Assert.ThrowsAsync<GenServiceException>(() => second)).Code);
        Assert.Equal(Song.Length, new FileInfo((await first).Path).Length);
    }

    [Fact]
    public async Task Tasks_whose_ids_begin_alike_are_saved_side_by_side_by_force_too()
    {
        string beginning = new('a', 80);
        _wire.Transport.Otherwise(sent => Result([.. "ID3"u8, .. new byte[sent.Url.AbsolutePath.Length]]));
        ResultFolder folder = Folder(ExistingFile.Replace);
        GenFile[] files =
            await System.Threading.Tasks.Task.WhenAll(((string[])["b", "c", "dd"]).Select(end => folder.SaveAsync(Task(beginning + end), 0, Stop)));
        Assert.Equal(3, _folder.Names.Length);
        Assert.All(files, file => Assert.Equal(file.Length, new FileInfo(file.Path).Length));
    }

    [Theory]
    [InlineData("mine_abcd.mp3")]
    [InlineData("mine_abcd.wav")]
    [InlineData("mine_abcd.bin")]
    [InlineData("mine_abcd.splat")]
    public async Task A_file_that_is_there_stands_for_its_result(string name)
    {
        string path = _folder.Write(name, "precious");
        ResultFolder folder = Folder(ExistingFile.Keep);
        GenFile? found = folder.Find(Task("abcd"), 0);
        Assert.Equal((path, 8, "abcd", "mine"), (found?.Path, (int?)found?.Length, found?.TaskId, found?.Task.Key));
        Assert.Equal(path, (await folder.SaveAsync(Task("abcd"), 0, Stop)).Path);
        Assert.Empty(_wire.Transport.Sent);
    }

    [Theory]
    [InlineData(".mine_abcd.part")]
    [InlineData("mine_abcd.part")]
    [InlineData("mine_abcd")]
    [InlineData("mine_abcd.mp3.bak")]
    [InlineData("mine_abcd-2.mp3")]
    [InlineData("mine_abcde.mp3")]
    [InlineData("mine_abcd.txt")]
    public async Task What_is_not_the_result_does_not_stand_for_it(string name)
    {
        string path = _folder.Write(name, "precious");
        _wire.Transport.Then(_ => Result());
        ResultFolder folder = Folder(ExistingFile.Keep);
        Assert.Null(folder.Find(Task("abcd"), 0));
        Assert.Equal("mine_abcd.mp3", (await folder.SaveAsync(Task("abcd"), 0, Stop)).Name);
        Assert.Equal("precious", await File.ReadAllTextAsync(path, Stop));
    }

    [Fact]
    public async Task An_empty_file_is_no_result_and_is_left_as_it_is()
    {
        _ = _folder.Write("mine_abcd.mp3", "");
        _wire.Transport.Then(_ => Result());
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => Folder(ExistingFile.Keep).SaveAsync(Task("abcd"), 0, Stop));
        Assert.Equal(GenErrorCode.FileExists, failure.Code);
    }

    [Fact]
    public async Task A_file_of_another_kind_than_the_address_says_is_found_too()
    {
        string path = _folder.Write("mine_abcd.txt", "precious");
        _wire.Transport.Then(_ => new HttpResponseMessage { Content = new StringContent(new string('x', 2000)) });
        Assert.Equal(path, (await Folder(ExistingFile.Keep).SaveAsync(Task("abcd"), 0, Stop)).Path);
    }

    [Fact]
    public void Among_several_files_the_one_that_the_address_names_stands_for_the_result()
    {
        _ = _folder.Write("mine_abcd.aac", "other");
        string path = _folder.Write("mine_abcd.mp3", "precious");
        Assert.Equal(path, Folder(ExistingFile.Keep).Find(Task("abcd"), 0)?.Path);
    }

    [Theory]
    [InlineData(ExistingFile.Refuse)]
    [InlineData(ExistingFile.Replace)]
    public void Nothing_stands_for_a_result_unless_told_so(ExistingFile existing)
    {
        _ = _folder.Write("mine_abcd.mp3", "precious");
        Assert.Null(Folder(existing).Find(Task("abcd"), 0));
    }

    [Fact]
    public void A_folder_that_is_not_there_holds_no_file() =>
        Assert.Null(new ResultFolder(_wire.Session.Downloader, Path.Combine(_folder.Path, "none"), ExistingFile.Keep).Find(Task("abcd"), 0));

    [Fact]
    public async Task Text_that_is_there_stands_for_its_result()
    {
        var task = new GenTask { Id = "abcd", Key = "mine", Outputs = [new GenOutput { Name = "text", Text = "la la" }] };
        GenFile file = await Folder().SaveAsync(task, 0, Stop);
        GenFile? found = Folder(ExistingFile.Keep).Find(task, 0);
        Assert.Equal((file.Path, file.Length, "text/plain"), (found?.Path, found?.Length, found?.MediaType));
        Assert.Equal("la la", await File.ReadAllTextAsync(file.Path, Stop));
    }

    [Fact]
    public async Task Another_text_that_is_there_is_left_as_it_is_even_if_it_is_as_long()
    {
        string path = _folder.Write("task_abcd.txt", "my la");
        var task = new GenTask { Id = "abcd", Outputs = [new GenOutput { Text = "la la" }] };
        Assert.Equal(GenErrorCode.FileExists, (await Assert.ThrowsAsync<GenServiceException>(() => Folder().SaveAsync(task, 0, Stop))).Code);
        Assert.Equal("my la", await File.ReadAllTextAsync(path, Stop));
        _ = await Folder(ExistingFile.Replace).SaveAsync(task, 0, Stop);
        Assert.Equal("la la", await File.ReadAllTextAsync(path, Stop));
    }

    [Fact]
    public async Task A_file_that_is_there_is_known_before_the_rest_is_downloaded()
    {
        _ = _folder.Write("mine_abcd.mp3", "precious");
        using var body = new SilentStream(Song);
        _wire.Transport.Then(_ => new HttpResponseMessage { Content = new StreamContent(body) });
        GenServiceException failure =
            await Assert.ThrowsAsync<GenServiceException>(() => Folder().SaveAsync(Task("abcd"), 0, Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop));
        Assert.Equal(GenErrorCode.FileExists, failure.Code);
    }

    [Fact]
    public async Task A_file_that_appears_meanwhile_is_left_as_it_is()
    {
        string path = Path.Combine(_folder.Path, "mine_abcd.mp3");
        _wire.Transport.Then(_ => Interrupted(() => File.WriteAllText(path, "precious")));
        Assert.Equal(GenErrorCode.FileExists, (await Assert.ThrowsAsync<GenServiceException>(() => Folder().SaveAsync(Task("abcd"), 0, Stop))).Code);
        Assert.Equal("precious", await File.ReadAllTextAsync(path, Stop));
    }

    [Fact]
    public async Task A_file_that_another_process_has_saved_meanwhile_is_taken_for_the_result()
    {
        string path = Path.Combine(_folder.Path, "mine_abcd.mp3");
        _wire.Transport.Then(_ => Interrupted(() => File.WriteAllBytes(path, Song)));
        GenFile file = await Folder().SaveAsync(Task("abcd"), 0, Stop);
        Assert.Equal((path, Song.Length), (file.Path, (int)file.Length));
        Assert.Equal(["mine_abcd.mp3"], _folder.Names);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_disk_leaves_neither_a_file_nor_a_part_of_one(bool isText)
    {
        _wire.Transport.Then(_ => Result());
        var downloader =
            new Downloader(new HttpClient(_wire.Transport, disposeHandler: false), _wire.Session.Endpoint, new SessionEnd(), TimeProvider.System, text => text)
        {
            OpenFile = path => new FullDisk(PartFile.Open(path), isText ? 2 : 100_000),
        };
        GenTask task = isText ? new GenTask { Id = "abcd", Outputs = [new GenOutput { Text = "la la" }] } : Task("abcd");
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(
            () => downloader.SaveAsync(task, 0, _folder.Path, ExistingFile.Refuse, Stop));
        Assert.Equal(GenErrorCode.DownloadFailed, failure.Code);
        Assert.Contains($"the disk of '{_folder.Path}' is full; make room", failure.Message, StringComparison.Ordinal);
        Assert.Contains("paid for", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    public void Dispose()
    {
        _wire.Dispose();
        _folder.Dispose();
    }

    private static GenTask Task(string id, string rest = "") =>
        new() { Id = id, Key = "mine", Status = GenTaskStatus.Completed,
            Outputs = [new GenOutput { Name = "audio_url", Kind = GenKind.Audio, Url = $"https://cdn.example.net/{id}.mp3{rest}" }] };

    private static HttpResponseMessage Result(byte[]? bytes = null) => new() { Content = new ByteArrayContent(bytes ?? Song) };

    // Something happens when the type is known and a part is written.
    private static HttpResponseMessage Interrupted(Action happening)
    {
        int reads = 0;
        return new HttpResponseMessage
        {
            Content = new StreamContent(new ForwardOnlyStream(Song, 50_000, () =>
            {
                if (++reads == 3)
                {
                    happening();
                }
            })),
        };
    }

    private ResultFolder Folder(ExistingFile existing = ExistingFile.Refuse) => new(_wire.Session.Downloader, _folder.Path, existing);
}
