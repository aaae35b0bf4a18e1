using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Module.Tests.Shell;

/// <summary>The shell as its users meet it: a program with arguments, streams and an exit code.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("taskapi-shell-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("exit", 0)]
    [InlineData("throw 'broken'", 1)]
    [InlineData("Get-Nothing; 'goes on'", 0)]
    [InlineData("function leave { exit 4 }; leave; 'never'", 4)]
    public async Task A_script_decides_the_exit_code(string script, int expected)
    {
        ShellRun run = await ShellRun.Start(Script(script));

        Assert.Equal(expected, run.ExitCode);
        Assert.DoesNotContain("never", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_of_a_native_program_is_not_the_scripts()
    {
        ShellRun run = await ShellRun.Start(Script("& dotnet no-such-command-of-dotnet 2>$null | Out-Null; \"code is 0: $($LASTEXITCODE -eq 0)\""));

        Assert.Equal((0, "code is 0: False"), (run.ExitCode, run.Output.Trim()));
    }

    [Fact]
    public async Task An_escaped_error_is_shown_with_its_place_on_stderr_without_a_stack_trace()
    {
        ShellRun run = await ShellRun.Start(Script("'before'\nthrow [System.InvalidOperationException]::new('the reason')"));

        Assert.Equal("before", run.Output.Trim());
        Assert.Contains("the reason", run.Error, StringComparison.Ordinal);
        Assert.Contains("script.ps1:2", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_bind_to_the_scripts_parameters_and_stay_strings()
    {
        string script = Script("""
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
        ShellRun run = await ShellRun.Start(Script("param([int] $Count) 'ran'"), "-Count", "many");

        Assert.Equal((1, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains("many", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_runs_in_the_current_folder_and_knows_its_own()
    {
        DirectoryInfo elsewhere = _folder.CreateSubdirectory("it's [here]");

        ShellRun run = await ShellRun.Start(string.Empty, [Script("\"$PWD\"; $PSScriptRoot; $MyInvocation.MyCommand.Name")], elsewhere.FullName);

        string[] lines = run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([elsewhere.Name, _folder.Name, "script.ps1"], Array.ConvertAll(lines, line => Path.GetFileName(line)));
    }

    [Fact]
    public async Task A_script_that_is_not_there_is_named()
    {
        ShellRun run = await ShellRun.Start("nowhere.ps1");

        Assert.Equal(64, run.ExitCode);
        Assert.Contains("nowhere.ps1", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'x'", 1)]
    [InlineData("Get-Nothing", 1)]
    [InlineData("Get-Nothing; 'better'", 0)]
    [InlineData("if (", 1)]
    public async Task A_commands_last_statement_decides_the_exit_code(string text, int expected)
    {
        ShellRun run = await ShellRun.Start("-Command", text);

        Assert.Equal(expected, run.ExitCode);
        Assert.Equal(expected == 1, run.Error.Length > 0 && !run.Output.Contains("better", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_module_is_loaded()
    {
        ShellRun run = await ShellRun.Start("-c", "(Get-Module TaskApi).Name");

        Assert.Equal("TaskApi", run.Output.Trim());
    }

    [Fact]
    public async Task Redirected_input_runs_statement_by_statement_without_a_prompt()
    {
        ShellRun run = await ShellRun.Start("if ($true) {\n\n  'in'\n}\n$host.UI.ReadLine() + '!'\nan answer\nexit 9\n'never'\n", []);

        Assert.Equal((9, string.Empty), (run.ExitCode, run.Error));
        Assert.Equal(["in", "an answer!"], run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("Get-Nothing\n'better'", 0)]
    [InlineData("'fine'\nGet-Nothing", 1)]
    [InlineData("'fine'\nif ($true) {", 1)]
    public async Task Redirected_input_is_judged_by_its_last_statement(string input, int expected)
    {
        ShellRun run = await ShellRun.Start(input, []);

        Assert.Equal(expected, run.ExitCode);
    }

    [Fact]
    public async Task Objects_go_to_stdout_and_what_is_said_about_the_work_to_stderr()
    {
        ShellRun run = await ShellRun.Start("-c", """
            'object'
            Get-Nothing
            $host.UI.WriteWarningLine('careful')
            $host.UI.WriteVerboseLine('details')
            $progress = [System.Management.Automation.ProgressRecord]::new(1, 'unseen progress', 'half')
            $host.UI.WriteProgress(1, $progress)
            """);

        Assert.Equal("object", run.Output.Trim());
        Assert.Contains("Get-Nothing", run.Error, StringComparison.Ordinal);
        Assert.Contains("WARNING: careful", run.Error, StringComparison.Ordinal);
        Assert.Contains("VERBOSE: details", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("unseen progress", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirected_output_has_no_escape_sequences()
    {
        ShellRun run = await ShellRun.Start("-c", "Get-Module TaskApi; \"$($PSStyle.Foreground.Red)red\"; $host.UI.WriteLine('Red', 'Black', 'blood'); Get-Nothing");

        Assert.Contains("blood", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', run.Output + run.Error);
    }

    [Theory]
    [InlineData("param([Parameter(Mandatory)] [string] $Prompt) 'ran'", "Prompt")]
    [InlineData("$yes = [System.Management.Automation.Host.ChoiceDescription]::new('&Yes'); $host.UI.PromptForChoice('Sure?', '', @($yes), 0)", "Sure?")]
    public async Task A_question_that_nobody_can_answer_is_an_error(string script, string subject)
    {
        ShellRun run = await ShellRun.Start(Script(script));

        Assert.DoesNotContain("ran", run.Output, StringComparison.Ordinal);
        Assert.Contains(subject, run.Error, StringComparison.Ordinal);
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
        string started = Path.Combine(_folder.FullName, "started");
        string cleaned = Path.Combine(_folder.FullName, "cleaned");
        string script = Script($"try {{ [System.IO.File]::WriteAllText('{started}', ''); while ($true) {{ }} }} finally {{ [System.IO.File]::WriteAllText('{cleaned}', '') }}");

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

    private string Script(string text)
    {
        string path = Path.Combine(_folder.FullName, "script.ps1");
        File.WriteAllText(path, text);
        return path;
    }
}
