using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Module.Tests.Completing;

/// <summary>Presses Tab at the end of a line.</summary>
internal static class Completion
{
    public static IReadOnlyList<CompletionResult> Of(ModuleHost host, string line)
    {
        using PowerShell shell = host.Prepare("");
        return [.. CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches];
    }

    /// <summary>The line after Tab, with the first of what is offered.</summary>
    public static string Line(ModuleHost host, string line)
    {
        using PowerShell shell = host.Prepare("");
        CommandCompletion completion = CommandCompletion.CompleteInput(line, line.Length, null, shell);
        return string.Concat(line.AsSpan(0, completion.ReplacementIndex), completion.CompletionMatches[0].CompletionText,
            line.AsSpan(completion.ReplacementIndex + completion.ReplacementLength));
    }

    /// <summary>The texts that Tab offers, in order.</summary>
    public static string[] Texts(ModuleHost host, string line) => [.. Of(host, line).Select(result => result.CompletionText)];

    /// <summary>The parameter names that Tab offers, without the dash.</summary>
    public static string[] Names(ModuleHost host, string line) => Array.ConvertAll(Texts(host, line), text => text.TrimStart('-'));
}
