using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace TaskApi.Benchmarks;

/// <summary>How long Tab took after each line, in milliseconds: in the first pass over the lines, and in those after it.</summary>
internal sealed class TabTimes
{
    private readonly double[][] _passes;

    /// <summary>Reads what PressTab.ps1 wrote.</summary>
    public TabTimes(string path)
    {
        string[] report = File.ReadAllLines(path);
        _passes = [.. report[..^1].Select(pass => pass.Split(' ').Select(Figure.Milliseconds).ToArray())];
        MissingCommands = new HashSet<string>(report[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The commands that the PowerShell does not have: it looks for them on the disk at every Tab.</summary>
    public IReadOnlySet<string> MissingCommands { get; }

    /// <summary>What the first Tab after the line took, which loads modules and compiles code.</summary>
    public double Cold(int line) => _passes[0][line];

    /// <summary>The middle of the later passes: what else the machine did in one of them says nothing about the line.</summary>
    public double Warm(int line) => Sorted(line)[(_passes.Length - 1) / 2];

    /// <summary>The shortest of the later passes.</summary>
    public double Best(int line) => Sorted(line)[0];

    private double[] Sorted(int line) => [.. _passes.Skip(1).Select(pass => pass[line]).Order()];
}
