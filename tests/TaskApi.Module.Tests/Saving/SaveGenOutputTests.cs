using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Saving;

public sealed class SaveGenOutputTests : IDisposable
{
    private const string Picture = "New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public SaveGenOutputTests() => _host.GoTo(_folder.Path);

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("New-GenTask kuaishou/kling-2.6 -Prompt fox -Duration 5 -Mode std", 4, "ftyp", "video/mp4", ".mp4")]
    [InlineData("New-GenTask google/nano-banana -Prompt fox -AspectRatio 16:9", 1, "PNG", "image/png", ".png")]
    [InlineData("New-GenTask higgsfield-ai/tts -Prompt fox -VoiceId v1", 8, "WAVE", "audio/wav", ".wav")]
    public void A_pipeline_saves_a_real_file(string submit, int offset, string magic, string mediaType, string extension)
    {
        PSObject file = _host.Run($"{submit} | Wait-GenTask | Save-GenOutput out").Single;

        byte[] bytes = File.ReadAllBytes(file.Text("Path"));
        Assert.Equal(magic, Encoding.ASCII.GetString(bytes, offset, magic.Length));
        Assert.Equal((mediaType, (long)bytes.Length), (file.Text("MediaType"), (long)file.Get("Length")!));
        Assert.Equal([Path.Combine("out", file.Text("Name"))], _folder.Files);
        Assert.EndsWith(extension, file.Text("Name"), StringComparison.Ordinal);
        Assert.Contains(file.Text("TaskId"), file.Text("Name"), StringComparison.Ordinal);
        Assert.Equal(file.Text("Path"), file.Text("FullName"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void No_more_results_are_downloaded_at_once_than_the_user_allows(int limit)
    {
        using var service = new CountingService(limit);
        FastClient.Connect(_host, "https://api.example.com", speed: 1, TimeSpan.FromSeconds(30), service);

        RunResult run = _host.Run($"1..9 | ForEach-Object {{ \"task$_\" }} | Save-GenOutput -ThrottleLimit {limit}");

        Assert.Equal(Enumerable.Range(1, 9).Select(number => $"task{number}"), run.Clean.Select(file => file.Text("TaskId")));
        Assert.Equal(limit, service.Most);
    }

    [Fact]
    public void Files_are_named_as_the_user_wants()
    {
        string prompts = _folder.Write("prompts.csv", """
            model,prompt,aspect_ratio,key
            google/nano-banana,a fox,1:1,shot 1
            google/nano-banana,an elk,9:16,
            """);

        const string Template = "'{batch}_{line}_{key} {prompt}.{ext}'";
        RunResult run = _host.Run($"Import-GenRequest {prompts} | New-GenTask -Batch spring | Wait-GenTask | Save-GenOutput out -Name {Template}");

        Assert.Equal(["spring_2_shot-1-a-fox.png", "spring_3_3-an-elk.png"], run.Clean.Select(file => file.Text("Name")));
    }

    [Fact]
    public void Results_that_would_have_the_same_name_do_not_replace_each_other()
    {
        RunResult run = _host.Run($"1..2 | ForEach-Object {{ {Picture} }} | Wait-GenTask | Save-GenOutput out -Name '{{model}}' -Force");

        Assert.Equal("nano-banana.png", Assert.Single(run.Output).Text("Name"));
        Assert.Equal("FileExists", run.Error.Id());
        run.Error.Says("the name 'nano-banana'", run.Output[0].Text("TaskId"), "still with the service", "{id}");
        Assert.DoesNotContain("-SkipExisting to take", run.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out.png")]
    [InlineData("./films/fox 1.mp4")]
    public void A_file_s_name_in_a_folder_s_place_ends_the_pipeline_before_anything_is_paid(string path)
    {
        RunResult run = _host.Run($"{Picture} | Wait-GenTask | Save-GenOutput '{path}'");

        run.Error.Says(path, "name of a file", "-Name");
        Assert.Empty(_host.Run("Get-GenTask").Clean);
        Assert.Empty(_folder.Files);
        Directory.CreateDirectory(Path.Combine(_folder.Path, path));
        Assert.Single(_host.Run($"{Picture} | Wait-GenTask | Save-GenOutput '{path}'").Clean);
    }

    [Fact]
    public void A_name_that_names_no_files_ends_the_pipeline_before_anything_is_paid()
    {
        RunResult run = _host.Run($"{Picture} | Wait-GenTask | Save-GenOutput out -Name '{{id'");

        Assert.Equal("InvalidInput", run.Error.Id());
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void Text_is_saved_as_text()
    {
        PSObject file = _host.Run("New-GenTask suno-ai/lyrics -Prompt fox -Mv default | Wait-GenTask | Save-GenOutput").Single;

        Assert.Equal(("text/plain", ".txt"), (file.Text("MediaType"), Path.GetExtension(file.Text("Path"))));
        Assert.NotEmpty(File.ReadAllText(file.Text("Path")));
    }

    [Fact]
    public void A_folder_is_relative_to_the_prompt_and_made_when_it_is_not_there()
    {
        PSObject file = _host.Run($"{Picture} | Wait-GenTask | Save-GenOutput ./new/'and deep'").Single;

        Assert.Equal(Path.Combine(_folder.Path, "new", "and deep"), Path.GetDirectoryName(file.Text("Path")));
        Assert.NotEqual(_folder.Path, Environment.CurrentDirectory);
    }

    [Fact]
    public void Without_a_folder_files_go_to_the_present_one()
    {
        PSObject file = _host.Run($"{Picture} | Wait-GenTask | Save-GenOutput").Single;

        Assert.Equal(_folder.Path, Path.GetDirectoryName(file.Text("Path")));
    }

    [Fact]
    public void A_table_of_many_kinds_is_saved_whole()
    {
        string prompts = _folder.Write("prompts.csv", """
            model,prompt,aspect_ratio,key
            google/nano-banana,a fox,1:1,shot 1
            openai/sora-2,an owl,16:9,../../escape
            google/nano-banana,an elk,9:16,
            """);

        RunResult run = _host.Run($"Import-GenRequest {prompts} | New-GenTask | Wait-GenTask | Save-GenOutput out");

        Assert.Equal(["image/png", "image/png", "video/mp4"], run.Clean.Texts("MediaType").Order());
        Assert.All(run.Output, file => Assert.Equal(Path.Combine(_folder.Path, "out"), Path.GetDirectoryName(file.Text("Path"))));
        Assert.Contains(run.Output, file => file.Text("Name").StartsWith("shot-1_", StringComparison.Ordinal));
        Assert.Equal(4, _folder.Files.Length);
    }

    [Fact]
    public void Ids_and_saved_files_stand_for_their_tasks()
    {
        string id = _host.Run($"{Picture} | Wait-GenTask").Single.Text("Id");

        PSObject byId = _host.Run($"Save-GenOutput one -Id {id}").Single;
        PSObject byFile = _host.Run($"'{id}' | Save-GenOutput two | Save-GenOutput three").Single;

        Assert.Equal(3, _folder.Files.Length);
        Assert.Equal(File.ReadAllBytes(byId.Text("Path")), File.ReadAllBytes(byFile.Text("Path")));
    }

    [Fact]
    public void A_file_that_is_there_is_left_alone_unless_forced()
    {
        PSObject first = _host.Run($"$task = {Picture} | Wait-GenTask; $task | Save-GenOutput").Single;
        File.WriteAllText(first.Text("Path"), "mine");

        RunResult second = _host.Run("$task | Save-GenOutput");

        Assert.Empty(second.Output);
        Assert.Equal(("FileExists", ErrorCategory.ResourceExists), (second.Error.Id(), second.Error.CategoryInfo.Category));
        second.Error.Says(first.Text("Name"), "-Force");
        Assert.Equal("mine", File.ReadAllText(first.Text("Path")));

        PSObject forced = _host.Run("$task | Save-GenOutput -Force").Single;
        Assert.Equal(first.Text("Path"), forced.Text("Path"));
        Assert.Equal((long)forced.Get("Length")!, new FileInfo(first.Text("Path")).Length);
        Assert.Single(_folder.Files);
    }

    [Fact]
    public void A_file_that_was_saved_before_is_returned_as_long_as_it_holds_what_was_saved()
    {
        PSObject first = _host.Run($"$task = {Picture} | Wait-GenTask; $task | Save-GenOutput").Single;
        DateTime saved = File.GetLastWriteTimeUtc(first.Text("Path"));

        PSObject again = _host.Run("$task | Save-GenOutput").Single;

        Assert.Equal((first.Text("Path"), first.Text("Sha256")), (again.Text("Path"), again.Text("Sha256")));
        Assert.Equal(saved, File.GetLastWriteTimeUtc(first.Text("Path")));

        byte[] bytes = File.ReadAllBytes(first.Text("Path"));
        bytes[^20] ^= 1;
        File.WriteAllBytes(first.Text("Path"), bytes);
        RunResult changed = _host.Run("$task | Save-GenOutput");

        Assert.Empty(changed.Output);
        Assert.Equal("FileExists", changed.Error.Id());
        changed.Error.Says(first.Text("Name"), "has changed since", "left as it is", "-Force", "-SkipExisting");
        Assert.Equal(bytes, File.ReadAllBytes(first.Text("Path")));
        Assert.Equal(first.Text("Path"), _host.Run("$task | Save-GenOutput -SkipExisting").Single.Text("Path"));
        Assert.Equal(first.Text("Sha256"), _host.Run("$task | Save-GenOutput -Force").Single.Text("Sha256"));
    }

    [Fact]
    public void A_rehearsal_saves_nothing()
    {
        RunResult run = _host.Run($"{Picture} | Wait-GenTask | Save-GenOutput out -WhatIf");

        Assert.Empty(run.Clean);
        Assert.Empty(_folder.Files);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "out")));
    }

    [Fact]
    public void A_task_that_has_not_ended_is_an_error_that_says_what_is_missing()
    {
        _host.Run(ModuleHost.SlowService);

        RunResult run = _host.Run($"{Picture} | Save-GenOutput");

        Assert.Empty(run.Output);
        Assert.Equal("TaskNotEnded", run.Error.Id());
        run.Error.Says("has not ended");
        Assert.Contains("Wait-GenTask", run.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void A_task_that_failed_has_nothing_to_save_and_one_error_is_enough()
    {
        _host.Run("Connect-GenService -Local -Speed 200 -Seed 1 -FailureRate 1");

        RunResult run = _host.Run($"{Picture} | Wait-GenTask | Save-GenOutput -Verbose");

        Assert.Empty(run.Output);
        Assert.Equal("TaskFailed", run.Error.Id());
        Assert.Contains(run.Asides, text => text.Contains("no result", StringComparison.Ordinal));
        Assert.Empty(_folder.Files);
    }

    [Theory]
    [InlineData("occupied")]
    [InlineData("occupied/deeper")]
    [InlineData("Env:")]
    [InlineData("nowhere:/out")]
    [InlineData("Nothing::out")]
    public void A_folder_that_cannot_be_is_a_plain_error(string folder)
    {
        _folder.Write("occupied", "a file");

        RunResult run = _host.Run($"{Picture} | Wait-GenTask | Save-GenOutput {folder}");

        Assert.Empty(run.Output);
        run.Error.Says($"Cannot save to '{folder}'", "still with the service");
        Assert.Equal("DownloadFailed", run.Error.Id());
        Assert.DoesNotContain("Exception", Messages.Of(run.Error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Env:")]
    [InlineData("nowhere:/out")]
    public void A_folder_that_leads_nowhere_ends_the_pipeline_before_anything_is_paid_for(string folder)
    {
        RunResult run = _host.Run($"{Picture} | Wait-GenTask | Save-GenOutput {folder}");

        run.Error.Says("-DestinationPath");
        Assert.Empty(_host.Run("Get-GenTask").Clean);
    }

    [Fact]
    public void Saved_files_are_in_the_order_of_their_tasks()
    {
        RunResult run = _host.Run("1..12 | ForEach-Object { \"fox $_\" } | New-GenTask google/nano-banana -AspectRatio 1:1 | Wait-GenTask | ForEach-Object { " +
            "$waited += @($_.Id); $_ } | Save-GenOutput");

        Assert.Equal(_host.Run("$waited").Clean.Select(id => id.ToString()), run.Clean.Texts("TaskId"));
        Assert.Equal(12, _folder.Files.Length);
    }
}
