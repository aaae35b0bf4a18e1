using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Checking;

/// <summary>A request that says dry_run asks for a price; nobody wants to pay for it.</summary>
public sealed class DryRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public DryRunTests() => _host.GoTo(_folder.Path);

    public static TheoryData<string> Dry => [.. new[]
    {
        "@{ model = 'google/nano-banana'; prompt = 'fox'; aspect_ratio = '1:1'; dry_run = $true }",
        "[pscustomobject]@{ model = 'google/nano-banana'; prompt = 'fox'; aspect_ratio = '1:1'; DryRun = 'yes' }",
        "[pscustomobject]@{ model = 'google/nano-banana'; prompt = 'fox'; aspect_ratio = '1:1'; 'Dry Run' = '1' }",
        "@{ model = 'google/nano-banana'; input = @{ prompt = 'fox'; aspect_ratio = '1:1' }; dry_run = $true }",
        "@{ model = 'google/nano-banana'; input = @{ prompt = 'fox'; aspect_ratio = '1:1'; dry_run = 'True' } }",
        "@{ model = 'google/nano-banana'; input = [pscustomobject]@{ prompt = 'fox'; aspect_ratio = '1:1' }; 'dry-run' = 1 }",
        "@{ model = 'me/unheard-of'; prompt = 'fox'; dry_run = $true }",
        "@{ model = 'topaz-labs/image-upscale'; image_url = 'https://a.example/1.png'; dry_run = $true }",
        "(@{ model = 'google/nano-banana'; prompt = 'fox'; aspect_ratio = '1:1'; dry_run = $true } | Test-GenRequest)",
        "(@{ model = 'google/nano-banana'; prompt = 'fox'; aspect_ratio = '1:1'; dry_run = $true } | Test-GenRequest).Ready",
        "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((@{ model = 'google/nano-banana'; " +
        "prompt = 'fox'; aspect_ratio = '1:1'; dry_run = $true } | Test-GenRequest).Ready, 3))",
    }];

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Dry))]
    public void It_is_never_submitted(string request)
    {
        foreach (string switches in (string[])["", "-AllowUnknownParameter", "-IgnoreColumn *"])
        {
            RunResult run = _host.Run($"{request} | New-GenTask {switches}");

            Assert.Empty(run.Output);
            Assert.Equal("InvalidRequest", run.Error.Id());
            run.Error.Says("dry_run", "Get-GenPrice", "costs nothing");
        }

        AssertNothingWasSent();
    }

    [Fact]
    public void Minus_input_can_say_it_too()
    {
        _host.Run("New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1 -Input @{ dry_run = $true }").Error.Says("dry_run", "Get-GenPrice");
        AssertNothingWasSent();
    }

    [Theory]
    [InlineData("a.jsonl", """{"model":"google/nano-banana","input":{"prompt":"fox","aspect_ratio":"1:1"},"dry_run":true}""")]
    [InlineData("a.jsonl", """{"model":"google/nano-banana","prompt":"fox","aspect_ratio":"1:1","dry_run":true}""")]
    [InlineData("a.json", """[{"model":"google/nano-banana","input":{"prompt":"fox","aspect_ratio":"1:1"},"DryRun":"true"}]""")]
    [InlineData("a.csv", "model,prompt,aspect_ratio,dry_run\ngoogle/nano-banana,fox,1:1,TRUE")]
    [InlineData("a.tsv", "model\tprompt\taspect_ratio\tDry Run\ngoogle/nano-banana\tfox\t1:1\tyes")]
    public void In_a_file_it_is_told_with_its_line_and_its_price_can_be_asked(string file, string text)
    {
        _folder.Write(file, text);

        RunResult run = _host.Run($"Import-GenRequest {file} | New-GenTask");

        Assert.Empty(run.Output);
        run.Error.Says($"{file}, line {(text.Contains('\n', StringComparison.Ordinal) ? 2 : 1)}", "dry_run", "Get-GenPrice", "costs nothing");
        AssertNothingWasSent();
        RunResult price = _host.Run($"Import-GenRequest {file} | Get-GenPrice");
        Assert.True(price.Single.Get("Cost") is decimal);
        Assert.Empty(price.Warnings);
        PSObject check = _host.Run($"Import-GenRequest {file} | Test-GenRequest").Single;
        Assert.Equal(true, check.Get("IsValid"));
        Assert.Equal(["DryRun"], check.List("Problems").Texts("Code"));
    }

    [Theory]
    [InlineData("$false")]
    [InlineData("$null")]
    [InlineData("''")]
    [InlineData("'no'")]
    [InlineData("0")]
    public void No_dry_run_is_nothing(string value)
    {
        RunResult run = _host.Run(
            $$"""
            @{ prompt = 'fox'; aspect_ratio = '1:1'; dry_run = {{value}} },
            @{ input = @{ prompt = 'fox'; aspect_ratio = '1:1' }; dry_run = {{value}} },
            @{ input = @{ prompt = 'fox'; aspect_ratio = '1:1'; dry_run = {{value}} } } | New-GenTask google/nano-banana
            """);

        Assert.Equal(3, run.Clean.Count);
        Assert.Empty(run.Warnings);
        Assert.All(run.Output,
            task => Assert.Equal(["aspect_ratio", "prompt"], ((IDictionary<string, object?>)task.Get("Input")!).Keys.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("'perhaps'")]
    [InlineData("2")]
    [InlineData("@(1)")]
    public void What_may_mean_either_is_refused(string value)
    {
        RunResult run = _host.Run(
            $$"""
            @{ prompt = 'fox'; aspect_ratio = '1:1'; dry_run = {{value}} },
            @{ input = @{ prompt = 'fox'; aspect_ratio = '1:1' }; dry_run = {{value}} } | New-GenTask google/nano-banana
            """);

        Assert.Equal(2, run.Errors.Count);
        Assert.All(run.Errors, error => error.Says("dry_run is", "true or false", "costs nothing"));
        AssertNothingWasSent();
    }

    private void AssertNothingWasSent() => Assert.Empty(_host.Run("Get-GenTask").Clean);
}
