using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using TaskApi.Session;

namespace TaskApi.Completion;

/// <summary>Completes the ids of the tasks that the session knows, newest first.</summary>
public sealed class TaskIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IReadOnlyList<GenTask> tasks = RunspaceSession.Current?.Tasks ?? [];
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
}
