using System;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Module.Tests.Shell;

/// <summary>What the shell tells the program that started it: its exit code.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly ScriptFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("exit", 0)]
    [InlineData("throw 'broken'", 1)]
    [InlineData("Get-Nothing; 'goes on'", 0)]
    [InlineData("function leave { exit 4 }; leave; 'never'", 4)]
    public async Task A_script_decides_the_exit_code(string script, int expected)
    {
        ShellRun run = await ShellRun.Start(_folder.Script(script));

        Assert.Equal(expected, run.ExitCode);
        Assert.DoesNotContain("never", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_of_a_native_program_is_not_the_scripts()
    {
        ShellRun run = await ShellRun.Start(_folder.Script("& dotnet exec no-such-program.dll 2>$null | Out-Null; \"code is 0: $($LASTEXITCODE -eq 0)\""));

        Assert.Equal((0, "code is 0: False"), (run.ExitCode, run.Output.Trim()));
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

    [Theory]
    [InlineData("Get-Nothing\n'better'", 0)]
    [InlineData("'fine'\nGet-Nothing", 1)]
    [InlineData("'fine'\nif ($true) {", 1)]
    public async Task Redirected_input_is_judged_by_its_last_statement(string input, int expected)
    {
        ShellRun run = await ShellRun.Start(input, []);

        Assert.Equal(expected, run.ExitCode);
    }
}
