using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Uploading;

/// <summary>A process is killed while a file is on its way up, and the same script runs again.</summary>
public sealed class UploadKillTests : IDisposable
{
    private const string Script = """
        param([string] $Endpoint)
        $key = [System.Security.SecureString]::new(); 'sk-kill'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
        $null = Connect-GenService -ApiKey $key -Endpoint $Endpoint -Ledger ./ledger.db -RequestTimeout 10
        $tasks = @(Import-GenRequest ./rows.csv | New-GenTask kuaishou/kling-2.6 -Batch films)
        "tasks $($tasks.Count) unsettled $((Get-GenBatch films).Uncertain) $($tasks.Input.start_image_url)"
        """;

    private readonly TemporaryFolder _folder = new();

    public UploadKillTests()
    {
        _folder.Write("batch.ps1", Script);
        _folder.Write("rows.csv", "key,prompt,start_image_url\nfox,run,fox.png\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("stall-before:put:x1", 3_000_000)]
    [InlineData("stall-after:put:x1", 1000)]
    [InlineData("half-answer:put:x1", 1000)]
    [InlineData("latency:put:x1:5000", 40_000_000)]
    public async Task The_row_is_paid_once(string fault, int length)
    {
        // Whatever the process makes of it, it is killed before it gets its file up.
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100", "--fault", fault, "--fault", "stall-before:put:1");
        WritePicture(length);

        ShellRun killed = await Run(server, async process =>
        {
            await server.FaultsWhen(faults => faults[0].GetProperty("befell").GetInt32() == 1);
            process.Kill();
        });
        Assert.Equal("", killed.Output);
        Assert.Equal((0, 0), Created(await server.Stats()));
        await server.EndFaults();

        ShellRun again = await Run(server);
        ShellRun third = await Run(server);

        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.StartsWith("tasks 1 unsettled 0 http", again.Output, StringComparison.Ordinal);
        Assert.Equal(again, third);
        Assert.Equal((1, 1), Created(await server.Stats()));
        string url = again.Output.Trim().Split(' ')[^1];
        Assert.Equal(await File.ReadAllBytesAsync("fox.png".In(_folder), TestContext.Current.CancellationToken), await server.File(url));
    }

    [Fact]
    public async Task Killed_between_upload_and_submission_the_file_is_not_sent_again()
    {
        using EmulatorServer server = await EmulatorServer.Start("--speed", "100", "--fault", "stall-before:post:x1");
        WritePicture(1000);

        await Run(server, async process =>
        {
            await server.FaultsWhen(faults => faults[0].GetProperty("befell").GetInt32() == 1);
            process.Kill();
        });
        ShellRun again = await Run(server);

        // Whether the request was accepted nobody can know: it is told, and not sent again, and neither is its file.
        Assert.Contains("tasks 0 unsettled 1", again.Output, StringComparison.Ordinal);
        JsonElement stats = await server.Stats();
        Assert.Equal((1, 1), (stats.GetProperty("uploads").GetInt32(), stats.GetProperty("create").GetProperty("requests").GetInt32()));
    }

    private void WritePicture(int length)
    {
        string path = _folder.WritePicture("fox.png");
        using FileStream file = File.OpenWrite(path);
        file.SetLength(length);
    }

    private Task<ShellRun> Run(EmulatorServer server, Func<Process, Task>? whileRunning = null) =>
        ShellRun.Start("", ["batch.ps1".In(_folder), "-Endpoint", server.Address], _folder.Path, whileRunning);

    private static (int Requests, int Tasks) Created(JsonElement stats) =>
        (stats.GetProperty("create").GetProperty("requests").GetInt32(), stats.GetProperty("tasks_created").GetInt32());
}
