using System;
using TaskApi.Module.Tests.Support;
using TaskApi.Module.Tests.Uploading;
using Xunit;

namespace TaskApi.Module.Tests.Travelling;

/// <summary>The record that somebody keeps of a batch: a few columns of tasks and files in a table, read back another day.</summary>
public sealed class RecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public RecordTests()
    {
        _host.GoTo(_folder.Path);
        _ = _host.Run("""
            function Columns($from, $names) { $row = [ordered]@{}; foreach ($name in $names) { $row[$name] = "$($from.$name)" }; [pscustomobject]$row }
            $task = [pscustomobject]@{ key = 'fox 1'; prompt = 'fox'; aspect_ratio = '1:1' } | New-GenTask google/nano-banana | Wait-GenTask
            $file = $task | Save-GenOutput first
            $id = $task.Id
            """).Clean;
    }

    public static TheoryData<string> Records =>
    [
        "[pscustomobject]@{ id = $id; status = 'Completed'; key = 'fox 1'; path = $file.Path }",
        "[pscustomobject]@{ Id = $id; Status = 'Completed'; Key = 'fox 1'; Path = $file.Path }",
        "Columns $file TaskId, Key, Path, Url",
        "Columns $file TaskId, Key",
        "Columns $task Id, Status, Prompt, Cost, Url",
        "Columns $task.Outputs[0] TaskId, Number, Url",
        "[pscustomobject]@{ task_id = $id; path = $file.Path }",
        "[pscustomobject]@{ task_id = $id; Model = 'google/nano-banana'; Prompt = 'fox' }",
        "[pscustomobject]@{ Id = ''; TaskId = $id; Key = 'fox 1' }",
    ];

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void It_is_waited_for_and_saved_and_never_paid_for(string record)
    {
        _host.Run($"$record = {record}");

        Assert.Equal(_host.Run("$id").Single.ToString(), _host.Run("$record | Wait-GenTask").Single.Text("Id"));
        Assert.Single(_host.Run("$record | Save-GenOutput again").Clean);
        foreach (string command in (string[])["New-GenTask topaz-labs/image-upscale", "New-GenTask kuaishou/kling-2.6 -Prompt run",
            "New-GenTask google/nano-banana -Prompt owl -AspectRatio 1:1"])
        {
            RunResult run = _host.Run($"$record | {command}");
            Assert.Empty(run.Output);
            Assert.Equal("InvalidInput", run.Error.Id());
            run.Error.Says("Nothing was sent");
        }

        Assert.Single(_host.Run("Get-GenTask").Clean);
    }

    [Theory]
    [InlineData("id = 'shot-01'; status = 'todo'; prompt = 'owl'")]
    [InlineData("id = 'shot-01'; status = 'pending'; prompt = 'owl'")]
    [InlineData("id = $id; status = 'todo'; prompt = 'owl'")]
    [InlineData("task_id = ''; model = 'google/nano-banana'; prompt = 'owl'")]
    [InlineData("TaskId = $null; prompt = 'owl'; path = 'owl.png'")]
    [InlineData("task_id = $id; prompt = 'owl'; aspect_ratio = '1:1'")]
    public void A_table_of_ones_own_is_a_table_of_requests(string row)
    {
        RunResult run = _host.Run($"[pscustomobject]@{{ {row} }} | New-GenTask google/nano-banana -AspectRatio 1:1");

        Assert.Equal("owl", run.Single.Input("prompt"));
    }

    [Fact]
    public void A_few_columns_under_a_type_line_are_of_what_the_line_names()
    {
        foreach (string before in (string[])["CSV:", "CSV:Selected."])
        {
            RunResult run = _host.Run($$"""
                $row = [pscustomobject]@{ Name = 'image_url'; Url = $task.Url }
                $row.PSObject.TypeNames.Insert(0, '{{before}}TaskApi.GenOutput')
                $row | New-GenTask kuaishou/kling-2.6 -Prompt run
                """);

            Assert.Empty(run.Output);
            run.Error.Says("A GenOutput is no request", "Nothing was sent");
        }
    }

    [Fact]
    public void A_row_without_an_id_says_which_column_is_missing()
    {
        foreach (string command in (string[])["Wait-GenTask", "Save-GenOutput again", "Get-GenTask"])
        {
            _host.Run($"[pscustomobject]@{{ TaskId = ''; Key = 'fox 1' }} | {command}").Error.Says("no task's id", "Id, TaskId or task_id");
        }
    }

    [Fact]
    public void A_saved_file_of_a_record_is_a_picture_for_the_next_request()
    {
        string sent =
            (string)_host.Run("New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl (Columns $file TaskId, Path)").Single.Input("start_image_url")!;

        Assert.StartsWith("https://emulator.taskapi.invalid/files/", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void One_result_of_several_is_saved_alone()
    {
        _host.Run("$song = New-GenTask suno-ai/music -Input @{ custom = $false; mv = 'chirp-v4'; gpt_description_prompt = 'a song' } | Wait-GenTask");
        Assert.Equal(2, _host.Run("$song.Outputs").Clean.Count);

        Assert.Equal(_host.Run("$song.Outputs[1].Url").Single.ToString(), _host.Run("$song.Outputs[1] | Save-GenOutput songs").Single.Text("Url"));
        Assert.Single(_folder.Files, file => file.Contains("songs", StringComparison.Ordinal));
        Assert.Equal(2, _host.Run("$song.Outputs | Save-GenOutput songs -SkipExisting").Clean.Count);
        _host.Run(
            $"[pscustomobject]@{{ Name = 'x'; Kind = 'Audio'; Url = ''; Text = ''; TaskId = $song.Id; Number = '3' }} | " +
            "Save-GenOutput songs").Error.Says("has 2 results", "number 3");
    }

    [Fact]
    public void A_table_s_pictures_are_not_taken_from_another_folder_when_the_table_s_own_is_lost()
    {
        _folder.WritePicture("fox.png", 1);
        _folder.WritePicture("sub/fox.png", 2);
        _folder.Write("sub/rows.csv", "model,prompt,start_image_url\nkuaishou/kling-2.6,run,fox.png\n");
        string url = _host.Run("(Send-GenFile sub/fox.png).Url").Single.ToString();
        foreach (string way in Journeys.Everywhere)
        {
            RunResult run = _host.Run($"{Journeys.Of("Import-GenRequest sub/rows.csv", way)} | New-GenTask");

            if (run.Errors.Count == 0)
            {
                Assert.Equal(url, run.Single.Input("start_image_url"));
            }
            else
            {
                Assert.Equal("InvalidRequest", run.Error.Id());
                run.Error.Says("rows.csv, line 2", "folder of rows.csv, which was lost", "full path", "costs nothing");
            }

            Assert.Equal(way is Journeys.Job || way.Contains("CSV", StringComparison.Ordinal), run.Errors.Count == 1);
        }
    }

    [Fact]
    public void A_price_with_a_local_picture_keeps_it()
    {
        _folder.WritePicture("sub/fox.png", 2);
        _folder.Write("sub/rows.csv", "model,prompt,start_image_url\nkuaishou/kling-2.6,run,fox.png\n");
        string url = _host.Run("(Send-GenFile sub/fox.png).Url").Single.ToString();

        Assert.Equal(url,
            _host.Run($"{Journeys.Of("Import-GenRequest sub/rows.csv | Get-GenPrice", Journeys.Csv)} | New-GenTask").Single.Input("start_image_url"));
    }
}
