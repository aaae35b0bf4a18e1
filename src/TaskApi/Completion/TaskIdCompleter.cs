using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using TaskApi.Session;

namespace TaskApi.Completion;

/// <summary>Completes the ids of the tasks that the session and its ledger know, newest first.</summary>
public sealed class TaskIdCompleter : IArgumentCompleter
{
    // So many of the last ones are offered: Tab must not take longer for a long history.
    private const int Most = 500;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IReadOnlyList<GenTask> tasks = Tasks();
        string word = wordToComplete.Trim('\'', '"');
        for (int i = tasks.Count - 1; i >= 0; i--)
        {
            GenTask task = tasks[i];
            if (task.Id.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(task.Id, task.Id, CompletionResultType.ParameterValue, $"{task.Model}, {task.Status}");
            }
        }
    }

    private static IReadOnlyList<GenTask> Tasks()
    {
        try
        {
            return RunspaceSession.Current?.List(new LedgerQuery { State = LedgerState.Accepted, Last = Most }) ?? [];
        }
        catch (GenServiceException)
        {
            // An error has no place on Tab.
            return [];
        }
    }
}
