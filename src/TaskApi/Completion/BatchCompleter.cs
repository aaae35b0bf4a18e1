using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using TaskApi.Session;

namespace TaskApi.Completion;

/// <summary>Completes the names of batches, the one that was sent last first.</summary>
public sealed class BatchCompleter : IArgumentCompleter
{
    // So many are looked at: Tab must not take longer for a long history.
    private const int Most = 1000;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        foreach (string batch in Names())
        {
            if (batch.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                string quoted = batch.IndexOfAny([' ', '\'', '"', '$', '(', ')', ';', '|', '&', ',']) < 0 ? batch : "'" + batch.Replace("'", "''") + "'";
                yield return new CompletionResult(quoted, batch, CompletionResultType.ParameterValue, batch);
            }
        }
    }

    private static IReadOnlyList<string> Names()
    {
        try
        {
            return RunspaceSession.Current?.Ledger?.BatchNamesAsync(Most).GetAwaiter().GetResult() ?? [];
        }
        catch (GenServiceException)
        {
            // An error has no place on Tab.
            return [];
        }
    }
}
