using System;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>
/// Reads tasks from whatever comes down the pipeline: tasks, ids as text, saved files, rows that have an id, and what is left of tasks
/// and files after a job, a remote session, Clixml, CSV or JSON.
/// </summary>
internal static class TaskInput
{
    /// <summary>The task that an object means, with all that it carries of the request.</summary>
    /// <param name="item">The object.</param>
    /// <param name="asSeen">Also with the state that it had when it went on its journey: who looks back wants that.</param>
    /// <exception cref="GenServiceException">The object is no task.</exception>
    public static GenTask From(object item, bool asSeen = false)
    {
        object value = item is PSObject wrapper ? wrapper.BaseObject : item;
        switch (value)
        {
            case GenTask task:
                return task;
            case GenFile file:
                return file.Task;
            case GenOutput { TaskId: { Length: > 0 } made }:
                return new GenTask { Id = made };
            case string id:
                return Known(new GenTask { Id = id.Trim() });
            case ValueType:
                throw NoTask(value, null);
        }

        OwnObject? own = OwnObject.Find(item);
        GenTask? carried = own switch
        {
            { Kind: OwnKind.Task } => own.ToTask(),
            { Kind: OwnKind.File } => own.ToFile().Task,
            { Kind: OwnKind.Output } => new GenTask { Id = own.ToOutput().TaskId ?? "" },
            null when PlainValue.HasNames(item) && PlainValue.Named(item) is { } row => TravelledTask.Read(row),
            _ => null,
        };
        return carried is { Id.Length: > 0 } ? Known(asSeen ? carried : Fresh(carried)) : throw NoTask(value, own);
    }

    /// <summary>Which of its task's results an object is, from 1; null for whatever is not one result, or does not know its place.</summary>
    public static int? NumberOf(object item) => OwnObject.Find(item) is { Kind: OwnKind.Output } own ? own.ToOutput().Number : null;

    /// <summary>The saved file that an object is, also after a journey; null for anything else.</summary>
    public static GenFile? FileFrom(object item) => OwnObject.Find(item) is { Kind: OwnKind.File } own ? own.ToFile() : null;

    /// <summary>
    /// What came back from outside is old: the request stays what it was, but how far the task is, the service must say. Otherwise a table of
    /// last week would be waited for as if it still ran, or saved from addresses that are gone.
    /// </summary>
    private static GenTask Fresh(GenTask carried) => carried with { Status = GenTaskStatus.Unknown, Outputs = [], Error = null, Raw = null };

    private static GenTask Known(GenTask task) => TaskId.IsValid(task.Id)
        ? task
        : throw new GenServiceException(GenErrorCode.InvalidInput, $"{ValueText.Show(task.Id)} is no task id. {TaskId.Rule}");

    private static GenServiceException NoTask(object value, OwnObject? own)
    {
        string name = own?.TypeName ?? value.GetType().Name;
        string problem = own?.Kind switch
        {
            OwnKind.Batch => $"A {name} is no task. Get-GenTask -Batch '{(value as GenBatch)?.Name ?? own.Field(nameof(GenBatch.Name))}' lists its tasks.",
            OwnKind.Request or OwnKind.Check or OwnKind.Price => $"A {name} is no task: nothing was sent for it. New-GenTask sends it, and returns its task.",
            OwnKind.Task or OwnKind.File or OwnKind.Output => $"The {name} does not tell the id of its task. Give tasks, or their ids as text.",
            null when PlainValue.HasNames(value) => "The row has no task's id: a column Id, TaskId or task_id that is filled.",
            _ => $"A {name} is no task. Give tasks, or their ids as text.",
        };
        return new GenServiceException(GenErrorCode.InvalidInput, problem);
    }
}
