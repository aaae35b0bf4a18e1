using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>A batch that processes of their own work on: its table, its ledger, its folder of results, and the script that is run again and again.</summary>
internal sealed class BatchProcess(EmulatorServer server) : IDisposable
{
    // The report is the last thing, so that a process that was killed has none.
    private const string Script = """
        param([string] $Endpoint, [string] $Folder, [string] $Report, [string] $Uncertain = 'Report', [string] $Ready)
        $key = [System.Security.SecureString]::new(); 'sk-kill'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
        $null = Connect-GenService -ApiKey $key -Endpoint $Endpoint -Ledger "$Folder/ledger.db"
        if ($Ready) {
            $null = Get-GenBatch -ErrorAction Ignore
            [System.IO.File]::WriteAllText($Ready, '')
            while (-not [System.IO.File]::Exists("$Folder/go")) { [System.Threading.Thread]::Sleep(5) }
        }

        $quiet = @{ ErrorAction = 'SilentlyContinue' }
        if ($Ready) {
            # Apart, so that the rate of the submissions is not that at which files are made and fetched.
            $tasks = @(Import-GenRequest "$Folder/rows.csv" | New-GenTask -Batch kill @quiet -ErrorVariable refused)
            $saved = @($tasks | Wait-GenTask @quiet -ErrorVariable lost | Save-GenOutput "$Folder/out" @quiet -ErrorVariable unsaved)
        }
        else {
            $saved = @(Import-GenRequest "$Folder/rows.csv" | New-GenTask -Batch kill -Uncertain $Uncertain @quiet -ErrorVariable refused | Wait-GenTask @quiet -ErrorVariable lost | Save-GenOutput "$Folder/out" @quiet -ErrorVariable unsaved)
        }

        $batch = Get-GenBatch kill
        $text = [System.Globalization.CultureInfo]::InvariantCulture
        [System.IO.File]::WriteAllLines($Report, [string[]] @(
            foreach ($problem in @($refused) + $lost + $unsaved) {
                switch -wildcard ($problem.FullyQualifiedErrorId) {
                    'OutcomeUnknown*' { "uncertain`t$($problem.TargetObject.Input.prompt)" }
                    'TaskFailed*' { "failed`t$($problem.TargetObject.Id)" }
                    default { "error`t$_ $problem" }
                }
            }
            foreach ($file in $saved) { "saved`t$($file.TaskId)`t$($file.Path)" }
            foreach ($task in Get-GenTask -Batch kill) { "task`t$($task.Id)`t$($task.Input.prompt)`t$($task.Status)" }
            "sum`t$($batch.Spent.ToString($text))`t$($batch.Rows)`t$($batch.Uncertain)"
        ))
        """;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _rows = [];
    private int _runs;

    public int RowCount => _rows.Count;

    public string Ledger => Path.Combine(_folder.Path, "ledger.db");

    public string Results => Path.Combine(_folder.Path, "out");

    public IEnumerable<string> Prompts => Enumerable.Range(1, _rows.Count).Select(Prompt);

    /// <summary>Adds rows to the table's end: pictures, some sounds and films; half of them with a key.</summary>
    /// <param name="count">How many.</param>
    public void AddRows(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int number = _rows.Count + 1;
            string key = number % 2 == 0 ? $"row-{number}" : "";
            _rows.Add((number % 12) switch
            {
                5 => $"{key},higgsfield-ai/tts,{Prompt(number)},,,,d2389a9a-91c2-4276-bc9c-c9e35e8fb85a",
                10 => $"{key},kuaishou/kling-2.6,{Prompt(number)},1:1,5,std,",
                _ => $"{key},google/nano-banana,{Prompt(number)},1:1,,,",
            });
        }

        // Half of a table would be a table too.
        string whole = _folder.Write("rows.new", string.Join('\n', (string[])["key,model,prompt,aspect_ratio,duration,mode,voice_id", .. _rows]) + "\n");
        File.Move(whole, Path.Combine(_folder.Path, "rows.csv"), overwrite: true);
    }

    /// <summary>Runs the script to its end.</summary>
    public async Task<BatchReport> Run(string uncertain = "Report", string ready = "")
    {
        (ShellRun run, string report) = await Start(null, uncertain, ready);
        return run.ExitCode == 0 && run.Error.Length == 0
            ? BatchReport.Read(report)
            : throw new InvalidOperationException($"The script ended with {run.ExitCode}: {run.Output}{run.Error}");
    }

    /// <summary>Runs the script in several processes, which all begin at the same moment.</summary>
    /// <returns>The runs, when they have begun.</returns>
    public async Task<Task<BatchReport>[]> RunTogether(int processes)
    {
        string[] ready = [.. Enumerable.Range(1, processes).Select(number => Path.Combine(_folder.Path, "ready-" + number.ToString(CultureInfo.InvariantCulture)))];
        Task<BatchReport>[] running = [.. ready.Select(file => Run("Report", file))];
        while (!Array.TrueForAll(ready, File.Exists) && !running.Any(run => run.IsCompleted))
        {
            await Task.Delay(Look);
        }

        _folder.Write("go", "");
        return running;
    }

    /// <summary>Runs the script and lets it be killed.</summary>
    /// <returns>The number of the process, which is its name in the ledger; null when it ended by itself before.</returns>
    public async Task<int?> RunAndKill(KillMoment moment)
    {
        int? killed = null;
        (ShellRun run, _) = await Start(
            async process =>
            {
                int id = process.Id;
                killed = await moment.Kill(process, server, Results) ? id : null;
            },
            "Report",
            ready: "");
        return killed is not null || (run.ExitCode == 0 && run.Error.Length == 0)
            ? killed
            : throw new InvalidOperationException($"The script ended with {run.ExitCode}: {run.Output}{run.Error}");
    }

    public void Dispose() => _folder.Dispose();

    private static string Prompt(int number) => $"row {number}";

    private async Task<(ShellRun Run, string Report)> Start(Func<Process, Task>? whileRunning, string uncertain, string ready)
    {
        string script = Path.Combine(_folder.Path, "batch.ps1");
        if (!File.Exists(script))
        {
            File.WriteAllText(script, Script, Encoding.UTF8);
        }

        string report = Path.Combine(_folder.Path, $"report-{System.Threading.Interlocked.Increment(ref _runs)}.json");
        string[] arguments = [script, "-Endpoint", server.Address, "-Folder", _folder.Path, "-Report", report, "-Uncertain", uncertain, "-Ready", ready];
        return (await ShellRun.Start(string.Empty, arguments, whileRunning: whileRunning), report);
    }
}
