using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Completing;

/// <summary>
/// Tab at the beginnings of documented commands: at every fourth, from a random one of the first four on; at all of them, where TASKAPI_TABS
/// is "all".
/// </summary>
public sealed partial class EveryBeginningTests
{
    private static readonly int Step = Environment.GetEnvironmentVariable("TASKAPI_TABS") == "all" ? 1 : 4;

    [Fact]
    public void Tab_fails_nowhere_while_a_documented_command_is_typed()
    {
        using ModuleHost host = ModuleHost.Connected();
        // What lines before have left to those that use it.
        host.Run("""
            $output = [TaskApi.GenOutput]@{ Url = 'https://example.com/fox.png' }
            $fox = $image = [TaskApi.GenTask]@{ Id = 'fox1'; Status = 'Completed'; Outputs = [TaskApi.GenOutput[]]@($output) }
            """);
        using PowerShell shell = host.Prepare("");
        using var failures = new CompletionFailures(shell.Runspace);
        var failed = new List<string>();
        int offers = 0;
        int first = Random.Shared.Next(Step);
        TestContext.Current.TestOutputHelper!.WriteLine($"every {Step}. beginning from number {first} on");
        foreach (string line in OneOfEachName(DocumentedCommands.Beginnings(Repository.Root)).Where((_, number) => number % Step == first))
        {
            shell.Commands.Clear();
            CommandCompletion completion = CommandCompletion.CompleteInput(line, line.Length, null, shell);
            offers += completion.CompletionMatches.Count > 0 ? 1 : 0;
            failed.AddRange(shell.Streams.Error.Where(error => !IsTheEnginesOwn(error)).Select(error => $"{line}: {error}"));
            failed.AddRange(failures.Take().Select(failure => $"{line}: {failure}"));
            shell.Streams.ClearStreams();
        }

        Assert.True(failed.Count == 0, string.Join('\n', failed));
        Assert.True(offers > 1000 / Step, $"Tab offered something {offers} times only.");
        Assert.Empty(host.Run("Get-GenTask").Clean);
    }

    /// <summary>A bare engine fails at the members of objects, with modules or without them: (Get-Command).N</summary>
    private static bool IsTheEnginesOwn(ErrorRecord error) =>
        error.Exception.ToString().Contains("CompletionCompleters.CompleteMember", StringComparison.Ordinal);

    /// <summary>The beginning of a command's name is completed alike wherever it stands, and slowly, because the engine looks through all its modules: once is
    /// enough.</summary>
    private static IEnumerable<string> OneOfEachName(IEnumerable<string> lines)
    {
        var names = new HashSet<string>();
        return lines.Where(line => NamePattern().Match(line) is not { Success: true } name || names.Add(name.Groups[1].Value));
    }

    [GeneratedRegex(@"(?:^|[|({=;]\s*)([A-Za-z]+(?:-[A-Za-z]*)?)$")]
    private static partial Regex NamePattern();
}
