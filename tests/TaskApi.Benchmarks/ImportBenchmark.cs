using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text;

namespace TaskApi.Benchmarks;

/// <summary>Reads a large table of requests and checks every row, in Core, through the cmdlets, and as one would without the module.</summary>
internal static class ImportBenchmark
{
    public static void Run(string[] args)
    {
        int rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        string path = Path.Combine(Path.GetTempPath(), $"taskapi-benchmark-{rows}.csv");
        Write(path, rows);
        try
        {
            Console.WriteLine($"{rows:N0} rows, {new FileInfo(path).Length / 1e6:N0} MB, {Environment.ProcessorCount} cores, .NET {Environment.Version}");
            Measure("Core: RequestFile + RequestChecker", path, rows, InCore);
            Measure("Cmdlets: Import-GenRequest | Test-GenRequest -Quiet | Out-Null", path, rows, ThroughCmdlets);
            Measure("Without the module: CSV reader + System.Text.Json + NJsonSchema", path, Math.Min(rows, 100_000), SchemaBaseline.Run);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Measure(string name, string path, int rows, Func<string, int, long> run)
    {
        // The first pass warms up the JIT; the second is measured.
        run(path, Math.Min(rows, 20_000));
        using var memory = new MemoryPeak();
        var watch = Stopwatch.StartNew();
        long valid = run(path, rows);
        watch.Stop();
        Console.WriteLine(
            $"{name}\n    {rows / watch.Elapsed.TotalSeconds,12:N0} rows/s   {watch.Elapsed.TotalSeconds,6:N1} s   {valid:N0} of {rows:N0} valid   memory at " +
            $"most {memory.Growth / 1e6:N0} MB above the start");
    }

    private static long InCore(string path, int rows)
    {
        var checker = new RequestChecker(ModelCatalog.BuiltIn);
        long valid = 0;
        long count = 0;
        foreach (RequestFileRow row in RequestFile.Read(path, path))
        {
            if (count++ == rows)
            {
                break;
            }

            valid += checker.Check(row.Request!).IsValid ? 1 : 0;
        }

        return valid;
    }

    private static long ThroughCmdlets(string path, int rows)
    {
        using PowerShell shell = ModuleShell.Open();
        using Runspace runspace = shell.Runspace;
        string part = path;
        if (rows < 100_000)
        {
            part = path + ".part";
            Write(part, rows);
        }

        shell.AddScript("param($Path) Import-GenRequest -LiteralPath $Path | Test-GenRequest -Quiet | Out-Null").AddParameter("Path", part).Invoke();
        if (part != path)
        {
            File.Delete(part);
        }

        return shell.HadErrors ? throw new InvalidOperationException(shell.Streams.Error[0].ToString()) : rows;
    }

    private static void Write(string path, int rows)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        writer.WriteLine("key,model,prompt,aspect_ratio,duration,mode");
        for (int i = 0; i < rows; i++)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"row{i},kuaishou/kling-2.6,\"A fox, number {i}, trots through fresh snow\",16:9,{(i % 2 == 0 ? 5 : 10)},pro"));
        }
    }
}
