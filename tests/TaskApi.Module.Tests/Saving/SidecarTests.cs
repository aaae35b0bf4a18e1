using System;
using System.IO;
using System.Management.Automation;
using System.Text.Json;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Saving;

/// <summary>-Sidecar: what a file was made from, beside it.</summary>
public sealed class SidecarTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public SidecarTests()
    {
        _host.GoTo(_folder.Path);
        string prompts = _folder.Write("prompts.csv", """
            model,prompt,aspect_ratio,key
            google/nano-banana,"a ""fox"" in snøw",1:1,shot 1
            """);
        _host.Run($"$task = Import-GenRequest {prompts} | New-GenTask -Batch spring -CallbackUrl https://example.com/hook?secret=hush | Wait-GenTask");
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Request_result_and_file_are_told_beside_the_file()
    {
        PSObject file = _host.Run("$task | Save-GenOutput out -Sidecar").Single;

        string text = File.ReadAllText(file.Text("Path") + ".json");
        using var json = JsonDocument.Parse(text);
        JsonElement request = json.RootElement.GetProperty("request");
        JsonElement result = json.RootElement.GetProperty("result");
        JsonElement saved = json.RootElement.GetProperty("file");
        Assert.Equal(
            ("google/nano-banana", "a \"fox\" in snøw", "shot 1", "spring", "prompts.csv", 2),
            (request.GetProperty("model").GetString(), request.GetProperty("input").GetProperty("prompt").GetString(), request.GetProperty("key").GetString(),
                request.GetProperty("batch").GetString(), request.GetProperty("file").GetString(), request.GetProperty("line").GetInt32()));
        Assert.Equal(
            (file.Text("TaskId"), 1, file.Text("Url"), 0.025m),
            (result.GetProperty("task_id").GetString(), result.GetProperty("number").GetInt32(), result.GetProperty("url").GetString(),
                result.GetProperty("cost").GetDecimal()));
        Assert.InRange(result.GetProperty("completed_at").GetDateTimeOffset(), result.GetProperty("submitted_at").GetDateTimeOffset(), DateTimeOffset.Now);
        Assert.Equal(
            (file.Text("Name"), file.Get("Length"), "image/png", file.Text("Sha256")),
            (saved.GetProperty("name").GetString(), (object)saved.GetProperty("length").GetInt64(), saved.GetProperty("media_type").GetString(),
                saved.GetProperty("sha256").GetString()));
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_saved_without_one_gets_it_and_is_not_fetched_again()
    {
        PSObject file = _host.Run("$task | Save-GenOutput out").Single;
        DateTime saved = File.GetLastWriteTimeUtc(file.Text("Path"));

        _ = _host.Run("$task | Save-GenOutput out -Sidecar").Single;

        Assert.True(File.Exists(file.Text("Path") + ".json"));
        Assert.Equal(saved, File.GetLastWriteTimeUtc(file.Text("Path")));
    }

    [Fact]
    public void Saving_anew_tells_of_the_new_file()
    {
        PSObject file = _host.Run("$task | Save-GenOutput out -Sidecar").Single;
        string path = file.Text("Path") + ".json";
        File.WriteAllText(path, """{"result":{"task_id":"older"}}""");

        _ = _host.Run("$task | Save-GenOutput out -Sidecar -Force").Single;

        Assert.Contains(file.Text("TaskId"), File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"mine":true}""")]
    [InlineData("""["result"]""")]
    [InlineData("my notes")]
    public void Somebody_elses_file_is_left_as_it_is_unless_forced(string notes)
    {
        PSObject file = _host.Run("$task | Save-GenOutput out").Single;
        string path = file.Text("Path") + ".json";
        File.WriteAllText(path, notes);

        RunResult run = _host.Run("$task | Save-GenOutput out -Sidecar");

        Assert.Equal("FileExists", run.Error.Id());
        run.Error.Says("is saved as", Path.GetFileName(path), "left as it is", "-Force");
        Assert.Equal(notes, File.ReadAllText(path));
        Assert.True(File.Exists(file.Text("Path")));

        _ = _host.Run("$task | Save-GenOutput out -Sidecar -Force").Single;
        Assert.Contains(file.Text("TaskId"), File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sidecar_that_cannot_be_written_is_an_error_that_says_where_the_file_is()
    {
        PSObject file = _host.Run("$task | Save-GenOutput out").Single;
        Directory.CreateDirectory(file.Text("Path") + ".json");

        RunResult run = _host.Run("$task | Save-GenOutput out -Sidecar");

        Assert.Equal("DownloadFailed", run.Error.Id());
        run.Error.Says("is saved as", file.Text("Path"), "sidecar");
    }

    [Fact]
    public void Every_result_of_a_task_has_its_own()
    {
        RunResult run =
            _host.Run("New-GenTask suno-ai/music -GptDescriptionPrompt fox -Mv chirp-crow -Custom:$false | Wait-GenTask | Save-GenOutput out -Sidecar");

        Assert.Equal(2, run.Output.Count);
        Assert.All(run.Clean, file => Assert.True(File.Exists(file.Text("Path") + ".json")));
        Assert.Equal(4, _folder.Files.Length - 1);
    }
}
