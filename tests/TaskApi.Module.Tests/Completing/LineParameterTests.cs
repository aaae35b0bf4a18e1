using System;
using System.Linq;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Completing;

/// <summary>What a command's line offers and its syntax shows, beside the models' own parameters.</summary>
public sealed class LineParameterTests
{
    public static TheoryData<string> Commands => ["New-GenTask", "Get-GenPrice", "Test-GenRequest"];

    [Theory]
    [InlineData("kuaishou/kling-2.6", true)]
    [InlineData("kling-2.6", true)]
    [InlineData("kuaishou/kling-3.0-motion-control", true)]
    [InlineData("google/nano-banana", false)]
    [InlineData("openai/sora-2", false)]
    [InlineData("no/such-model", false)]
    public void The_mode_is_offered_for_models_that_have_one(string model, bool isOffered)
    {
        using var host = new ModuleHost();

        Assert.Equal(isOffered, Completion.Texts(host, $"New-GenTask {model} -Mo").Contains("-Mode "));
        Assert.Equal(isOffered, Completion.Texts(host, $"Get-GenPrice {model} -").Contains("-Mode "));
        Assert.Equal(isOffered, Completion.Texts(host, $"New-GenTask {model} -Mode ").Any(text => text is "std" or "pro"));
    }

    [Fact]
    public void A_completed_mode_is_a_mode()
    {
        using ModuleHost host = ModuleHost.Connected();

        string line = Completion.Line(host, Completion.Line(host, "New-GenTask kling-2.6 -Prompt fox -Mod"));

        Assert.Equal("std", host.Run(line).Single.Input("mode"));
    }

    [Theory]
    [InlineData("New-GenTask kling-2.6 -Du", "Duration")]
    [InlineData("Get-GenPrice KLING-2.6 -EnableA", "EnableAudio")]
    public void A_short_name_brings_the_models_parameters(string line, string name)
    {
        using var host = new ModuleHost();

        Assert.Equal([name], Completion.Names(host, line));
        Assert.Equal(["10", "5"], Completion.Texts(host, "New-GenTask kling-2.6 -Duration ").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void What_collects_mistakes_is_in_no_syntax_and_no_help(string command)
    {
        using var host = new ModuleHost();

        string shown = string.Join('\n', host.Run($"Get-Command {command} -Syntax; Get-Command {command} -Syntax -ArgumentList kling-2.6; " +
            $"(Get-Command {command}).Parameters.Keys; (Get-Command {command} -ArgumentList kling-2.6).Parameters.Keys; " +
            $"(Get-Help {command}).syntax.syntaxItem.parameter.name; (Get-Help {command}).parameters.parameter.name").Clean);

        Assert.Contains("-AllowUnknownModel", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("UnknownArgument", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Mode ]", shown.Replace("Mode  ", "Mode ]", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Nor_is_it_offered(string command)
    {
        using var host = new ModuleHost();

        Assert.DoesNotContain("UnknownArgument", Completion.Names(host, $"{command} kling-2.6 -"));
        Assert.DoesNotContain("UnknownArgument", Completion.Names(host, $"{command} -U"));
    }

    [Theory]
    [InlineData("& { New-GenTask kling-2.6 -Prompt x -Duraton 10 }")]
    [InlineData("$task = New-GenTask kling-2.6 -Prompt x -Duraton 10")]
    [InlineData("1 | ForEach-Object { New-GenTask kling-2.6 -Prompt x -Duraton 10 }")]
    [InlineData("$run = { New-GenTask kling-2.6 -Prompt x -Duraton 10 }.GetSteppablePipeline(); $run.Begin($false); $run.End()")]
    public void It_collects_wherever_a_command_runs(string script)
    {
        using ModuleHost host = ModuleHost.Connected();

        host.Run(script).Error.Says("-Duraton. Did you mean -Duration?", "Nothing was sent");
    }
}
