using System;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Importing;

public sealed class ImportTests
{
    [Fact]
    public void The_module_exports_exactly_the_commands_that_its_manifest_lists()
    {
        using var host = new ModuleHost();
        string[] listed =
            [.. host.Run(
                "(Test-ModuleManifestText).CmdletsToExport".Replace("Test-ModuleManifestText",
                    $"& ([scriptblock]::Create([System.IO.File]::ReadAllText('{Repository.Manifest}')))", StringComparison.Ordinal)).Clean.Select(
                        name => name.ToString()).Order(StringComparer.Ordinal)];

        string[] exported = [.. host.Run("(Get-Module TaskApi).ExportedCommands.Keys").Clean.Select(name => name.ToString()).Order(StringComparer.Ordinal)];

        Assert.NotEmpty(listed);
        Assert.Equal(listed, exported);
        Assert.All(exported, name => Assert.NotEmpty(host.Run($"Get-Command {name} -CommandType Cmdlet").Clean));
    }

    [Fact]
    public void A_forced_second_import_leaves_a_working_module()
    {
        using var host = new ModuleHost();

        RunResult run = host.Run($"Import-Module '{Repository.Manifest}' -Force; Connect-GenService -Local -Speed 200 -Seed 1 | Out-Null; (New-GenTask " +
            "google/nano-banana -Prompt fox -AspectRatio 1:1) -is [TaskApi.GenTask]");

        Assert.Equal(true, run.Single.BaseObject);
    }

    [Fact]
    public void The_module_can_be_removed_and_imported_again()
    {
        using var host = new ModuleHost();

        RunResult run = host.Run($"Remove-Module TaskApi; [bool](Get-Command New-GenTask -ErrorAction Ignore); Import-Module " +
            $"'{Repository.Manifest}'; [bool](Get-Command New-GenTask); (Get-GenModel kling-2.6) -is [TaskApi.GenModel]");

        Assert.Equal([false, true, true], run.Values);
    }

    [Fact]
    public void Its_libraries_live_in_a_load_context_of_their_own()
    {
        using var host = new ModuleHost();
        Assembly core = host.Run("Get-GenModel kling-2.6").Single.BaseObject.GetType().Assembly;

        AssemblyLoadContext own = AssemblyLoadContext.GetLoadContext(core)!;

        Assert.Equal("TaskApi.Core", core.GetName().Name);
        Assert.NotSame(AssemblyLoadContext.Default, own);
        Assert.Contains(own.Assemblies, assembly => assembly.GetName().Name == "CsvHelper");
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, assembly => assembly.GetName().Name is "TaskApi.Core" or "CsvHelper");
    }

    [Theory]
    [InlineData("TaskApi.GenTask", "New-GenTask google/nano-banana -Prompt fox -AspectRatio 1:1")]
    [InlineData("TaskApi.GenModel", "Get-GenModel kling-2.6")]
    [InlineData("TaskApi.GenPrice", "Get-GenPrice google/nano-banana -Prompt fox -AspectRatio 1:1")]
    [InlineData("TaskApi.GenSession", "Connect-GenService -Local")]
    public void Scripts_can_name_its_types(string type, string command)
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run($"function Test([{type}] $it) {{ $it -is [{type}] }}; Test ({command})");

        Assert.Equal(true, run.Single.BaseObject);
    }

    [Fact]
    public void A_clone_that_was_not_built_says_what_is_missing_and_what_makes_it()
    {
        using var clone = new TemporaryFolder();
        string manifest = clone.Write("TaskApi.psd1", System.IO.File.ReadAllText(Repository.Manifest));
        using var host = new ModuleHost(import: false);

        RunResult run = host.Run($"Import-Module '{manifest}'");

        run.Error.Says("made-by-dotnet-build", "does not exist");
    }

    [Fact]
    public void Its_tables_show_in_constrained_language_mode()
    {
        var screen = new CapturingHost(120);
        using var host = new ModuleHost(screen, import: false);

        RunResult run = host.Run($$"""
            $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            Import-Module '{{Repository.Manifest}}'
            $session = Connect-GenService -Local -Speed 200 -Seed 1
            New-GenTask google/nano-banana -Prompt 'a fox' -AspectRatio 1:1 | Wait-GenTask | Out-Host
            """);

        Assert.Empty(run.Clean);
        Assert.Matches("a fox +nano-banana +Completed +0.0250 ", screen.Text);
    }

    [Fact]
    public void It_works_in_constrained_language_mode()
    {
        using var host = new ModuleHost(import: false);

        RunResult run = host.Run($$"""
            $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            Import-Module '{{Repository.Manifest}}'
            $session = Connect-GenService -Local -Speed 200 -Seed 1
            (Get-GenModel kling-2.6).Id
            New-GenTask kuaishou/kling-2.6 -Prompt fox -Duration 10 -WhatIf
            @{ model = 'google/nano-banana'; prompt = 'fox'; aspect_ratio = '1:1' } | New-GenTask | Wait-GenTask | ForEach-Object { "$($_.Status)" }
            "$($ExecutionContext.SessionState.LanguageMode)"
            """);

        Assert.Equal(["kuaishou/kling-2.6", "Completed", "ConstrainedLanguage"], run.Values);
    }

    [Fact]
    public void Every_command_has_parameters_that_say_what_they_are_for()
    {
        using var host = new ModuleHost();

        RunResult run = host.Run("""
            foreach ($command in Get-Command -Module TaskApi) {
                foreach ($parameter in $command.Parameters.Values) {
                    $own = $parameter.Attributes | Where-Object { $_ -is [Parameter] -and $_.HelpMessage }
                    if (-not $own -and $parameter.Name -notin [System.Management.Automation.PSCmdlet]::CommonParameters -and
                        $parameter.Name -notin [System.Management.Automation.PSCmdlet]::OptionalCommonParameters) {
                        "$command -$($parameter.Name)" }
                }
            }
            """);

        Assert.Empty(run.Clean);
    }
}
