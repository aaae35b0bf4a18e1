using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using TaskApi.Module.Tests.Completing;

namespace TaskApi.Benchmarks;

/// <summary>Presses Tab after every character of every documented command, at a prompt that is in use for a while already.</summary>
internal static partial class CompleteBenchmark
{
    private const int Passes = 3;
    private const int Shown = 5;

    public static void Run(string[] args)
    {
        IReadOnlyList<string> lines = DocumentedCommands.Beginnings(Repository.Root);
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([System.IO.Path.Combine(Repository.Root, "TaskApi.psd1")]);
        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript("Connect-GenService -Local").Invoke();
        Console.WriteLine($"{lines.Count:N0} lines, {Environment.ProcessorCount} cores, .NET {Environment.Version}");

        double[][] passes = [.. Enumerable.Range(0, Passes + 1).Select(_ => Pass(lines, shell))];
        Show("Cold: the first pass", lines, passes[0]);

        // The middle of some passes: what else the machine did in one of them says nothing about a line.
        double[] warm = [.. lines.Select((_, i) => Middle([.. passes.Skip(1).Select(pass => pass[i])]))];
        Show("Warm: every line, with names that the engine looks up itself", lines, warm);
        string[] own = [.. lines.Where(IsOwn)];
        Show("Warm: after the name of a command of the module", own, [.. warm.Where((_, i) => IsOwn(lines[i]))]);
    }

    /// <summary>Something after the name of one of the module's commands: then its completers and its models' parameters are asked.</summary>
    private static bool IsOwn(string line) => OwnPattern().IsMatch(line);

    private static double[] Pass(IReadOnlyList<string> lines, PowerShell shell)
    {
        double[] times = new double[lines.Count];
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            shell.Commands.Clear();
            CommandCompletion.CompleteInput(lines[i], lines[i].Length, null, shell);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    private static double Middle(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static void Show(string name, IReadOnlyList<string> lines, double[] times)
    {
        (double Milliseconds, string Line)[] sorted = [.. times.Zip(lines).OrderBy(time => time.First)];
        Console.WriteLine($"{name} ({lines.Count:N0})\n    median {sorted[sorted.Length / 2].Milliseconds:N2} ms   p99 {sorted[(int)(sorted.Length * 0.99)].Milliseconds:N2} ms   worst {sorted[^1].Milliseconds:N2} ms   all {times.Sum() / 1000:N1} s");
        foreach ((double milliseconds, string line) in sorted.Reverse().Take(Shown))
        {
            Console.WriteLine($"    {milliseconds,8:N2} ms  {line.ReplaceLineEndings(" ")}");
        }
    }

    [GeneratedRegex(@"\b(Connect|Disconnect|Get|Import|New|Save|Test|Wait)-Gen[A-Z]\w+ [^|()]*$")]
    private static partial Regex OwnPattern();
}
