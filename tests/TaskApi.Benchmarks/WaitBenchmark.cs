using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using TaskApi.Tests.Waiting.Simulation;

namespace TaskApi.Benchmarks;

/// <summary>
/// How late the ends of tasks are seen: the module's plan in simulated time, for few and many tasks, short and long ones, with right and
/// wrong guesses at their durations; beside one who knows the future, and beside polling each task every five seconds.
/// </summary>
internal static class WaitBenchmark
{
    private static readonly int[] Counts = [1, 10, 50, 300, 1000];
    private static readonly (double[] Means,
        bool IsTold)[] Durations = [([3], false), ([20], false), ([60], false), ([300], false), ([5, 60], true), ([5, 60], false)];
    private static readonly (string Name, double? TookLonger)[] Memories = [("nothing", null), ("as they are", 1), ("10 x as long", 10), ("a tenth", 0.1)];
    private static readonly (string Name, double Factor)[] Guesses = [("right", 1), ("10 x too long", 10), ("10 x too short", 0.1)];

    public static void Run(string[] args)
    {
        int seeds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 8;
        Console.WriteLine($"Mean of {seeds} seeds: lag in seconds (polls a task), and the lag once fifty ends were seen");
        Console.WriteLine("  tasks  duration             oracle    every 5 s   " + string.Concat(Guesses.Select(guess => $"guess {guess.Name,-29}")));
        bool met = true;
        foreach ((double[] means, bool isTold) in Durations)
        {
            foreach (int count in Counts)
            {
                met &= Show(new WaitCase(count, means, isTold), seeds);
            }
        }

        met &= ShowMemory(seeds);
        Console.WriteLine(met ? "All targets are met." : "Some targets are missed.");
        Environment.ExitCode = met ? 0 : 1;
    }

    private static bool Show(WaitCase tasks, int seeds)
    {
        WaitFigures[] oracle = Runs(seed => tasks.Run(new OracleLooks(), seed));
        WaitFigures[] every = Runs(seed => tasks.Run(new LooksEveryFiveSeconds(), seed));
        WaitFigures[][] planned = [.. Guesses.Select(guess => Runs(seed => tasks.RunPlan(guess.Factor, seed)))];
        Console.Write($"  {tasks.Count,5}  {tasks,-16} {Cell(oracle)} {Cell(every)}  ");
        bool met = true;
        foreach (WaitFigures[] runs in planned)
        {
            string? miss = Miss(tasks, runs, planned[0], every);
            met &= miss is null;
            Console.Write(
                $" {Cell(runs)} {(tasks.Count > 50 ? $"{Text(runs.Average(run => run.MeanLagOnceLearned), "0.0"),5} then" : "          ")} {miss ?? "ok",-8}");
        }

        Console.WriteLine();
        return met;

        WaitFigures[] Runs(Func<int, WaitFigures> run) => WaitBenchmark.Runs(seeds, run);
    }

    /// <summary>What it is worth to remember the durations of earlier tasks, and what it costs when they have become others.</summary>
    private static bool ShowMemory(int seeds)
    {
        Console.WriteLine();
        Console.WriteLine("With the module's own guess at films (55 s), and what the ledger remembers: lag of all, and of the first twenty (polls a task)");
        Console.WriteLine("  tasks  duration          " + string.Concat(Memories.Select(memory => $"{memory.Name,-27}")));
        bool met = true;
        foreach ((double[] means, bool isTold) in Durations)
        {
            foreach (int count in Counts)
            {
                var tasks = new WaitCase(count, means, isTold);
                WaitFigures[][] runs = [.. Memories.Select(memory => Runs(seeds, seed => tasks.RunRemembering(memory.TookLonger, seed)))];
                WaitFigures[] every = Runs(seeds, seed => tasks.Run(new LooksEveryFiveSeconds(), seed));
                WaitFigures[] guessedRight = Runs(seeds, seed => tasks.RunPlan(1, seed));
                string?[] misses = [.. runs.Select(run => Miss(tasks, run, guessedRight, every))];
                met &= misses.All(miss => miss is null);
                IEnumerable<string> cells =
                    runs.Zip(misses,
                        (run, miss) =>
                            $" {Text(Lag(run), "0.00"),5} {Text(run.Average(figures => figures.MeanLagOfFirst), "0.00"),5} " +
                            $"({Text(run.Average(figures => figures.LooksPerTask), "0.0"),5}) {miss ?? "ok",-6}");
                Console.WriteLine($"  {tasks.Count,5}  {tasks,-16} {string.Concat(cells)}");
            }
        }

        return met;
    }

    /// <summary>The target that is missed; null when all are met.</summary>
    private static string? Miss(WaitCase tasks, WaitFigures[] planned, WaitFigures[] guessedRight, WaitFigures[] every)
    {
        double lag = Lag(planned);
        bool isShort = tasks.Mean <= 3;
        double most = tasks.Count switch
        {
            <= 10 => Math.Max(1, 0.015 * tasks.Mean),
            <= 50 => Math.Max(2.5, 0.015 * tasks.Mean),
            _ => isShort ? 7 : Math.Min(0.65 * Lag(every), 1.25 * Lag(guessedRight)),
        };
        bool isMeasureOfPolls = tasks.Count == 1000 && tasks.Means is [60];
        return planned.Max(run => run.MostLooksInASecond) > 10 ? "> 10/s"
            : lag > most ? "> " + Text(most, "0.00")
            : tasks.Count > 50 && isShort && planned.Average(run => run.MeanLagOnceLearned) > 2 ? "then > 2"
            : isMeasureOfPolls && planned.Average(run => run.LooksPerTask) > 1.8 ? "polls"
            : isMeasureOfPolls && planned.Average(run => run.LastSeen / run.LastEnd) > 1.03 ? "end"
            : null;
    }

    private static WaitFigures[] Runs(int seeds, Func<int, WaitFigures> run) => [.. Enumerable.Range(1, seeds).AsParallel().AsOrdered().Select(run)];

    private static double Lag(IEnumerable<WaitFigures> runs) => runs.Average(run => run.MeanLag);

    private static string Cell(WaitFigures[] runs) => $"{Text(Lag(runs), "0.00"),5} ({Text(runs.Average(run => run.LooksPerTask), "0.0"),5})";

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
