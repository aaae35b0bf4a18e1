using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>Somebody who has configured nothing but a key closes the window, and finds everything again in another.</summary>
public sealed class NewUserTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_one_window_submitted_another_one_waits_for_and_saves(bool hasStateFolder)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There a user's folder is not a matter of the environment.");
        using EmulatorServer server = await EmulatorServer.Start("--task-speed", "10");
        string state = Path.Combine(_home.Path, "state");
        var environment = new Dictionary<string, string?>
        {
            ["HOME"] = _home.Path,
            ["XDG_STATE_HOME"] = hasStateFolder ? state : null,
            ["UNIFICALLY_API_KEY"] = "sk-new-user",
            ["TASKAPI_ENDPOINT"] = server.Address,
            ["TASKAPI_LEDGER"] = null,
        };
        string work = Directory.CreateDirectory(Path.Combine(_home.Path, "work")).FullName;

        ShellRun first =
            await ShellRun.Start(string.Empty, ["-c", "(New-GenTask google/nano-banana -Prompt 'a fox' -AspectRatio 1:1).Id"], work, environment: environment);
        ShellRun second = await ShellRun.Start(string.Empty,
            ["-c", "Get-GenTask -Last 1 | Wait-GenTask | Save-GenOutput . | ForEach-Object { \"$($_.TaskId) $($_.Path)\" }"], work, environment: environment);

        Assert.Equal((0, "", 0, ""), (first.ExitCode, first.Error, second.ExitCode, second.Error));
        JsonElement task = Assert.Single(await server.Tasks());
        string id = task.GetProperty("task_id").GetString()!;
        string saved = Assert.Single(Directory.GetFiles(work));
        Assert.Equal((id, $"{id} {saved}"), (first.Output.Trim(), second.Output.Trim()));
        Assert.Equal(await server.File(task.GetProperty("output").GetProperty("image_url").GetString()!),
            await File.ReadAllBytesAsync(saved, TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsMacOS() && !OperatingSystem.IsWindows())
        {
            string ledger = Path.Combine(hasStateFolder ? state : Path.Combine(_home.Path, ".local", "state"), "TaskApi", "ledger.db");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ledger));
        }
    }
}
