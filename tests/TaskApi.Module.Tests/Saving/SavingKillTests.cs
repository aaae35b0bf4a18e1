using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Remembering;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Saving;

/// <summary>
/// Processes that save a hundred files are killed at random moments, and run again. TASKAPI_KILLS sets how many rounds there are,
/// TASKAPI_KILL_SEED repeats the moments of another run.
/// </summary>
public sealed class SavingKillTests : IDisposable
{
    private const int Files = 100;
    private const int UsualRounds = 2;
    private const int KillsOfARound = 2;
    private const int LongestAfter = 40;
    private const int Piece = 32 * 1024;

    // What was fetched is written down before it has a name, so that a killed process's files are known.
    private const string Script = """
        param([string] $Endpoint, [string] $Folder, [string] $Report, [switch] $Sidecar, [string] $Ready)
        $key = [System.Security.SecureString]::new(); 'sk-kill'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
        $null = Connect-GenService -ApiKey $key -Endpoint $Endpoint -Ledger "$Folder/ledger.db"
        if ($Ready) {
            $null = Get-GenBatch -ErrorAction Ignore
            [System.IO.File]::WriteAllText($Ready, '')
            while (-not [System.IO.File]::Exists("$Folder/go")) { [System.Threading.Thread]::Sleep(1) }
        }

        $saved = @([System.IO.File]::ReadAllLines("$Folder/tasks.jsonl") | ConvertFrom-GenCallback -Trust |
            Save-GenOutput "$Folder/out" -Sidecar:$Sidecar -ErrorAction SilentlyContinue -ErrorVariable unsaved)
        [System.IO.File]::WriteAllLines($Report, [string[]] @("$($saved.Count) saved"; foreach ($problem in $unsaved) { "$problem" }))
        """;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly string _script;
    private int _runs;

    public SavingKillTests() => _script = _folder.Write("save.ps1", Script);

    private string Results => Path.Combine(_folder.Path, "out");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whenever_it_is_killed_all_files_are_whole_in_the_end_no_whole_file_is_fetched_again_and_nothing_else_is_left()
    {
        KillPlan plan = KillPlan.Read(UsualRounds);
        for (int round = 0; round < plan.Times; round++)
        {
            using FileServer server = Start(plan.Random.Next(), out ServedFile[] files);
            bool withSidecars = round % 2 == 1;
            int kills = 0;
            bool[] complete = new bool[Files];
            for (int kill = 0; kill < KillsOfARound; kill++)
            {
                int[] before = [.. files.Select(file => file.Requests)];
                int begun = server.Requests;
                int after = plan.Random.Next(1, Files - complete.Count(isWhole => isWhole) + 1);
                int pause = plan.Random.Next(LongestAfter);
                kills += await RunAsync(server, withSidecars, process => KillAsync(process, () => server.Requests - begun >= after, pause)) is null ? 1 : 0;
                AssertNotFetchedAgain(files, before, complete);
                complete = Judge(files);
                KillPlan.Say($"round {round + 1}: killed {pause} ms after {after} requests; {complete.Count(isWhole => isWhole)} whole, left {Left()}");
            }

            int[] last = [.. files.Select(file => file.Requests)];
            Assert.Equal($"{Files} saved", await RunAsync(server, withSidecars));
            AssertNotFetchedAgain(files, last, complete);
            AssertAllThere(files, withSidecars);
            long length = files.Sum(file => file.Length);
            KillPlan.Say($"round {round + 1}: {kills} kills, {server.Requests} requests, {files.Sum(file => file.Sent):N0} bytes sent of {length:N0}");
            Directory.Delete(Results, recursive: true);
            File.Delete(Path.Combine(_folder.Path, "ledger.db"));
        }
    }

