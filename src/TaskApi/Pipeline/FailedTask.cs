using System.Runtime.CompilerServices;

namespace TaskApi.Pipeline;

/// <summary>What is told about a task that failed, and whether its user has heard of it.</summary>
internal static class FailedTask
{
    // The mark is on the object that came down the pipeline, not on the task: the same task from a variable is news in another pipeline.
    private static readonly ConditionalWeakTable<GenTask, CommandLife> Told = new();

    /// <summary>The error.</summary>
    public static GenServiceException Explain(GenTask task)
    {
        string source = task.Source is null ? "" : $" ({task.Source})";
        string message = $"Task {task.Id} of {task.Model ?? "an unknown model"}{source} failed: {task.Error}";
        return new GenServiceException(GenErrorCode.TaskFailed, message) { Task = task };
    }

    /// <summary>A command has told of it. That counts for as long as the command lives, which is as long as its pipeline.</summary>
    public static void MarkAsTold(GenTask task, CommandLife by)
    {
        Told.Remove(task);
        Told.GetValue(task, _ => by);
    }

    /// <summary>True when a command of a pipeline that still runs has told of it.</summary>
    public static bool IsTold(GenTask task) => Told.TryGetValue(task, out CommandLife? by) && !by.IsOver;
}
