using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using TaskApi.Module.Tests.Completing;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks;

/// <summary>Presses Tab after every character of every documented command, at a prompt that is in use for a while already.</summary>
internal static partial class CompleteBenchmark
{
    /// <summary>What a Tab may take, in milliseconds.</summary>
    private const double Limit = 50;

    private const int Shown = 5;

    public static void Run(string[] args)
    {
        IReadOnlyList<string> lines = DocumentedCommands.Beginnings(Repository.Root);
        var prompt = new TabPrompt(args.FirstOrDefault());
        Console.WriteLine($"{lines.Count:N0} lines, {Environment.ProcessorCount} cores, at the prompt of {prompt.Name}");
        TabTimes times = prompt.Press(lines, lines.Select(CommandOf).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase));

        int[] all = [.. Enumerable.Range(0, lines.Count)];
        ILookup<bool, int> isMissing = all.ToLookup(line => CommandOf(lines[line]) is { } command && times.MissingCommands.Contains(command));
        ILookup<bool, int> isOwn = isMissing[false].ToLookup(line => CommandOf(lines[line]) is { } command && OwnPattern().IsMatch(command));
        Show("After the name of a command of the module", lines, isOwn[true], times);
        Show("Elsewhere: names of commands, and what PowerShell completes alone", lines, isOwn[false], times);
        Show($"Not judged, after the name of a command that is missing here and looked for at every Tab ({string.Join(", ", times.MissingCommands)})", lines,
            isMissing[true], times);

        int late = isMissing[false].Count(line => times.Warm(line) > Limit);
        Console.WriteLine($"{(late == 0 ? "PASS" : "FAIL")}: warm, {late:N0} of {isMissing[false].Count():N0} lines take more than {Limit} ms");
    }

    /// <summary>The command whose arguments stand at the line's end; null where a command's name is being typed, or none.</summary>
    private static string? CommandOf(string line) => CommandPattern().Match(line) is { Success: true } match ? match.Groups[1].Value : null;

    private static void Show(string name, IReadOnlyList<string> lines, IEnumerable<int> some, TabTimes times)
    {
        int[] sorted = [.. some.OrderBy(times.Warm)];
        if (sorted.Length == 0)
        {
            return;
        }

        Console.WriteLine($"{name} ({sorted.Length:N0} lines)");
        Console.WriteLine(
            $"    warm: median {times.Warm(sorted[sorted.Length / 2]):N2} ms   p99 {times.Warm(sorted[(int)(sorted.Length * 0.99)]):N2} ms   " +
            $"worst {times.Warm(sorted[^1]):N2} ms   first time: worst {sorted.Max(times.Cold):N2} ms");
        foreach (int line in sorted.Reverse().Take(Shown))
        {
            Console.WriteLine(
                $"    warm {times.Warm(line),6:N2} ms, best {times.Best(line),6:N2}, first {times.Cold(line),7:N2}  {lines[line].ReplaceLineEndings(" ")}");
        }
    }

    // A verb and a noun, what follows them, and no new command after that.
    [GeneratedRegex(@"\b([A-Z][a-z]+-[A-Z]\w+)\s[^|(){};=]*$", RegexOptions.RightToLeft)]
    private static partial Regex CommandPattern();

    [GeneratedRegex("-Gen[A-Z]")]
    private static partial Regex OwnPattern();
}
