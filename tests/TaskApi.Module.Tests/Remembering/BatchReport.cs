using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>What a run of the batch's script tells its user at its end.</summary>
/// <param name="Uncertain">The prompts of the rows that it reported as uncertain.</param>
/// <param name="Failed">The tasks that it reported as failed.</param>
/// <param name="OtherErrors">All other errors.</param>
/// <param name="Warnings">The warnings of New-GenTask.</param>
/// <param name="Saved">The saved files.</param>
/// <param name="Tasks">The batch's tasks as the ledger lists them.</param>
/// <param name="Spent">What the batch cost, by the ledger.</param>
/// <param name="Rows">How many requests the batch has, by the ledger.</param>
/// <param name="SumUncertain">How many of them are uncertain, by the ledger's sum.</param>
/// <param name="Read">How many rows the table had for this run.</param>
internal sealed record BatchReport(
    string[] Uncertain,
    string[] Failed,
    string[] OtherErrors,
    string[] Warnings,
    (string Task, string Path)[] Saved,
    (string Id, string Prompt, string Status)[] Tasks,
    decimal Spent,
    int Rows,
    int SumUncertain,
    int Read)
{
    /// <summary>How many rows it left to another worker, as it says itself.</summary>
    public int Left => Warnings.Select(warning => int.Parse(warning.Split(' ')[0], CultureInfo.InvariantCulture)).Sum();

    /// <summary>Each row was told of once: with its file, as an error, or as left to another worker. Nothing else went wrong.</summary>
    public void AssertTellsOfEachRow()
    {
        Assert.Empty(OtherErrors);
        Assert.All(Warnings, warning => Assert.Contains("another process", warning, StringComparison.Ordinal));
        Assert.Equal(Read, Saved.Length + Failed.Length + Uncertain.Length + Left);
    }

    /// <summary>Reads lines of values between tabs, the first of which says what the others are.</summary>
    public static BatchReport Of(string path)
    {
        ILookup<string,
            string[]> lines = File.ReadLines(path).Select(line => line.Split('\t')).ToLookup(line => line[0], line => line[1..], StringComparer.Ordinal);
        string[] sum = lines["sum"].Single();
        return new BatchReport(
            [.. lines["uncertain"].Select(line => line[0])],
            [.. lines["failed"].Select(line => line[0])],
            [.. lines["error"].Select(line => line[0])],
            [.. lines["warning"].Select(line => line[0])],
            [.. lines["saved"].Select(line => (line[0], line[1]))],
            [.. lines["task"].Select(line => (line[0], line[1], line[2]))],
            decimal.Parse(sum[0], CultureInfo.InvariantCulture),
            int.Parse(sum[1], CultureInfo.InvariantCulture),
            int.Parse(sum[2], CultureInfo.InvariantCulture),
            int.Parse(sum[3], CultureInfo.InvariantCulture));
    }
}
