using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>The example that shows a batch interrupted and resumed, as its readers run it.</summary>
public sealed class ResumableBatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_example_is_interrupted_goes_on_and_ends_with_one_file_for_each_row()
    {
        string[] keys = [.. File.ReadAllLines(Repository.Example("prompts.csv"))[1..].Select(line => line.Split(',')[0])];

        ShellRun run = await ShellRun.Start("", [Repository.Example("resumable-batch.ps1"), "-Destination", "out"], _folder.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] made = [.. _folder.Files.Select(file => Path.GetFileName(file)).Where(name => !name.StartsWith("ledger.db", StringComparison.Ordinal))];
        Assert.Equal(keys.Order(StringComparer.Ordinal), made.Select(name => name.Split('_')[0]).Distinct().Order(StringComparer.Ordinal));
        (string rows, string _, string files) = Line(run, "interrupted");
        Assert.Equal("3", files);
        Assert.Equal(($"{keys.Length}", $"{keys.Length}", $"{made.Length}"), Line(run, "resumed"));
        Assert.Equal(Line(run, "resumed"), Line(run, "run again"));
        Assert.InRange(int.Parse(rows, CultureInfo.InvariantCulture), 3, keys.Length);
    }

    /// <summary>What the table says in a line: rows, how many of them are done, files.</summary>
    private static (string Rows, string Done, string Files) Line(ShellRun run, string when) =>
        run.Output.Split('\n').Single(line => line.StartsWith(when + " ", StringComparison.Ordinal))[when.Length..].Split(' ',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var rows, var done, var files]
            ? (rows, done, files)
            : throw new FormatException(run.Output);
}
