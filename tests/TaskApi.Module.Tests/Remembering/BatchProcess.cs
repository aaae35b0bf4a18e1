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
/// <param name="server">The service.</param>
/// <param name="database">The connection string of a ledger in PostgreSQL; null for a file beside the table.</param>
internal sealed class BatchProcess(EmulatorServer server, string? database = null) : IDisposable
{
    // The report is the last thing, so that a process that was killed has none.
    private const string Script = """
        param([string] $Endpoint, [string] $Ledger, [string] $Folder, [string] $Report, [string] $Uncertain = 'Report',
            [string] $Ready, [timespan] $RequestTimeout, [string] $Budget)
        $key = [System.Security.SecureString]::new(); 'sk-kill'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
        $null = Connect-GenService -ApiKey $key -Endpoint $Endpoint -Ledger $Ledger -RequestTimeout $RequestTimeout
        if ($Ready) {
            $null = Get-GenBatch -ErrorAction Ignore
            [System.IO.File]::WriteAllText($Ready, '')
            while (-not [System.IO.File]::Exists("$Folder/go")) { [System.Threading.Thread]::Sleep(5) }
        }

        $quiet = @{ ErrorAction = 'SilentlyContinue' }
        $send = @{ Batch = 'kill'; Uncertain = $Uncertain; ErrorVariable = 'refused'; WarningAction = 'SilentlyContinue'; WarningVariable = 'warned' }
        if ($Budget) { $send.Budget = $Budget }
        $saved = @(Import-GenRequest "$Folder/rows.csv" -OutVariable read | New-GenTask @send @quiet |
            Wait-GenTask @quiet -ErrorVariable lost | Save-GenOutput "$Folder/out" @quiet -ErrorVariable unsaved)
        $problems = foreach ($problem in @($refused) + $lost + $unsaved) {
            switch -wildcard ($problem.FullyQualifiedErrorId) {
                'OutcomeUnknown*' { "uncertain`t$($problem.TargetObject.Input.prompt)" }
                'TaskFailed*' { "failed`t$($problem.TargetObject.Id)" }
                default { "error`t$_ $problem" }
            }
        }

        $batch = Get-GenBatch kill
        if (-not $batch) { throw "Nothing was sent: $problems" }
        $text = [System.Globalization.CultureInfo]::InvariantCulture
        [System.IO.File]::WriteAllLines($Report, [string[]] @(
            $problems
            foreach ($warning in $warned) { "warning`t$warning" }
            foreach ($file in $saved) { "saved`t$($file.TaskId)`t$($file.Path)" }
            foreach ($task in Get-GenTask -Batch kill) { "task`t$($task.Id)`t$($task.Input.prompt)`t$($task.Status)" }
            "sum`t$($batch.Spent.ToString($text))`t$($batch.Rows)`t$($batch.Uncertain)`t$($read.Count)"
        ))
        """;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    // A lost database is waited for, and many processes share the machine.
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _rows = [];
    private int _runs;

    public int RowCount => _rows.Count;

    /// <summary>How long a request may take; so long slots rest that nobody knows of any more.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>What the batch may cost; null for no limit.</summary>
    public decimal? Budget { get; set; }

    /// <summary>The ledger's file or connection string.</summary>
    public string Ledger => database ?? Path.Combine(_folder.Path, "ledger.db");

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
    public async Task<BatchReport> Run(string uncertain = "Report") => Report(await Start(null, "-Uncertain", uncertain));

    /// <summary>Runs the script in several processes, which all begin at the same moment, with their ledgers open.</summary>
    /// <param name="processes">How many.</param>
    /// <returns>The runs, when they have begun.</returns>
    public async Task<Task<BatchReport>[]> RunTogether(int processes)
    {
        File.Delete(Path.Combine(_folder.Path, "go"));
        string[] ready = [.. Enumerable.Range(1, processes).Select(number => Path.Combine(_folder.Path, $"ready-{NextRun()}"))];
        Task<BatchReport>[] running = [.. ready.Select(async file => Report(await Start(null, "-Ready", file)))];
        while (!Array.TrueForAll(ready, File.Exists) && !running.Any(run => run.IsCompleted))
        {
            await Task.Delay(Look);
        }

        _folder.Write("go", "");
        return running;
    }

    /// <summary>Runs the script in a process that can be killed.</summary>
    /// <param name="doom">Ends when somebody wants it killed, at a moment that comes then; it may end by itself before.</param>
    public async Task<BatchEnd> RunUntil(Task<KillMoment> doom)
    {
        BatchEnd end = default!;
        (ShellRun run, string report) = await Start(async process =>
        {
            using var limit = new System.Threading.CancellationTokenSource(LongestRun);
            Task ended = process.WaitForExitAsync(limit.Token);
            bool isKilled = await Task.WhenAny(doom, ended) == doom && await (await doom).Kill(process, server, Results);
            end = new BatchEnd(process.Id, isKilled ? DateTimeOffset.UtcNow : null, null);
        });
        if (end.KilledAt is null)
        {
            return end with { Report = Report((run, report)) };
        }

        // A process that is killed has no time to complain; what it says it has said before.
        return run.Error.Length == 0 ? end : throw new InvalidOperationException($"Before it was killed, the script said: {run.Output}{run.Error}");
    }

    /// <summary>Runs the script and kills it at a moment.</summary>
    /// <param name="moment">Ends when the process is to be killed.</param>
    public Task RunAndKill(Func<Task> moment) => Start(async process =>
    {
        await moment();
        process.Kill();
    });

    public void Dispose() => _folder.Dispose();

    private static string Prompt(int number) => $"row {number}";

    private static BatchReport Report((ShellRun Run, string Report) ended) => ended.Run is { ExitCode: 0, Error.Length: 0 }
        ? BatchReport.Of(ended.Report)
        : throw new InvalidOperationException($"The script ended with {ended.Run.ExitCode}: {ended.Run.Output}{ended.Run.Error}");

    private string NextRun() => System.Threading.Interlocked.Increment(ref _runs).ToString(CultureInfo.InvariantCulture);

    private async Task<(ShellRun Run, string Report)> Start(Func<Process, Task>? whileRunning, params string[] options)
    {
        string script = Path.Combine(_folder.Path, "batch.ps1");
        if (!File.Exists(script))
        {
            File.WriteAllText(script, Script, Encoding.UTF8);
        }

        string report = Path.Combine(_folder.Path, $"report-{NextRun()}.json");
        string[] arguments = [script, "-Endpoint", server.Address, "-Ledger", Ledger, "-Folder", _folder.Path, "-Report", report, "-RequestTimeout",
            RequestTimeout.ToString(), "-Budget", Budget?.ToString(CultureInfo.InvariantCulture) ?? "", .. options];
        return (await ShellRun.Start(string.Empty, arguments, whileRunning: whileRunning, limit: LongestRun), report);
    }
}
