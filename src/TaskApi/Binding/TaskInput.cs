using System.Collections.Generic;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>Reads tasks from whatever comes down the pipeline: tasks, ids as text, or objects that have an id.</summary>
internal static class TaskInput
{
    private static readonly string[] IdNames = ["Id", "TaskId", "task_id"];

    /// <summary>The task that an object means.</summary>
    /// <exception cref="GenServiceException">The object is no task.</exception>
    public static GenTask From(object item)
    {
        object value = item is PSObject wrapper ? wrapper.BaseObject : item;
        switch (value)
        {
            case GenTask task:
                return task;
            case GenFile file:
                return file.Task;
            case string id:
                return ById(id.Trim());
        }

        // Rows, hashtables, and tasks that came through a job or a remote session.
        if (PlainValue.Named(item) is { } named)
        {
            foreach (string name in IdNames)
            {
                foreach (KeyValuePair<string, object?> pair in named)
                {
                    if (pair.Key.Equals(name, System.StringComparison.OrdinalIgnoreCase) && pair.Value is string text)
                    {
                        return ById(text);
                    }
                }
            }
        }

        throw new GenServiceException(GenErrorCode.InvalidInput, $"A {value.GetType().Name} is no task. Give tasks, or their ids as text.");
    }

    private static GenTask ById(string id) => TaskId.IsValid(id)
        ? new GenTask { Id = id }
        : throw new GenServiceException(GenErrorCode.InvalidInput, $"{ValueText.Show(id)} is no task id. {TaskId.Rule}");
}
