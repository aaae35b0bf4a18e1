using System;
using System.IO;
using System.Net;
using System.Net.Http;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Saving;

/// <summary>Folders that go, or that no file fits into: a clear error, and nothing half under a result's name.</summary>
public sealed class BadFolderTests : IDisposable
{
    private static readonly byte[] Song = [.. "ID3"u8, .. new byte[100]];

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = new();
    private readonly ResultService _service = new();

    public BadFolderTests()
    {
        _host.GoTo(_folder.Path);
        FastClient.Connect(_host, "https://api.example.com", speed: 20, TimeSpan.FromSeconds(30), _service);
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
        _service.Dispose();
    }

    [Fact]
    public void A_folder_that_vanishes_while_a_file_comes_is_named()
    {
        string folder = Path.Combine(_folder.Path, "out");
        Serve("abcd", () => Directory.Delete(folder, recursive: true));

        RunResult run = _host.Run("'abcd' | Save-GenOutput out");

        Assert.Equal("DownloadFailed", run.Error.Id());
        run.Error.Says($"the folder '{folder}' is not there any more", "paid for", "save it again");
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void A_folder_that_vanishes_between_two_files_is_the_second_ones_error()
    {
        string folder = Path.Combine(_folder.Path, "out");
        Serve("abc1");
        _service.AddTask("abc2", """{"url":"https://cdn.example.net/abc2.mp3"}""");
        _service.AddFile(new Uri("https://cdn.example.net/abc2.mp3"), () =>
        {
            Directory.Delete(folder, recursive: true);
            return Result();
        });

        RunResult run = _host.Run("'abc1', 'abc2' | Save-GenOutput out -ThrottleLimit 1");

        Assert.Equal("abc1", Assert.Single(run.Output).Text("TaskId"));
        run.Error.Says($"the folder '{folder}' is not there any more", "task abc2");
    }

    [Fact]
    public void A_path_that_is_too_long_for_the_system_is_told_with_what_to_do()
    {
        // Room for the folder, and none for a file in it: Linux takes 4,095 bytes, Windows (without long paths) 259.
        int most = OperatingSystem.IsWindows() ? 240 : OperatingSystem.IsMacOS() ? 1000 : 4080;
        string folder = _folder.Path;
        while (folder.Length + 1 < most)
        {
            folder = Path.Combine(folder, new string('d', Math.Min(200, most - folder.Length - 1)));
        }

        Serve("abcd");
        _host.Set("folder", folder);

        RunResult run = _host.Run("'abcd' | Save-GenOutput $folder -Name '{id}{id}{id}{id}{id}{id}'");

        Assert.Equal("DownloadFailed", run.Error.Id());
        run.Error.Says("too long", "shorter path", "paid for");
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void A_file_in_the_folders_place_is_told_before_anything_is_fetched()
    {
        string file = _folder.Write("out", "no folder");
        Serve("abcd");

        RunResult run = _host.Run("'abcd' | Save-GenOutput out");

        Assert.Equal("DownloadFailed", run.Error.Id());
        run.Error.Says("Cannot save to 'out'", "-DestinationPath");
        Assert.Empty(_service.Downloads);
        Assert.Equal("no folder", File.ReadAllText(file));
    }

    private static HttpResponseMessage Result() => new(HttpStatusCode.OK) { Content = new ByteArrayContent(Song) };

    private void Serve(string id, Action? meanwhile = null)
    {
        var url = new Uri($"https://cdn.example.net/{id}.mp3");
        _service.AddTask(id, $$"""{"url":"{{url}}"}""");
        _service.AddFile(url, () =>
        {
            meanwhile?.Invoke();
            return Result();
        });
    }
}
