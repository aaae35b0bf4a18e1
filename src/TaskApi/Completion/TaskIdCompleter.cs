using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using TaskApi.Session;

namespace TaskApi.Completion;

/// <summary>Completes the ids of the tasks that the session and its ledger know: the last ones newest first, then older ones by their ids.</summary>
public sealed class TaskIdCompleter : IArgumentCompleter
{
    // So many of the last ones are offered, and so many older ones: Tab must not take longer for a long history.
    private const int MostLast = 500;
    private const int MostOlder = 100;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        var seen = new HashSet<string>(StringComparer.Ordinal);
        List<GenTask> last = Tasks(new LedgerQuery { State = LedgerState.Accepted, Last = MostLast });
        last.Reverse();
        List<GenTask> older = word.Length == 0 ? [] : Tasks(new LedgerQuery { State = LedgerState.Accepted, TaskIdBeginning = word, First = MostOlder });
        foreach (GenTask task in last.Concat(older))
        {
            if (task.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase) && seen.Add(task.Id))
            {
                yield return new CompletionResult(task.Id, task.Id, CompletionResultType.ParameterValue, $"{task.Model}, {task.Status}");
            }
        }
    }

    private static List<GenTask> Tasks(LedgerQuery query)
    {
        try
        {
            return [.. RunspaceSession.Current?.List(query) ?? []];
        }
        catch (GenServiceException)
        {
            // An error has no place on Tab.
            return [];
        }
    }
}