    [Fact]
    public async Task Of_two_that_save_the_same_at_once_either_may_be_killed_and_the_other_one_loses_nothing()
    {
        KillPlan plan = KillPlan.Read(1);
        for (int round = 0; round < plan.Times; round++)
        {
            using FileServer server = Start(plan.Random.Next(), out ServedFile[] files);
            int after = plan.Random.Next(1, Files);
            int pause = plan.Random.Next(LongestAfter);
            string[] ready = [Path.Combine(_folder.Path, "ready-1"), Path.Combine(_folder.Path, "ready-2")];
            Task<string?> survivor = RunAsync(server, withSidecars: false, ready: ready[0]);
            Task<string?> doomed = RunAsync(server, withSidecars: false, process => KillAsync(process, () => server.Requests >= after, pause), ready[1]);
            while (!Array.TrueForAll(ready, File.Exists) && !survivor.IsCompleted && !doomed.IsCompleted)
            {
                await Task.Delay(Look, Stop);
            }

            _ = _folder.Write("go", "");
            string? killed = await doomed;
            Assert.Equal($"{Files} saved", await survivor);
            Assert.DoesNotContain(false, Judge(files));
            KillPlan.Say($"round {round + 1}: {(killed is null ? "killed" : "ended before it was killed")}, {pause} ms after {after} requests; left {Left()}");

            int requests = server.Requests;
            Assert.Equal($"{Files} saved", await RunAsync(server, withSidecars: false));
            Assert.Equal(requests, server.Requests);
            AssertAllThere(files, withSidecars: false);
            Array.ForEach([.. ready, Path.Combine(_folder.Path, "go")], File.Delete);
            Directory.Delete(Results, recursive: true);
            File.Delete(Path.Combine(_folder.Path, "ledger.db"));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static string NameOf(int number) => $"task_killed-{number:0000000}";

    private static async Task KillAsync(Process process, Func<bool> comes, int pause)
    {
        while (!process.HasExited && !comes())
        {
            await Task.Delay(Look, Stop);
        }

        await Task.Delay(pause, Stop);
        process.Kill();
    }

    private static void AssertNotFetchedAgain(ServedFile[] files, int[] before, bool[] complete)
    {
        for (int i = 0; i < files.Length; i++)
        {
            Assert.True(!complete[i] || files[i].Requests == before[i], $"{NameOf(i)} was whole when the process was killed, and was fetched again.");
        }
    }

    /// <summary>A server with a hundred songs, a fifth of which it has no name for, and their tasks' callbacks in a file.</summary>
    private FileServer Start(int seed, out ServedFile[] files)
    {
        var random = new Random(seed);
        var server = new FileServer { Pause = TimeSpan.FromMilliseconds(1) };
        files = [.. Enumerable.Range(0, Files).Select(number =>
            new ServedFile(random.Next(2000, 500_000), random.Next(), Piece, number % 5 == 0 ? null : "\"one\""))];
        string[] callbacks = [.. files.Select((file, number) =>
            $$$"""{"task_id":"killed-{{{number:0000000}}}","status":"completed","output":{"audio_url":"{{{server.Add($"song-{number}.mp3", file)}}}"}}""")];
        File.WriteAllLines(Path.Combine(_folder.Path, "tasks.jsonl"), callbacks);
        return server;
    }

    /// <summary>Runs the script to its end, or until it is killed.</summary>
    /// <returns>What it reported; null when it was killed.</returns>
    private async Task<string?> RunAsync(FileServer server, bool withSidecars, Func<Process, Task>? whileRunning = null, string? ready = null)
    {
        string report = Path.Combine(_folder.Path, $"report-{Interlocked.Increment(ref _runs)}.txt");
        string[] arguments =
        [
            _script, "-Endpoint", server.Address, "-Folder", _folder.Path, "-Report", report,
            .. withSidecars ? (string[])["-Sidecar"] : [], .. ready is null ? [] : (string[])["-Ready", ready],
        ];
        ShellRun run = await ShellRun.Start(string.Empty, arguments, whileRunning: whileRunning, limit: Limit);
        Assert.Equal("", run.Error);
        return File.Exists(report) ? string.Join('\n', await File.ReadAllLinesAsync(report, Stop)) : null;
    }

    /// <summary>Which files are there; each of those has to be whole.</summary>
    private bool[] Judge(ServedFile[] files) => [.. files.Select((file, number) =>
    {
        string path = Path.Combine(Results, NameOf(number) + ".mp3");
        bool isThere = File.Exists(path);
        Assert.True(!isThere || file.IsIn(path), $"{path} is not whole.");
        return isThere;
    })];

    private string Left()
    {
        if (!Directory.Exists(Results))
        {
            return "nothing";
        }

        long[] records = Array.ConvertAll(Directory.GetFiles(Results, ".*.part.json"), path => new FileInfo(path).Length);
        int empty = records.Count(length => length == 0);
        return $"{Directory.GetFiles(Results, ".*.part").Length} parts, {records.Length - empty} records, {empty} empty ones";
    }

    private void AssertAllThere(ServedFile[] files, bool withSidecars)
    {
        Assert.DoesNotContain(false, Judge(files));
        IEnumerable<string> names = Enumerable.Range(0, Files).Select(number => NameOf(number) + ".mp3");
        string[] expected = [.. names.SelectMany(name => withSidecars ? (string[])[name, name + ".json"] : [name])];
        string[] found = Directory.GetFiles(Results, "*", new EnumerationOptions { AttributesToSkip = 0 });
        Assert.Equal(expected, found.Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }
}
