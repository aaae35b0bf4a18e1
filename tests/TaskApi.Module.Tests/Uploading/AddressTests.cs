using System;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Uploading;

/// <summary>What addresses of files are worth: those of other days, of the emulator, and those that stand for a file while its price is asked.</summary>
public sealed class AddressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = new();

    public AddressTests()
    {
        _host.GoTo(_folder.Path);
        _folder.WritePicture("fox.png");
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_task_of_another_day_is_sent_again_with_a_fresh_address_and_stays_the_same_row_of_its_batch()
    {
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100");
        Connect(server);
        string old = (string)_host.Run("New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png -Batch b").Single.Input("start_image_url")!;
        Age();

        foreach (string line in (string[])
            [
                "Get-GenTask -Last 1 | New-GenTask",
                $"New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl '{old}'",
                $"[pscustomobject]@{{ prompt = 'run'; start_image_url = '{old}' }} | New-GenTask kuaishou/kling-2.6",
            ])
        {
            Connect(server);
            string fresh = (string)_host.Run(line).Single.Input("start_image_url")!;
            Assert.NotEqual(old, fresh);
            Assert.NotEmpty(await server.File(fresh));
        }

        Connect(server);
        Assert.Equal(4, (await server.Stats()).GetProperty("tasks_created").GetInt32());
        Assert.Equal(old, _host.Run($"New-GenTask kuaishou/kling-2.6 -Prompt run -StartImageUrl '{old}' -Batch b").Single.Input("start_image_url"));
        Assert.Equal((4, 2), ((await server.Stats()).GetProperty("tasks_created").GetInt32(), (await server.Stats()).GetProperty("files_uploaded").GetInt32()));
    }

    [Fact]
    public async Task Where_the_picture_of_another_day_is_gone_it_is_one_row_s_error()
    {
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100", "--fault", "html:file:1:404");
        Connect(server);
        string old = _host.Run("(Send-GenFile fox.png).Url").Single.ToString();
        Age();
        System.IO.File.Delete("fox.png".In(_folder));
        _folder.Write("rows.csv", $"prompt,start_image_url\none,\ntwo,{old}\nthree,\n");

        Connect(server);
        RunResult run = _host.Run("Import-GenRequest rows.csv | New-GenTask kuaishou/kling-2.6");

        Assert.Equal(["one", "three"], run.Output.Texts("Prompt"));
        Assert.Equal("FileNotReadable", run.Error.Id());
        run.Error.Says("rows.csv, line 3", "fox.png".In(_folder), "not on the web any more", "Nothing was charged");
    }

    [Theory]
    [InlineData("New-GenTask")]
    [InlineData("Get-GenPrice")]
    [InlineData("Test-GenRequest -Quiet")]
    public async Task A_result_of_the_emulator_is_refused_where_requests_are_paid_for(string command)
    {
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100");
        _host.Run($"{ModuleHost.FastService} | ForEach-Object {{}}; $image = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask; " +
            "$upload = Send-GenFile fox.png");
        Connect(server);

        foreach (string given in (string[])["$image", "$image.Outputs[0]", "$image.Url", "$upload", "$upload.Url"])
        {
            RunResult run = _host.Run($"{command} kuaishou/kling-2.6 -Prompt run -StartImageUrl {given}");
            if (command == "Test-GenRequest -Quiet")
            {
                Assert.Equal(false, run.Single.BaseObject);
                continue;
            }

            Assert.Empty(run.Output);
            Assert.Equal("InvalidRequest", run.Error.Id());
            run.Error.Says("start_image_url", "taskapi.invalid", "nowhere on the web", "costs nothing");
        }

        Assert.Equal(0, (await server.Stats()).GetProperty("create").GetProperty("requests").GetInt32());
    }

    [Fact]
    public void What_stands_for_a_file_while_its_price_is_asked_is_told_with_Verbose()
    {
        _host.Run($"{ModuleHost.FastService} | ForEach-Object {{}}");

        RunResult first = _host.Run("Get-GenPrice kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png -Verbose");
        string url = _host.Run("(Send-GenFile fox.png).Url").Single.ToString();
        RunResult second = _host.Run("Get-GenPrice kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png -Exact -Verbose");

        Assert.Contains($"{"fox.png".In(_folder)} is not uploaded to ask for a price; a made-up address stands for it: " +
            "https://not-uploaded.taskapi.invalid/1.png", first.Asides);
        Assert.Contains($"{"fox.png".In(_folder)} was uploaded before; its address stands for it: {url}", second.Asides);
        Assert.DoesNotContain(_host.Run("Get-GenPrice kuaishou/kling-2.6 -Prompt run -StartImageUrl fox.png").Asides,
            aside => aside.Contains("stands for it", StringComparison.Ordinal));
    }

    /// <summary>Lets a day pass for what the ledger knows of uploads.</summary>
    private void Age()
    {
        _host.Run("Disconnect-GenService");
        using var ledger = new SqliteConnection($"Data Source={"ledger.db".In(_folder)};Pooling=False");
        ledger.Open();
        using SqliteCommand command = ledger.CreateCommand();
        command.CommandText = "UPDATE upload SET uploaded_at = uploaded_at - 24 * 3600 * 1000";
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    private void Connect(EmulatorServer server)
    {
        _host.Set("key", new System.Net.NetworkCredential("", "sk-any").SecurePassword);
        _ = _host.Run($"Disconnect-GenService; Connect-GenService -ApiKey $key -Endpoint {server.Address} -Ledger '{"ledger.db".In(_folder)}'").Clean;
    }
}
