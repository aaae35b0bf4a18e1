using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks.Ledgers;

/// <summary>A ledger of a million entries: what opening, asking, Tab and a finished batch take, and what it costs a submission and the import.</summary>
internal static class LedgerBenchmark
{
    private const int Part = 2_000;
    private const double MostAdded = 5;
    private const double MostWarning = 300;
    private const double MostClearing = 30;

    // Seconds for a hundred thousand rows.
    private const double MostAgain = 5;
    private const double MostMemory = 100;

    /// <summary>The connection string of the database that the environment names; null where it names none.</summary>
    public static string? Database { get; } = Environment.GetEnvironmentVariable("TASKAPI_TEST_POSTGRES") is { Length: > 0 } named ? named : null;

    public static void Run(string[] args)
    {
        int entries = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        ImportCost.Measure(args.Length > 1 ? args[1] : PowerShellProgram.Find(), MostAdded);
        string folder = Directory.CreateTempSubdirectory("taskapi-benchmark-").FullName;
        using EmulatorServer server = EmulatorServer.Start("--seed", "1").GetAwaiter().GetResult();
        Environment.SetEnvironmentVariable("UNIFICALLY_API_KEY", BigLedger.Key);
        Environment.SetEnvironmentVariable("TASKAPI_ENDPOINT", server.Address);
        try
        {
            Measure("SQLite", new BigLedger(Path.Combine(folder, "big.db"), entries), server, folder, MostAdded);
            if (Database is { } database)
            {
                Measure("PostgreSQL", new BigLedger(database, Math.Min(entries, 200_000)), server, folder, null);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine(Figure.AllMet ? "All targets are met." : "Some targets are missed.");
        Environment.ExitCode = Figure.AllMet ? 0 : 1;
    }

    private static void Measure(string store, BigLedger ledger, EmulatorServer server, string folder, double? mostAdded)
    {
        string table = Path.Combine(folder, "all.csv");
        string part = Path.Combine(folder, "part.csv");
        string saved = Path.Combine(folder, "saved");
        BigLedger.WriteTable(table, ledger.FinishedRows);
        BigLedger.WriteTable(part, Part);
        Directory.CreateDirectory(saved);
        for (int i = 0; i < Part; i++)
        {
            File.WriteAllText(Path.Combine(saved, string.Create(CultureInfo.InvariantCulture, $"row{i}.mp4")), "film");
        }

        var watch = Stopwatch.StartNew();
        ledger.Fill(new Uri(server.Address), table, saved);
        Console.WriteLine(
            $"{store}: {ledger.Entries:N0} entries{(ledger.Size is { } size ? $", {size / 1e6:N0} MB" : "")}, made in {watch.Elapsed.TotalSeconds:N0} s");
        SubmissionCost.MeasureAsync(ledger, mostAdded).GetAwaiter().GetResult();
        using var commands = new LedgerCommands(ledger);
        commands.MeasureQuestions();
        MeasureForgotten(commands, table);
        int requests = Requests(server);
        Again(commands, $"Import-GenRequest -LiteralPath '{part}' | New-GenTask -Batch {BigLedger.Finished} | Out-Null", Part);
        Again(commands, $"Import-GenRequest -LiteralPath '{table}' | New-GenTask -Batch {BigLedger.Finished} | Out-Null", ledger.FinishedRows);
        Again(commands,
            $"Import-GenRequest -LiteralPath '{part}' | New-GenTask -Batch {BigLedger.Finished} | Wait-GenTask | Save-GenOutput '{saved}' | Out-Null", Part);
        double clearing = commands.Milliseconds($"Clear-GenLedger {ledger.EndOfFirstGroup:o} -Confirm:$false") / 1000;
        Figure.Show("Clear-GenLedger of the oldest twentieth", clearing, "s", MostClearing);
        Figure.Show("Requests sent for it", Requests(server) - requests, "", 0);
    }

    /// <summary>The look-up before the first request of a file that no batch is named for. The warning ends it, so that nothing is sent.</summary>
    private static void MeasureForgotten(LedgerCommands commands, string table)
    {
        string script = $"try {{ Import-GenRequest -LiteralPath '{table}' | New-GenTask -WarningAction Stop }} catch {{ $told = \"$_\" }}";
        double milliseconds = commands.Milliseconds(script);
        string told = commands.Run("\"$told\"")[0].ToString();
        Figure.Show("The warning for a file that was sent before, and no -Batch now", milliseconds, "ms", MostWarning, told[..Math.Min(15, told.Length)]);
    }

    private static void Again(LedgerCommands commands, string script, int rows)
    {
        using var memory = new MemoryPeak();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        double seconds = commands.Milliseconds(script) / 1000;
        double busy = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        double growth = memory.Growth / 1e6;
        if (commands.FirstError is { } error)
        {
            throw new InvalidOperationException(error);
        }

        string what = script[(script.IndexOf('|', StringComparison.Ordinal) + 2)..].Replace(" | Out-Null", "", StringComparison.Ordinal);
        what = what.Length > 50 ? what[..what.IndexOf(" '", StringComparison.Ordinal)] : what;
        Figure.Show($"{rows:N0} rows again: ... | {what}", seconds, "s", MostAgain * Math.Max(rows, 10_000) / 100_000,
            string.Create(CultureInfo.InvariantCulture, $"{rows / seconds:N0} rows/s, {busy:0.00} s of processors"));
        Figure.Show("    memory above the start", growth, "MB", MostMemory);
    }

    private static int Requests(EmulatorServer server)
    {
        JsonElement stats = server.Stats().GetAwaiter().GetResult();
        return stats.GetProperty("create").GetProperty("requests").GetInt32() + stats.GetProperty("poll").GetProperty("requests").GetInt32();
    }
}
