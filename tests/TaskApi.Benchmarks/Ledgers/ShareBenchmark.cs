using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Benchmarks.Files;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks.Ledgers;

/// <summary>
/// How much of the service's limit several processes use that share it through one ledger, beside one process that has it alone: in a file,
/// and in a database where there is one. Each run has a server, and an account, of its own.
/// </summary>
internal static class ShareBenchmark
{
    private const int Tasks = 120;
    private const int Processes = 4;
    private const int Rounds = 3;

    // Slots that nobody has used yet are all free at once; and what four processes compile at the same time is no part of the limit's rate.
    private const int WarmUp = 30;

    // Of what one process gets done.
    private const double MostLost = 15;

    private static readonly FileShell Shell = new(powerShell: null);
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    public static void Run(string[] args)
    {
        string folder = Directory.CreateTempSubdirectory("taskapi-benchmark-").FullName;
        try
        {
            Measure("SQLite", run => Path.Combine(folder, run, "ledger.db"), folder);
            if (LedgerBenchmark.Database is { } database)
            {
                Measure("PostgreSQL", _ => database, folder);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Environment.ExitCode = Figure.AllMet ? 0 : 1;
    }

    private static void Measure(string store, Func<string, string> ledger, string folder)
    {
        var alone = new double[Rounds];
        var together = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            alone[round] = Rate(1, $"{store}-{round}-1");
            together[round] = Rate(Processes, $"{store}-{round}-{Processes}");
        }

        Figure.Show($"{store}: one process, submissions a second", Figure.Median(alone), "");
        Figure.Show($"{store}: {Processes} processes, submissions a second", Figure.Median(together), "");
        double[] lost = [.. alone.Zip(together, static (one, several) => 100 * (1 - (several / one)))];
        Figure.Show($"{store}: what sharing loses", Figure.Median(lost), "%", MostLost);

        double Rate(int processes, string run)
        {
            string place = Directory.CreateDirectory(Path.Combine(folder, run)).FullName;
            return RateAsync(processes, place, ledger(run)).GetAwaiter().GetResult();
        }
    }

    /// <summary>How many requests a second leave once the first are gone.</summary>
    private static async Task<double> RateAsync(int processes, string folder, string ledger)
    {
        using EmulatorServer server = await EmulatorServer.Start("--seed", "1");
        string go = Path.Combine(folder, "go");
        int[] numbers = [.. Enumerable.Range(1, processes)];
        Process[] running = [.. numbers.Select(Start)];
        while (!Array.TrueForAll(numbers, number => File.Exists(Path.Combine(folder, $"ready-{number}"))))
        {
            if (Array.Find(running, process => process.HasExited) is { } ended)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"A process ended with {ended.ExitCode} before it began."));
            }

            await Task.Delay(Look);
        }

        await File.WriteAllTextAsync(go, "");
        using var limit = new CancellationTokenSource(LongestRun);
        var left = new List<DateTimeOffset>();
        for (int i = 0; i < processes; i++)
        {
            using Process process = running[i];
            await process.WaitForExitAsync(limit.Token);
            string[] lines = await File.ReadAllLinesAsync(Path.Combine(folder, $"report-{numbers[i]}"), limit.Token);
            left.AddRange(lines.Select(static line => new DateTimeOffset(long.Parse(line, CultureInfo.InvariantCulture), TimeSpan.Zero)));
        }

        left.Sort();
        return left.Count == Tasks
            ? (Tasks - WarmUp) / (left[^1] - left[WarmUp - 1]).TotalSeconds
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{left.Count} of {Tasks} tasks were submitted."));

        Process Start(int number) => Shell.Start(Path.Combine(Repository.Root, "tests", "TaskApi.Benchmarks", "Ledgers", "submit.ps1"),
        [
            "-Module", Repository.Manifest, "-Endpoint", server.Address, "-Ledger", ledger, "-Name", $"fox {number} of",
            "-Count", (Tasks / processes).ToString(CultureInfo.InvariantCulture), "-Ready", Path.Combine(folder, $"ready-{number}"), "-Go", go,
            "-Report", Path.Combine(folder, $"report-{number}"),
        ],
        withBar: false);
    }
}
