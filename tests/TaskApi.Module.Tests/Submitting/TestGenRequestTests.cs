using System;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Submitting;

/// <summary>Requests that are only checked.</summary>
public sealed class TestGenRequestTests
{
    [Fact]
    public void A_check_needs_no_session_and_finds_all_problems_at_once()
    {
        using var host = new ModuleHost();

        PSObject check = host.Run("Test-GenRequest -Model kuaishou/kling-2.6 -Input @{ duration = 7; sparkle = 1 }").Single;

        Assert.Equal(false, check.Get("IsValid"));
        Assert.Equal(["MissingParameter", "NotAllowed", "UnknownParameter"], check.List("Problems").Texts("Code").Order());
        Assert.Equal("NotConnected", host.Run("Get-GenTask").Error.Id());
    }

    [Fact]
    public void Good_rows_can_be_told_from_bad_ones()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run(
            "$rows = '1:1', '7:7', '16:9' | ForEach-Object { @{ prompt = 'fox'; aspect_ratio = $_ } }; $rows | Test-GenRequest google/nano-banana -Quiet");
        RunResult tasks = host.Run("$rows | Test-GenRequest google/nano-banana | Where-Object IsValid | New-GenTask");

        Assert.Equal([true, false, true], run.Values);
        Assert.Equal(["1:1", "16:9"], tasks.Clean.Select(task => task.Input("aspect_ratio")));
    }

    [Fact]
    public void A_column_without_a_parameter_can_be_made_an_error()
    {
        using var host = new ModuleHost();
        const string row = "[pscustomobject]@{ prompt = 'fox'; aspect_ratio = '1:1'; note = 'x' }";

        Assert.Equal([true, false],
            host.Run($"{row} | Test-GenRequest google/nano-banana -Quiet; {row} | Test-GenRequest google/nano-banana -Quiet -StrictColumn").Values);
    }

    [Fact]
    public void Problems_say_file_and_line()
    {
        using var folder = new TemporaryFolder();
        using var host = new ModuleHost();
        string path = folder.Write("prompts.csv", "prompt,duration\nfox,5\nowl,7\n");

        RunResult run = host.Run($"Import-GenRequest {path} | Test-GenRequest kuaishou/kling-2.6 | Where-Object IsValid -eq $false | ForEach-Object Problems");

        Assert.StartsWith("prompts.csv, line 3: duration", run.Single.Text("Message"), StringComparison.Ordinal);
    }
}
