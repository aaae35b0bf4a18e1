using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks.Starts;

/// <summary>
/// What somebody waits for who opens a PowerShell and begins: the import beside that of an empty binary module, the first Tab, the first task.
/// </summary>
internal static class StartBenchmark
{
    private const int Times = 20;
    private const double MostOfImport = 15;
    private const double MostOfTab = 30;
    private const double MostOfTask = 40;

    public static void Run(string[] args)
    {
        if ((args.FirstOrDefault() ?? PowerShellProgram.Find()) is not { } powerShell)
        {
            Console.WriteLine("Not measured, because there is no pwsh on the PATH (name one with: start <path of pwsh>)");
            return;
        }

        string manifest = Path.GetFullPath(args.ElementAtOrDefault(1) ?? Repository.Manifest);

        string folder = Directory.CreateTempSubdirectory("taskapi-benchmark-").FullName;
        try
        {
            PowerShellProgram.Run(powerShell, "Starts/NewEmptyModule.ps1", ["-Folder", folder, "-Like", manifest]);
            var empty = new List<Beginning>();
            var alike = new List<Beginning>();
            var whole = new List<Beginning>();
            var forgetful = new List<Beginning>();
            for (int i = -1; i < Times; i++)
            {
                Beginning[] round =
                [
                    Begin(powerShell, Path.Combine(folder, "Empty.psd1"), folder, ledger: "None"),
                    Begin(powerShell, Path.Combine(folder, "Alike.psd1"), folder, ledger: "None"),
                    Begin(powerShell, manifest, folder, ledger: Path.Combine(folder, "ledger.db")),
                    Begin(powerShell, manifest, folder, ledger: "None"),
                ];

                // The first round is the disk's.
                if (i >= 0)
                {
                    empty.Add(round[0]);
                    alike.Add(round[1]);
                    whole.Add(round[2]);
                    forgetful.Add(round[3]);
                }
            }

            double nothing = Median(empty, beginning => beginning.Import);
            double import = Median(whole, beginning => beginning.Import);
            Console.WriteLine($"{powerShell}, {manifest}, {Times} fresh processes each, medians");
            Figure.Show("Import-Module of an empty binary module", nothing, "ms");
            Figure.Show("Import-Module of one with as many empty cmdlets and the same views", Median(alike, beginning => beginning.Import), "ms");
            Figure.Show("Import-Module TaskApi", import, "ms");
            Figure.Show("The same, above the empty one", import - nothing, "ms", MostOfImport);
            Figure.Show("The first Tab: New-GenTask google/", Median(whole, beginning => beginning.Tab), "ms", MostOfTab);
            Figure.Show("Connect-GenService -Local", Median(whole, beginning => beginning.Connect), "ms");
            Figure.Show("The first New-GenTask after it, ledger in a file", Median(whole, beginning => beginning.Task), "ms", MostOfTask);
            Figure.Show("The same without a ledger", Median(forgetful, beginning => beginning.Task), "ms");
            Environment.ExitCode = Figure.AllMet ? Environment.ExitCode : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Median(List<Beginning> beginnings, Func<Beginning, double> part) => Figure.Median([.. beginnings.Select(part)]);

    private static Beginning Begin(string powerShell, string module, string folder, string ledger)
    {
        string report = Path.Combine(folder, "report");
        PowerShellProgram.Run(powerShell, "Starts/MeasureStart.ps1", ["-Module", module, "-ReportFile", report], ledger);
        double[] times = [.. File.ReadAllText(report).Split(' ').Select(Figure.Milliseconds)];
        return new Beginning(times[0], times[1], times[2], times[3]);
    }

    /// <summary>What one process took, in milliseconds.</summary>
    private sealed record Beginning(double Import, double Tab, double Connect, double Task);
}
