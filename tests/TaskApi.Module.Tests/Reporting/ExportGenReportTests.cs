using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Shell;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Reporting;

/// <summary>Export-GenReport as it is used at the prompt.</summary>
public sealed class ExportGenReportTests : IDisposable
{
    private const string TwoFoxes = "@{ model = 'google/nano-banana'; prompt = 'red fox'; aspect_ratio = '1:1'; key = 'red' }, @{ model = " +
        "'google/nano-banana'; prompt = 'grey fox'; aspect_ratio = '1:1'; key = 'grey' }";

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public ExportGenReportTests()
    {
        _host.GoTo(_folder.Path);
        _host.Set("folder", _folder.Path);
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Saved_files_become_a_page_that_links_them()
    {
        RunResult run = _host.Run($"{TwoFoxes} | New-GenTask | Wait-GenTask | Save-GenOutput ./out | Export-GenReport report.html -Title 'Two foxes'");

        var file = Assert.IsType<FileInfo>(run.Single.BaseObject);
        Assert.Equal(Path.Combine(_folder.Path, "report.html"), file.FullName);
        Assert.Contains("<title>Two foxes</title>", Page(), StringComparison.Ordinal);
        string[] sources = [.. Regex.Matches(Page(), "<img src=\"(out/[^\"]+)\"").Select(match => match.Groups[1].Value)];
        Assert.Equal(2, sources.Length);
        Assert.All(sources, source => Assert.True(File.Exists(Path.Combine(_folder.Path, Uri.UnescapeDataString(source)))));
        Assert.DoesNotContain(_folder.Files, name => name.EndsWith(".part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$tasks | Export-GenReport report.html")]
    [InlineData("Export-GenReport report.html -Task $tasks")]
    [InlineData("$tasks.Id | Export-GenReport report.html")]
    [InlineData("$files | Export-GenReport -Path report.html")]
    [InlineData("Export-Clixml", true)]
    [InlineData("Get-GenTask | Export-GenReport report.html")]
    [InlineData("$tasks + $files + $tasks[0].Id | Export-GenReport report.html")]
    public void Tasks_files_and_ids_make_the_same_page(string export, bool travels = false)
    {
        _host.Run($"$tasks = @({TwoFoxes} | New-GenTask | Wait-GenTask); $files = @($tasks | Save-GenOutput ./out)");
        string line = travels
            ? "$text = [System.Management.Automation.PSSerializer]::Serialize($files, 4); Disconnect-GenService; " +
                "[System.Management.Automation.PSSerializer]::Deserialize($text) | Export-GenReport report.html"
            : export;

        Assert.Single(_host.Run(line).Clean);

        Assert.Equal(2, Regex.Count(Page(), "<li class=\"card\""));
        Assert.Equal(2, Regex.Count(Page(), "<img src=\"out/"));
        Assert.Contains("red fox", Page(), StringComparison.Ordinal);
        Assert.Contains("<dd class=\"value\">$0.05</dd>", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_is_reported_with_its_failures_and_its_sum_is_that_of_the_ledger()
    {
        _host.Run("Connect-GenService -Local -Speed 200 -Seed 3 -FailureRate 0.5");
        RunResult run = _host.Run($$"""
            1..12 | ForEach-Object { @{ model = 'google/nano-banana'; prompt = "fox $_"; aspect_ratio = '1:1' } } | New-GenTask -Batch nightly |
                Wait-GenTask -ErrorAction SilentlyContinue | Out-Null
            $null = Export-GenReport report.html -Batch nightly
            Get-GenBatch nightly
            """);

        PSObjectBatch batch = new(run.Single);
        Assert.True(batch.Failed > 0);
        Assert.Equal(12, Regex.Count(Page(), "<li class=\"card\""));
        Assert.Contains($"{batch.Done} completed", Page(), StringComparison.Ordinal);
        Assert.Contains("<title>nightly</title>", Page(), StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"<dd class=\"value\">${batch.Spent:0.00##}</dd>"), Page(), StringComparison.Ordinal);
        Assert.Contains("generation_failed", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_that_nobody_knows_is_one_error_and_no_page()
    {
        RunResult run = _host.Run("Export-GenReport report.html -Batch nightly");

        Assert.Equal("NotFound", run.Error.Id());
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void A_file_that_is_no_report_ends_the_pipeline_before_anything_is_paid_for()
    {
        _folder.Write("report.html", "<p>Dear client");

        RunResult run = _host.Run($"{TwoFoxes} | New-GenTask | Export-GenReport report.html; (Get-GenTask).Count");

        Assert.Equal("FileExists", run.Error.Id());
        run.Error.Says("no report of this module", "-Force");
        Assert.Equal("<p>Dear client", Page());
        Assert.Empty(_host.Run("Get-GenTask").Clean);
        Assert.Single(_host.Run("'not-there', (New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1) | Export-GenReport report.html -Force").Output);
        Assert.Contains("<!DOCTYPE html>", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void NoClobber_keeps_an_earlier_report_and_goes_not_with_Force()
    {
        _host.Run("$task = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask; $task | Export-GenReport report.html -Title one");

        Assert.Equal("FileExists", _host.Run("$task | Export-GenReport report.html -Title two -NoClobber").Error.Id());
        Assert.Equal("InvalidInput", _host.Run("$task | Export-GenReport report.html -Force -NoClobber").Error.Id());
        Assert.Contains("<title>one</title>", Page(), StringComparison.Ordinal);
        Assert.Single(_host.Run("$task | Export-GenReport report.html -Title two").Clean);
        Assert.Contains("<title>two</title>", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_writes_nothing_and_no_tasks_are_a_warning()
    {
        Assert.Empty(_host.Run("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Export-GenReport report.html -WhatIf").Clean);

        Assert.Contains("no report was written", Assert.Single(_host.Run("@() | Export-GenReport report.html").Warnings), StringComparison.Ordinal);
        Assert.Empty(_folder.Files);
    }

    [Theory]
    [InlineData("Export-GenReport Env:/report.html -Task x", "FileNotWritable")]
    [InlineData("Export-GenReport . -Task x", "FileNotWritable")]
    [InlineData("Export-GenReport report.html -Task ([datetime]::Now)", "InvalidInput")]
    public void What_makes_no_page_says_why(string line, string id) => Assert.Equal(id, _host.Run(line).Error.Id());

    [Fact]
    public void An_id_that_is_not_known_is_an_error_of_its_own_and_the_others_are_reported()
    {
        RunResult run =
            _host.Run("'not-there', (New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Wait-GenTask).Id | Export-GenReport report.html");

        Assert.Equal("NotFound", run.Error.Id());
        Assert.Single(run.Output);
        Assert.Single(Regex.Matches(Page(), "<li class=\"card\""));
    }

    [Fact]
    public void Its_libraries_are_loaded_with_the_first_page_into_the_modules_own_context_and_not_by_Tab()
    {
        Assembly core = _host.Run("Get-GenModel kling-2.6").Single.BaseObject.GetType().Assembly;
        Assert.Equal("TaskApi.Core", core.GetName().Name);

        using var tab = new ModuleHost();
        tab.Run("[System.Management.Automation.CommandCompletion]::CompleteInput('Export-GenReport -', 18, $null).CompletionMatches.Count");
        _host.Run("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Export-GenReport report.html");

        AssemblyLoadContext own = AssemblyLoadContext.GetLoadContext(core)!;
        Assert.Contains(own.Assemblies, assembly => assembly.GetName().Name == "Fluid");
        Assert.Contains(own.Assemblies, assembly => assembly.GetName().Name == "OxyPlot");
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies,
            assembly => assembly.GetName().Name is "Fluid" or "OxyPlot" or "Parlot" or "TaskApi.Reporting");
    }

    [Fact]
    public async Task In_a_fresh_process_neither_import_nor_Tab_loads_them()
    {
        string script = _folder.Write("loaded.ps1", """
            $null = Connect-GenService -Local
            $null = Get-Command Export-GenReport -Syntax
            foreach ($line in 'Export-GenReport ', 'Export-GenReport -', 'Export-GenReport x.html -Batch ', 'Export-GenReport x.html -Task ') {
                $null = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null, [PowerShell]::Create('CurrentRunspace'))
            }
            $names = [System.AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name }
            "before: " + (@($names | Where-Object { $_ -in 'TaskApi.Reporting', 'Fluid', 'Parlot', 'OxyPlot' }) -join ' ')
            $null = New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 | Export-GenReport "$PSScriptRoot/x.html"
            $names = [System.AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name }
            "after: " + (@($names | Where-Object { $_ -in 'TaskApi.Reporting', 'Fluid', 'Parlot', 'OxyPlot' } | ForEach-Object { $_ }).Count)
            """);

        ShellRun run = await ShellRun.Start("", [script], _folder.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["before:", "after: 4"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task The_example_makes_a_page_with_every_row_and_its_files()
    {
        string script = Repository.Example("report.ps1");
        int rows = (await File.ReadAllLinesAsync(Repository.Example("prompts.csv"), TestContext.Current.CancellationToken)).Length - 1;

        ShellRun run = await ShellRun.Start("", [script, "-Destination", "out"], _folder.Path);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string page = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "out", "report.html"), TestContext.Current.CancellationToken);
        Assert.Equal(rows, Regex.Count(page, "<li class=\"card\""));
        Assert.Matches("<video [^>]*src=\"fox_[^\"/]*\\.mp4\"", page);
        Assert.Matches("<img src=\"poster_[^\"/]*\\.png\"", page);
        Assert.Contains("data-status=\"Failed\"", page, StringComparison.Ordinal);
    }

    private string Page() => File.ReadAllText(Path.Combine(_folder.Path, "report.html"));

    private sealed record PSObjectBatch(long Done, long Failed, decimal Spent)
    {
        public PSObjectBatch(System.Management.Automation.PSObject batch)
            : this((long)batch.Properties["Done"].Value, (long)batch.Properties["Failed"].Value, (decimal)batch.Properties["Spent"].Value)
        {
        }
    }
}
