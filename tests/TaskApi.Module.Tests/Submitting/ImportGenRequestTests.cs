using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>Requests from files.</summary>
public sealed class ImportGenRequestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public ImportGenRequestTests() => _host.GoTo(_folder.Path);

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_table_becomes_requests_that_know_their_lines()
    {
        string path = _folder.Write("prompts.csv", "model,prompt,aspect_ratio,key\ngoogle/nano-banana,\"a fox,\nin snow\",1:1,first\n\n,an owl,16:9,\n");

        RunResult run = _host.Run("Import-GenRequest prompts.csv -Model google/nano-banana-pro");

        Assert.Equal(["google/nano-banana", "google/nano-banana-pro"], run.Clean.Texts("Model"));
        Assert.Equal(["a fox,\nin snow", "an owl"], run.Output.Select(request => request.Input("prompt")));
        Assert.Equal(["first", ""], run.Output.Texts("Key"));
        Assert.Equal(["2", "5"], run.Output.Texts("Source.Line"));
        Assert.Equal([path, path], run.Output.Texts("Source.Path"));
        Assert.Null(run.Output[1].Input("key"));
    }

    [Theory]
    [InlineData("a.csv", "prompt;aspect_ratio\nfox;1:1\n")]
    [InlineData("a.tsv", "prompt\taspect_ratio\nfox\t1:1\n")]
    [InlineData("a.csv", "\uFEFFPrompt,AspectRatio,Note\r\nfox,1:1,\r\n")]
    [InlineData("a.jsonl", "{\"prompt\":\"fox\",\"aspect_ratio\":\"1:1\"}\n")]
    [InlineData("a.jsonl", "{\"model\":\"google/nano-banana\",\"input\":{\"prompt\":\"fox\",\"aspect_ratio\":\"1:1\"}}")]
    [InlineData("[a].csv", "prompt,aspect_ratio\nfox,1:1\n")]
    public void A_file_of_any_form_becomes_a_task(string name, string text)
    {
        _folder.Write(name, text);

        RunResult run = _host.Run($"Import-GenRequest -LiteralPath '{name}' | New-GenTask google/nano-banana");

        Assert.Equal(("fox", "1:1"), (run.Single.Input("prompt"), run.Single.Input("aspect_ratio")));
        Assert.Empty(run.Warnings);
        Assert.EndsWith(name, run.Single.Text("Source.Path"), StringComparison.Ordinal);
    }

    [Fact]
    public void Wildcards_and_several_files_are_read_one_after_the_other()
    {
        _folder.Write("a.csv", "prompt\nfox\n");
        _folder.Write("b.csv", "prompt\nowl\n");
        _folder.Write("c.jsonl", "{\"prompt\":\"elk\"}");

        Assert.Equal(["fox", "owl", "elk"], _host.Run("Import-GenRequest *.csv, c.jsonl").Clean.Select(request => request.Input("prompt")));
        Assert.Equal(["elk", "fox"], _host.Run("'c.jsonl', 'a.csv' | Import-GenRequest").Clean.Select(request => request.Input("prompt")));
        Assert.Equal(["fox", "owl"], _host.Run("[System.IO.DirectoryInfo]::new(\"$PWD\").GetFiles('*.csv') | Import-GenRequest").Clean.Select(
            request => request.Input("prompt")).Order());
    }

    [Fact]
    public void Empty_cells_are_absent_and_numbers_are_numbers()
    {
        _folder.Write("a.csv", "model,prompt,duration,mode,enable_audio,start_image_url\nkuaishou/kling-2.6,fox,10,,yes,\n");

        var input = (IDictionary<string, object?>)_host.Run("Import-GenRequest a.csv | New-GenTask").Single.Get("Input")!;

        Assert.Equal("prompt=fox duration=10 enable_audio=True", string.Join(' ', input.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Fact]
    public void A_bad_row_is_one_error_with_its_file_line_parameter_value_and_what_is_allowed()
    {
        _folder.Write("a.csv", "model,prompt,duration\nkuaishou/kling-2.6,fox,5\nkuaishou/kling-2.6,owl,7\nkuaishou/kling-2.6,elk,10\n");

        RunResult run = _host.Run("Import-GenRequest a.csv | New-GenTask");

        Assert.Equal(["fox", "elk"], run.Output.Select(task => task.Input("prompt")));
        run.Error.Says("a.csv, line 3", "duration", "'7'", "5, 10");
        Assert.Equal("InvalidRequest", run.Error.Id());
    }

    [Theory]
    [InlineData("")]
    [InlineData("prompt,duration\n")]
    [InlineData("prompt,duration")]
    [InlineData("\n\n")]
    public void A_table_without_rows_has_no_requests_and_says_so(string text)
    {
        _folder.Write("a.csv", text);

        RunResult run = _host.Run("Import-GenRequest a.csv | New-GenTask kuaishou/kling-2.6");

        Assert.Empty(run.Clean);
        Assert.Contains("a.csv' holds no requests", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_line_in_the_middle_is_an_error_of_its_own()
    {
        _folder.Write("a.jsonl", "{\"prompt\":\"fox\"}\n{\"prompt\":\"owl\n[1]\n{\"prompt\":\"elk\"}\n");

        RunResult run = _host.Run("Import-GenRequest a.jsonl | New-GenTask google/nano-banana -AspectRatio 1:1");

        Assert.Equal(["fox", "elk"], run.Output.Select(task => task.Input("prompt")));
        Assert.Equal(["FileNotReadable", "FileNotReadable"], run.Errors.Select(error => error.Id()));
        run.Errors[0].Says("a.jsonl, line 2", "not valid JSON");
        run.Errors[1].Says("a.jsonl, line 3", "not a JSON object");
        Assert.All(run.Errors, AssertPlain);
    }

    [Fact]
    public void A_row_with_too_many_cells_is_an_error_of_its_own()
    {
        _folder.Write("a.csv", "prompt,aspect_ratio\nfox, in snow,1:1\nowl,1:1\n");

        RunResult run = _host.Run("Import-GenRequest a.csv | New-GenTask google/nano-banana");

        Assert.Equal("owl", Assert.Single(run.Output).Input("prompt"));
        run.Error.Says("a.csv, line 2", "3 cells", "quotes");
    }

    [Theory]
    [InlineData("missing.csv", "missing.csv")]
    [InlineData("-LiteralPath missing.csv", "missing.csv")]
    [InlineData(".", "folder")]
    [InlineData("-LiteralPath .", "folder")]
    [InlineData("Env:PATH", "not in the file system")]
    [InlineData("nowhere:/a.csv", "nowhere")]
    public void A_file_that_cannot_be_read_is_a_plain_error(string argument, string named)
    {
        RunResult run = _host.Run($"Import-GenRequest {argument}");

        Assert.Empty(run.Output);
        Assert.Equal("FileNotReadable", run.Error.Id());
        run.Error.Says("Cannot read", named);
        AssertPlain(run.Error);
    }

    [Fact]
    public void One_file_that_is_missing_does_not_stop_the_others()
    {
        _folder.Write("b.csv", "prompt\nowl\n");

        RunResult run = _host.Run("Import-GenRequest missing.csv, b.csv");

        Assert.Equal("owl", Assert.Single(run.Output).Input("prompt"));
        run.Error.Says("missing.csv");
    }

    [Fact]
    public void A_long_file_is_read_no_further_than_it_is_needed()
    {
        string path = Path.Combine(_folder.Path, "long.csv");
        File.WriteAllLines(path, ["prompt,aspect_ratio", .. Enumerable.Range(1, 20_000).Select(number => $"fox {number},1:1"), "one,cell,too,many"]);

        RunResult run = _host.Run("Import-GenRequest long.csv | Select-First 2");

        Assert.Equal(["fox 1", "fox 2"], run.Clean.Select(request => request.Input("prompt")));
    }

    private static void AssertPlain(ErrorRecord error)
    {
        Assert.DoesNotContain("   at ", Messages.Of(error), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Messages.Of(error), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", Messages.Of(error), StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }
}
