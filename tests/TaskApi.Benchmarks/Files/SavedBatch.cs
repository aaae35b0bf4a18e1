using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks.Files;

/// <summary>What saving took.</summary>
/// <param name="Seconds">The time.</param>
/// <param name="Count">How many files there were.</param>
/// <param name="PeakMemory">The most memory that the process ever had, in bytes; 0 where that was not measured.</param>
internal readonly record struct SaveCost(double Seconds, int Count, long PeakMemory);

/// <summary>Files that a server holds, and programs that save them, each time into a folder of their own.</summary>
internal sealed class SavedBatch : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    // Without a journal, ext4 does not use a deleted file's number again for five seconds, and looks for another one with each new file.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(6);

    private readonly string _folder = Directory.CreateTempSubdirectory("taskapi-benchmark-").FullName;
    private readonly FileServer _server = new();
    private readonly int _parallel;
    private readonly Uri[] _addresses;
    private int _runs;

    /// <param name="files">What the server holds.</param>
    /// <param name="parallel">How many are fetched at once.</param>
    public SavedBatch(ServedFile[] files, int parallel)
    {
        _parallel = parallel;
        Files = files;
        _addresses = [.. files.Select((file, number) => _server.Add(FormattableString.Invariant($"song-{number}.mp3"), file))];
    }

    /// <summary>What the server holds.</summary>
    public ServedFile[] Files { get; }

    private string Results => Path.Combine(_folder, "out");

    /// <summary>Fetches the first of the files with curl.</summary>
    public SaveCost Curl(int count)
    {
        Directory.CreateDirectory(Results);
        string list = Path.Combine(_folder, "curl.txt");
        File.WriteAllLines(list, _addresses.Take(count).Select(address =>
            $"url = \"{address}\"\noutput = \"{Path.Combine(Results, Path.GetFileName(address.LocalPath))}\""));
        var watch = Stopwatch.StartNew();
        using (var curl = Process.Start("curl", ["--no-progress-meter", "--fail", "--parallel", "--parallel-max", Text(_parallel), "--config", list]))
        {
            curl.WaitForExit();
        }

        return Judge(new SaveCost(watch.Elapsed.TotalSeconds, count, 0), count);
    }

    /// <summary>Saves the first of the files with the module.</summary>
    /// <param name="shell">What runs it.</param>
    /// <param name="count">How many files.</param>
    /// <param name="withBar">Shows the progress on a terminal.</param>
    /// <param name="cut">Told of the process, which it may end; null for nothing. What it ended has to be begun again.</param>
    /// <returns>Null when the process was ended.</returns>
    public SaveCost? Module(FileShell shell, int count, bool withBar = false, Action<Process>? cut = null)
    {
        string tasks = Path.Combine(_folder, "tasks.jsonl");
        File.WriteAllLines(tasks, _addresses.Take(count).Select((address, number) =>
            $$$"""{"task_id":"{{{Id(number)}}}","status":"completed","output":{"audio_url":"{{{address}}}"}}"""));
        string report = Path.Combine(_folder, FormattableString.Invariant($"report-{++_runs}"));
        string[] arguments =
        [
            "-Module", Repository.Manifest, "-Endpoint", _server.Address, "-Tasks", tasks, "-Folder", Results, "-Ledger", Path.Combine(_folder, "ledger.db"),
            "-Parallel", Text(_parallel), "-Report", report, "-Progress", withBar ? "Continue" : "SilentlyContinue",
        ];
        using (Process process = shell.Start(Path.Combine(Repository.Root, "tests", "TaskApi.Benchmarks", "Files", "save.ps1"), arguments, withBar))
        {
            cut?.Invoke(process);
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"The script did not end within {Limit}.");
            }
        }

        if (!File.Exists(report))
        {
            return cut is null ? throw new InvalidOperationException("The script ended without a report.") : null;
        }

        string[] words = File.ReadAllText(report).Split(' ');
        return Judge(new SaveCost(Number(words[0]), (int)Number(words[1]), (long)Number(words[2])), count);
    }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Id(int number) => FormattableString.Invariant($"file-{number:0000000}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A figure of files that are not whole is none. The files are gone afterwards.</summary>
    private SaveCost Judge(SaveCost cost, int count)
    {
        string[] paths = [.. Directory.GetFiles(Results).Order(StringComparer.Ordinal)];
        long length = Files.Take(count).Sum(file => file.Length);
        if (paths.Length != count || paths.Sum(path => new FileInfo(path).Length) != length || (count == 1 && !Files[0].IsIn(paths[0])))
        {
            throw new InvalidOperationException($"{paths.Length} files came instead of {count}, or they are not whole.");
        }

        Directory.Delete(Results, recursive: true);
        Thread.Sleep(Rest);
        return cost;
    }
}
