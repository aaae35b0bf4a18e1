using System;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Module.Tests.Shell;

/// <summary>What the shell reads from its input and writes to its two outputs.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly ScriptFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_escaped_error_is_shown_with_its_place_on_stderr_without_a_stack_trace()
    {
        ShellRun run = await ShellRun.Start(_folder.Script("'before'\nthrow [System.InvalidOperationException]::new('the reason')"));

        Assert.Equal("before", run.Output.Trim());
        Assert.Contains("the reason", run.Error, StringComparison.Ordinal);
        Assert.Contains("script.ps1:2", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirected_input_runs_statement_by_statement_without_a_prompt()
    {
        ShellRun run = await ShellRun.Start("if ($true) {\n\n  'in'\n}\n$host.UI.ReadLine() + '!'\nan answer\nexit 9\n'never'\n", []);

        Assert.Equal((9, string.Empty), (run.ExitCode, run.Error));
        Assert.Equal(["in", "an answer!"], run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
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
        ShellRun run =
            await ShellRun.Start("-c", "Get-Module TaskApi; \"$($PSStyle.Foreground.Red)red\"; $host.UI.WriteLine('Red', 'Black', 'blood'); Get-Nothing");

        Assert.Contains("blood", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', run.Output + run.Error);
    }

    [Theory]
    [InlineData("param([Parameter(Mandatory)] [string] $Prompt) 'ran'", "Prompt")]
    [InlineData("$yes = [System.Management.Automation.Host.ChoiceDescription]::new('&Yes'); $host.UI.PromptForChoice('Sure?', '', @($yes), 0)", "Sure?")]
    public async Task A_question_that_nobody_can_answer_is_an_error(string script, string subject)
    {
        ShellRun run = await ShellRun.Start(_folder.Script(script));

        Assert.DoesNotContain("ran", run.Output, StringComparison.Ordinal);
        Assert.Contains(subject, run.Error, StringComparison.Ordinal);
    }
}
