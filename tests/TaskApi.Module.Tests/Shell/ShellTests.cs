using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Module.Tests.Shell;

/// <summary>The shell as its users meet it: a program that runs scripts with the module loaded.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly ScriptFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Arguments_bind_to_the_scripts_parameters_and_stay_strings()
    {
        string script = _folder.Script("""
            [CmdletBinding()]
            param([string] $Name, [int] $Count, [switch] $Fast, [switch] $Slow, [string] $Note, [Parameter(ValueFromRemainingArguments)] [string[]] $Rest)
            "$Name|$Count|$Fast|$Slow|$Note|$($Rest -join ',')"
            """);

        ShellRun run = await ShellRun.Start(script, "-Name", "a b", "-Count", "-5", "-Fast", "-Slow:$false", "-Note:it's", "$PID", "*", "--", "-x");

        Assert.Equal(("a b|-5|True|False|it's|$PID,*,-x", string.Empty), (run.Output.Trim(), run.Error));
    }

    [Fact]
    public async Task An_argument_that_does_not_bind_is_an_error()
    {
        ShellRun run = await ShellRun.Start(_folder.Script("param([int] $Count) 'ran'"), "-Count", "many");

        Assert.Equal((1, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains("many", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_runs_in_the_current_folder_and_knows_its_own()
    {
        DirectoryInfo elsewhere = _folder.Info.CreateSubdirectory("it's [here]");

        ShellRun run = await ShellRun.Start(string.Empty, [_folder.Script("\"$PWD\"; $PSScriptRoot; $MyInvocation.MyCommand.Name")], elsewhere.FullName);

        string[] lines = run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([elsewhere.Name, _folder.Info.Name, "script.ps1"], Array.ConvertAll(lines, line => Path.GetFileName(line)));
    }

    [Fact]
    public async Task A_script_that_is_not_there_is_named()
    {
        ShellRun run = await ShellRun.Start("nowhere.ps1");

        Assert.Equal(64, run.ExitCode);
        Assert.Contains("nowhere.ps1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_module_is_loaded()
    {
        ShellRun run = await ShellRun.Start("-c", "(Get-Module TaskApi).Name");

        Assert.Equal("TaskApi", run.Output.Trim());
    }

    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("-c")]
    public async Task A_command_line_that_means_nothing_gets_the_usage(string option)
    {
        ShellRun run = await ShellRun.Start(option);

        Assert.Equal((64, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains("TaskApi.Shell script.ps1", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("--help")]
    [InlineData("-Help")]
    public async Task Help_is_given_when_asked_for(string option)
    {
        ShellRun run = await ShellRun.Start(option);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Contains("TaskApi.Shell script.ps1", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_stops_a_script_after_its_clean_up(string signal, int expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        string started = Path.Combine(_folder.Info.FullName, "started");
        string cleaned = Path.Combine(_folder.Info.FullName, "cleaned");
        string script = _folder.Script(
            $"try {{ [System.IO.File]::WriteAllText('{started}', ''); while ($true) {{ }} }} finally {{ [System.IO.File]::WriteAllText('{cleaned}', '') }}");

        ShellRun run = await ShellRun.Start(string.Empty, [script], whileRunning: async shell =>
        {
            while (!File.Exists(started) && !shell.HasExited)
            {
                await Task.Delay(20);
            }

            using Process kill = Process.Start("kill", [$"-{signal}", $"{shell.Id}"]);
            await kill.WaitForExitAsync();
        });

        Assert.Equal((expected, true), (run.ExitCode, File.Exists(cleaned)));
    }
}
