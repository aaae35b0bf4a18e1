using System;
using System.Linq;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Checking;

/// <summary>Results are told apart by the rows' keys.</summary>
public sealed class DuplicateKeyTests : IDisposable
{
    private const string Keyed = "key,prompt,aspect_ratio\nfox,a fox,1:1\n,no key,1:1\nowl,an owl,1:1\nfox,another fox,1:1\n,no key,1:1\n";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public DuplicateKeyTests()
    {
        _host.GoTo(_folder.Path);
        _folder.Write("a.csv", Keyed);
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("New-GenTask")]
    [InlineData("Get-GenPrice")]
    public void The_second_row_of_a_file_with_the_same_key_is_an_error_that_names_the_first(string cmdlet)
    {
        RunResult run = _host.Run($"Import-GenRequest a.csv | {cmdlet} google/nano-banana");

        Assert.Equal(4, run.Output.Count);
        run.Error.Says("a.csv, line 5", "the key 'fox' is that of line 2 already", "costs nothing");
    }

    [Fact]
    public void A_line_of_json_counts_like_a_row()
    {
        _folder.Write("a.jsonl", """
            {"key":7,"prompt":"fox","aspect_ratio":"1:1"}
            {"key":"7","input":{"prompt":"owl","aspect_ratio":"1:1"}}
            """);

        RunResult run = _host.Run("Import-GenRequest a.jsonl | New-GenTask google/nano-banana");

        Assert.Equal(["fox"], run.Output.Select(task => task.Input("prompt")));
        run.Error.Says("a.jsonl, line 2", "the key '7' is that of line 1 already");
    }

    [Fact]
    public void Other_files_other_pipelines_rows_of_no_file_and_the_same_row_again_are_free()
    {
        _folder.Write("b.csv", "key,prompt,aspect_ratio\nfox,a fox,1:1\n");
        _folder.Write("c.csv", "key,prompt,aspect_ratio\nfox,a fox,1:1\n");

        Assert.Equal(2, _host.Run("Import-GenRequest b.csv, c.csv | New-GenTask google/nano-banana").Clean.Count);
        Assert.Single(_host.Run("Import-GenRequest b.csv | New-GenTask google/nano-banana").Clean);
        Assert.Equal(3, _host.Run("$row = Import-GenRequest b.csv; 1..3 | ForEach-Object { $row } | New-GenTask google/nano-banana").Clean.Count);
        Assert.Equal(2,
            _host.Run("1..2 | ForEach-Object { @{ key = 'fox'; prompt = \"fox $_\"; aspect_ratio = '1:1' } } | New-GenTask google/nano-banana").Clean.Count);
    }
}
