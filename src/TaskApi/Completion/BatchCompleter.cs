using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using TaskApi.Session;

namespace TaskApi.Completion;

/// <summary>Completes the names of the batches that were worked on last.</summary>
public sealed class BatchCompleter : IArgumentCompleter
{
    // So many of the last entries are looked at: Tab must not take longer for a long history.
    private const int MostEntries = 500;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        var seen = new HashSet<string>(StringComparer.Ordinal);
        IReadOnlyList<LedgerEntry> entries = LastEntries();
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i].Batch is { } batch && batch.StartsWith(word, StringComparison.OrdinalIgnoreCase) && seen.Add(batch))
            {
                string quoted = batch.IndexOfAny([' ', '\'', '"', '$', '(', ')', ';', '|', '&', ',']) < 0 ? batch : "'" + batch.Replace("'", "''") + "'";
                yield return new CompletionResult(quoted, batch, CompletionResultType.ParameterValue, batch);
            }
        }
    }

    private static IReadOnlyList<LedgerEntry> LastEntries()
    {
        try
        {
            return RunspaceSession.Current?.Ledger?.ListAsync(new LedgerQuery { Last = MostEntries }).GetAwaiter().GetResult() ?? [];
        }
        catch (GenServiceException)
        {
            // An error has no place on Tab.
            return [];
        }
    }
}
