using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>A chain of three steps that a process of its own works on: picture, film, larger film; run again and again with the same ledger.</summary>
internal sealed class ChainProcess : IDisposable
{
    public const int Rows = 20;

    // A step's block may hold the whole pipeline. Nothing new begins then; when what was begun is answered and written down, it can be killed.
    private const string Script = """
        param([string] $Endpoint, [string] $Folder, [string] $Hold, [int] $HoldAt)
        $key = [System.Security.SecureString]::new(); 'sk-chain'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
        $session = Connect-GenService -ApiKey $key -Endpoint $Endpoint -Ledger "$Folder/ledger.db"
        $own = [System.Reflection.BindingFlags] 'Instance, NonPublic'
        $end = $session.GetType().GetField('_end', $own).GetValue($session)
        $nonePaid = $end.GetType().GetField('_nonePaid', $own).GetValue($end)
        $seen = @{ films = 0; larger = 0 }
        function Step([string] $Name, $Task) {
            if ($Name -eq $Hold -and ++$seen[$Name] -eq $HoldAt) {
                $nonePaid.Wait()
                [System.IO.File]::WriteAllText("$Folder/held", $Name)
                while ($true) { [System.Threading.Thread]::Sleep(5) }
            }

            $Task.Url
        }

        $files = Import-GenRequest "$Folder/rows.csv" |
            New-GenTask google/nano-banana -Batch chain | Wait-GenTask |
            New-GenTask kuaishou/kling-2.6 -Batch chain -Prompt { "$($_.Prompt) runs" } -StartImageUrl { Step films $_ } | Wait-GenTask |
            New-GenTask topaz-labs/video-upscale -Batch chain -Input @{ video_url = { Step larger $_ } } -WarningAction Ignore | Wait-GenTask |
            Save-GenOutput "$Folder/out"
        foreach ($file in $files) { "$($file.Name)`t$($file.Task.Parents)`t$($file.TaskId)" }
        """;

    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly EmulatorServer _server;

    public ChainProcess(EmulatorServer server)
    {
        _server = server;
        File.WriteAllText(Path.Combine(_folder.Path, "chain.ps1"), Script, Encoding.UTF8);

        // Every second row has a key; the others are known by what they ask for.
        string[] rows = [.. Enumerable.Range(1, Rows).Select(i => $"{(i % 2 == 0 ? $"row-{i}" : "")},fox number {i},1:1")];
        _folder.Write("rows.csv", string.Join('\n', (string[])["key,prompt,aspect_ratio", .. rows]) + "\n");
    }

    /// <summary>Runs the chain to its end.</summary>
    /// <returns>For each file its name, the task that its task came from, and its task.</returns>
    public async Task<(string Name, string Parent, string Task)[]> Run()
    {
        ShellRun run = await Start("", 0, null);
        return run is { ExitCode: 0, Error.Length: 0 }
            ? [.. run.Output.Trim().Split('\n').Select(line => line.Trim().Split('\t')).Select(cells => (cells[0], cells[1], cells[2]))]
            : throw new InvalidOperationException($"The script ended with {run.ExitCode}: {run.Output}{run.Error}");
    }

    /// <summary>Runs the chain until a step's row is held, and kills it when nothing of it is on its way to the service.</summary>
    /// <returns>How many tasks the service has made so far.</returns>
    public async Task<int> RunAndKill(string step, int row)
    {
        string held = Path.Combine(_folder.Path, "held");
        int made = 0;
        await Start(step, row, async process =>
        {
            var time = Stopwatch.StartNew();
            while (!File.Exists(held))
            {
                if (process.HasExited || time.Elapsed > LongestRun)
                {
                    throw new InvalidOperationException("The chain was never held.");
                }

                await Task.Delay(10);
            }

            made = await Made();
            process.Kill();
        });
        File.Delete(held);
        return made;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>How many tasks the service has made; the ledger knows each of them.</summary>
    private async Task<int> Made()
    {
        int made = (await _server.Stats()).GetProperty("tasks_created").GetInt32();
        Assert.Equal(Enumerable.Repeat("Accepted", made), LedgerRow.ReadAll(Path.Combine(_folder.Path, "ledger.db")).Select(row => row.State));
        return made;
    }

    private Task<ShellRun> Start(string hold, int row, Func<Process, Task>? whileRunning) => ShellRun.Start(
        string.Empty,
        [
            Path.Combine(_folder.Path, "chain.ps1"), "-Endpoint", _server.Address, "-Folder", _folder.Path, "-Hold", hold,
            "-HoldAt", row.ToString(CultureInfo.InvariantCulture),
        ],
        whileRunning: whileRunning,
        limit: LongestRun);
}
