using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Benchmarks.Files;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks;

/// <summary>
/// What saving costs: files of 1 MB over loopback beside curl, which fetches as many at once, by turns; the memory that it takes; with a
/// progress bar and without; and a file of 2 GB whose connection, and whose process, is cut in the middle.
/// </summary>
internal static class FilesBenchmark
{
    private const int Mega = 1024 * 1024;
    private const int Parallel = 6;
    private const int Rounds = 5;
    private const long Large = 2048L * Mega;

    // The blocks that the files are made of; the contents do not matter, but no file is all zeros.
    private const int Seed = 1;

    public static void Run(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 500;
        var shell = new FileShell(args.Length > 1 ? args[1] : PowerShellProgram.Find());
        Console.WriteLine(FormattableString.Invariant(
            $"{count} files of 1 MB over loopback, {Parallel} at once, {Rounds} rounds by turns, medians; module in {shell.Name}"));
        Throughput(shell, count);
        Memory(shell, count);
        Cut(shell);
        Killed(shell);
    }

    private static void Throughput(FileShell shell, int count)
    {
        using SavedBatch batch = Batch(count);
        var curl = new List<double>();
        var module = new List<double>();
        var shown = new List<double>();
        for (int round = 0; round <= Rounds; round++)
        {
            double others = batch.Curl(count).Seconds;
            double own = batch.Module(shell, count)!.Value.Seconds;
            double? withBar = shell.HasBar ? batch.Module(shell, count, withBar: true)!.Value.Seconds : null;

            // In the first round, disks and caches have not seen the files yet.
            if (round > 0)
            {
                curl.Add(others);
                module.Add(own);
                shown.AddRange(withBar is { } seconds ? [seconds] : []);
            }
        }

        Say("curl --parallel", curl, curl, count);
        Say("module", module, curl, count);
        if (shown.Count > 0)
        {
            Say("with its bar", shown, curl, count);
            Console.WriteLine(FormattableString.Invariant($"  (the bars: {shell.Shown:N0} bytes on the terminal in {Rounds + 1} runs)"));
        }
        else
        {
            Console.WriteLine("  with its bar     not measured: it takes a pwsh and /usr/bin/script");
        }
    }

    private static void Say(string name, List<double> seconds, List<double> curl, int count)
    {
        double median = Median(seconds);
        double ratio = Median([.. seconds.Select((own, round) => curl[round] / own)]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-16} {median,6:0.00} s ({seconds.Min():0.00} to {seconds.Max():0.00})  {count / median,6:0} MB/s  {ratio * 100,4:0} % of curl's"));
    }

    private static void Memory(FileShell shell, int count)
    {
        using SavedBatch batch = Batch(count);
        foreach (int files in (int[])[Math.Min(count, 10), count / 5, count])
        {
            double peak = Median([.. Enumerable.Range(0, 3).Select(_ => (double)batch.Module(shell, files)!.Value.PeakMemory)]);
            Console.WriteLine(FormattableString.Invariant($"  {files,4} files       peak memory {peak / Mega:0} MB (whole process)"));
        }
    }

    private static void Cut(FileShell shell)
    {
        using var batch = new SavedBatch([new ServedFile(Large, Seed)], Parallel);
        ServedFile file = batch.Files[0];
        file.CutAt(Large / 2);
        Tell("2 GB, cut", file, batch.Module(shell, 1)!.Value);
    }

    private static void Killed(FileShell shell)
    {
        using var batch = new SavedBatch([new ServedFile(Large, Seed)], Parallel);
        ServedFile file = batch.Files[0];
        _ = batch.Module(shell, 1, cut: process =>
        {
            _ = Task.WaitAny(file.SentAsync(Large / 2), process.WaitForExitAsync());
            process.Kill();
        });
        Tell("2 GB, killed", file, batch.Module(shell, 1)!.Value);
    }

    private static void Tell(string name, ServedFile file, SaveCost cost)
    {
        string sent = FormattableString.Invariant($"{file.Sent:N0} bytes sent of {file.Length:N0} ({(double)file.Sent / file.Length:0.000})");
        string requests = FormattableString.Invariant($"{file.Requests} requests, the last from byte {file.LastFrom:N0} on");
        Console.WriteLine(FormattableString.Invariant($"  {name,-16} {cost.Seconds,6:0.00} s, {sent}, {requests}; peak memory {cost.PeakMemory / Mega} MB"));
    }

    private static SavedBatch Batch(int count) => new([.. Enumerable.Range(0, count).Select(_ => new ServedFile(Mega, Seed))], Parallel);

    private static double Median(IReadOnlyCollection<double> numbers) => numbers.Order().ElementAt(numbers.Count / 2);
}
