using System;
using System.Collections.Generic;
using System.IO;

namespace TaskApi.Benchmarks;

internal static class Program
{
    private static readonly Dictionary<string, (string What, Action<string[]> Run)> Benchmarks = new(StringComparer.OrdinalIgnoreCase)
    {
        ["import"] = ("reads and checks a CSV of a million rows (or: import <rows>)", ImportBenchmark.Run),
        ["start"] = ("imports the module beside an empty one, presses the first Tab and makes the first task, in fresh processes (or: start <path of pwsh> " +
            "<the module's manifest>)",
            Starts.StartBenchmark.Run),
        ["wait"] = ("how late the ends of 1 to 1,000 tasks of 3 to 300 s are seen, with right and wrong guesses at their durations, in simulated time (or: " +
            "wait <number of seeds>)", WaitBenchmark.Run),
        ["first"] = ("what one picture, one speech, one film and thirty mixed tasks of unknown models take, in real time over sockets", FirstUseBenchmark.Run),
        ["throughput"] = ("submits and waits for 20,000 tasks without limits, beside a bare HttpClient loop, in this process and over sockets (or: " +
            "throughput <tasks>)", ThroughputBenchmark.Run),
        ["limit"] = ("submits 2,000 tasks with the module's cmdlets to a server of its own, all cores busy, and holds what arrived against the service's " +
            "limit (or: limit <tasks> <latency in ms> <runspaces>)", LimitBenchmark.Run),
        ["ledger"] = ("asks, resumes and completes with a ledger of a million entries, and what it costs a submission and the import; also in a database " +
            "that TASKAPI_TEST_POSTGRES names (or: ledger <entries> <path of pwsh>)", Ledgers.LedgerBenchmark.Run),
        ["share"] = ("submits with one process and with four that share the limit through one ledger; also in a database that TASKAPI_TEST_POSTGRES names",
            Ledgers.ShareBenchmark.Run),
        ["peers"] = ("the module beside scripts that do without it, each against a server of its own; in pwsh, or as their equals in C# where there is none " +
            "(or: peers <tasks> <path of pwsh>)", PeersBenchmark.Run),
        ["files"] = ("saves 500 files of 1 MB over loopback beside curl, with its memory, its bar, and a file of 2 GB that is cut in the middle; in pwsh, or " +
            "in the repository's own shell (or: files <files> <path of pwsh>)", FilesBenchmark.Run),
        ["complete"] = ("completes every beginning of every documented command, at the prompt of pwsh (or: complete <path of pwsh>)", CompleteBenchmark.Run),
    };

    private static int Main(string[] args)
    {
        if (args is [BusyCores.Mode])
        {
            BusyCores.Burn();
            return 0;
        }

        if (args.Length > 0 && Benchmarks.TryGetValue(args[0], out (string What, Action<string[]> Run) benchmark))
        {
            // What is measured is no history of the user's own.
            string ledger = Path.Combine(Directory.CreateTempSubdirectory("taskapi-benchmark-").FullName, "ledger.db");
            Environment.SetEnvironmentVariable("TASKAPI_LEDGER", ledger);
            benchmark.Run(args[1..]);
            return Environment.ExitCode;
        }

        Console.WriteLine("Usage: dotnet run -c Release --project tests/TaskApi.Benchmarks -- <name>");
        foreach ((string name, (string what, _)) in Benchmarks)
        {
            Console.WriteLine($"  {name,-10} {what}");
        }

        return args.Length == 0 ? 0 : 2;
    }
}
