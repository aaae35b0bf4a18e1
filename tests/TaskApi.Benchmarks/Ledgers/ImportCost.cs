using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks.Ledgers;

/// <summary>What the ledger's libraries cost the import: the staged module as it is beside one that lacks them, each in fresh processes.</summary>
internal static class ImportCost
{
    private const int Times = 11;

    private static readonly string[] LedgerLibraries = ["Microsoft.Data.Sqlite", "SQLitePCLRaw.", "TaskApi.Ledger.", "Npgsql"];

    public static void Measure(string? powerShell, double most)
    {
        if (powerShell is null)
        {
            Console.WriteLine("Import: not measured, because there is no pwsh on the PATH (name one with: ledger <entries> <path of pwsh>)");
            return;
        }

        string folder = Directory.CreateTempSubdirectory("taskapi-benchmark-").FullName;
        try
        {
            string with = Stage(Path.Combine(folder, "with"), isWhole: true);
            string without = Stage(Path.Combine(folder, "without"), isWhole: false);
            string report = Path.Combine(folder, "report");
            var times = new Dictionary<string, List<double>> { [with] = [], [without] = [] };
            var loaded = new HashSet<string>();
            for (int i = -1; i < Times; i++)
            {
                foreach (string module in times.Keys)
                {
                    double milliseconds = Import(powerShell, module, report, loaded);
                    if (i >= 0)
                    {
                        times[module].Add(milliseconds);
                    }
                }
            }

            // The shortest, because whatever else the machine does makes it longer.
            double[] best = [.. times.Values.Select(values => values.Min())];
            Console.WriteLine($"Import in {powerShell}, {Times} fresh processes each");
            Figure.Show("Import-Module without the ledger's libraries, shortest", best[1], "ms");
            Figure.Show("Import-Module, shortest", best[0], "ms");
            Figure.Show("What the ledger adds to the import", best[0] - best[1], "ms", most);
            string[] early = [.. loaded.Where(name => LedgerLibraries.Any(library => name.StartsWith(library, StringComparison.Ordinal)))];
            Figure.Show("Libraries of the ledger that are loaded after import and Tab", early.Length, "", 0, string.Join(", ", early));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Import(string powerShell, string module, string report, HashSet<string> loaded)
    {
        PowerShellProgram.Run(powerShell, "Ledgers/ImportModule.ps1", ["-Module", module, "-ReportFile", report]);
        string[] lines = File.ReadAllLines(report);
        loaded.UnionWith(lines.Skip(1));
        return Figure.Milliseconds(lines[0]);
    }

    private static string Stage(string folder, bool isWhole)
    {
        string bin = Path.Combine(Repository.Root, "bin");
        Directory.CreateDirectory(folder);
        File.Copy(Repository.Manifest, Path.Combine(folder, "TaskApi.psd1"));
        foreach (string file in Directory.GetFiles(bin, "*", SearchOption.AllDirectories))
        {
            string place = Path.GetRelativePath(bin, file);
            if (isWhole || (!LedgerLibraries.Any(library => Path.GetFileName(file).StartsWith(library, StringComparison.Ordinal))
                && !place.Contains("native", StringComparison.Ordinal)))
            {
                string copy = Path.Combine(folder, "bin", place);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        return Path.Combine(folder, "TaskApi.psd1");
    }
}
