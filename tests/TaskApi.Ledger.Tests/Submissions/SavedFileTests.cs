using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Support;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Submissions;

/// <summary>Which files of a folder are known to be results of one's own, whoever dies or is quicker.</summary>
public sealed class SavedFileTests : IDisposable
{
    private static readonly byte[] Song = [.. "ID3"u8, .. new byte[200_000]];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("taskapi-ledger-");
    private readonly SqliteLedger _store = SqliteLedger.InMemory();
    private readonly UnluckyLedger _ledger;
    private readonly ScriptedTransport _transport = new(new SteppingClock());
    private readonly GenSession _session;

    public SavedFileTests()
    {
        _ledger = new UnluckyLedger(_store);
        _transport.Otherwise(_ => new HttpResponseMessage { Content = new ByteArrayContent(Song) });
        _session = new GenSession(new GenSessionOptions { Endpoint = new Uri("https://api.example.org"), Key = new ApiKey("sk-test"), Transport = _transport,
            Ledger = () => _ledger });
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static GenTask Task => new() { Id = "abcd", Key = "mine", Status = GenTaskStatus.Completed,
        Outputs = [new GenOutput { Name = "audio_url", Url = "https://cdn.example.org/a.mp3" }] };

    public void Dispose()
    {
        _session.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_is_written_down_before_it_gets_its_name_so_that_no_kill_leaves_one_that_nobody_knows()
    {
        bool? hadItsName = null;
        _ledger.FileNoted = file => hadItsName = File.Exists(file.Path);

        GenFile saved = await Open().SaveAsync(Task, 0, Stop);

        Assert.False(hadItsName);
        Assert.Equal((saved.Path, saved.Sha256), Open().Find(Task, 0) is { } found ? (found.Path, found.Sha256) : default);
        Assert.Equal(64, saved.Sha256?.Length);
    }

    [Fact]
    public async Task A_file_that_was_written_down_and_never_got_its_name_is_fetched_again()
    {
        _ledger.FileNoted = _ => throw new IOException("As good as killed.");
        await Assert.ThrowsAsync<GenServiceException>(() => Open().SaveAsync(Task, 0, Stop));
        _ledger.FileNoted = null;

        ResultFolder next = Open();

        Assert.Null(next.Find(Task, 0));
        Assert.Equal(Song.Length, (await next.SaveAsync(Task, 0, Stop)).Length);
    }

    [Fact]
    public async Task A_file_that_another_process_saved_meanwhile_is_the_result()
    {
        ResultFolder slow = Open();
        Assert.Null(slow.Find(Task, 0));
        GenFile quick = await Open().SaveAsync(Task, 0, Stop);

        Assert.Equal(quick.Path, (await slow.SaveAsync(Task, 0, Stop)).Path);
    }

    [Fact]
    public async Task A_copy_in_another_folder_is_known_by_what_it_holds()
    {
        GenFile saved = await Open().SaveAsync(Task, 0, Stop);
        string other = _folder.CreateSubdirectory("other").FullName;
        string copy = Path.Combine(other, Path.GetFileName(saved.Path));
        File.Copy(saved.Path, copy);

        GenFile found = Assert.IsType<GenFile>(Open(other).Find(Task, 0));

        Assert.Equal((copy, saved.Sha256), (found.Path, (await Open(other).ConfirmAsync(found, 0, Stop)).Sha256));
    }

    [Fact]
    public async Task A_file_under_the_name_of_a_saved_one_is_not_taken_for_it_when_it_holds_something_else()
    {
        await Open().SaveAsync(Task, 0, Stop);
        string other = _folder.CreateSubdirectory("other").FullName;
        await File.WriteAllBytesAsync(Path.Combine(other, "mine_abcd.mp3"), new byte[Song.Length], Stop);

        GenFile found = Assert.IsType<GenFile>(Open(other).Find(Task, 0));

        Assert.Equal(GenErrorCode.FileExists, (await Assert.ThrowsAsync<GenServiceException>(() => Open(other).ConfirmAsync(found, 0, Stop))).Code);
    }

    [Fact]
    public async Task A_file_that_nobody_wrote_down_is_left_as_it_is()
    {
        string path = Path.Combine(_folder.FullName, "mine_abcd.mp3");
        await File.WriteAllTextAsync(path, "precious", Stop);

        Assert.Equal(GenErrorCode.FileExists, (await Assert.ThrowsAsync<GenServiceException>(() => Open().SaveAsync(Task, 0, Stop))).Code);

        Assert.Equal("precious", await File.ReadAllTextAsync(path, Stop));
    }

    private ResultFolder Open(string? folder = null) => new(_session.Downloader, folder ?? _folder.FullName, ExistingFile.Refuse, _session.Ledger);
}
