using System;
using System.Collections.Generic;

namespace TaskApi.Binding;

/// <summary>
/// Recognises the record that somebody kept of tasks and files: a few of their columns, often of both, in a table. It is no table of requests,
/// and read as one it would be paid for.
/// </summary>
internal static class OwnRecord
{
    private static readonly Type[] Types = [typeof(GenTask), typeof(GenFile), typeof(GenOutput)];

    // Whoever writes a table of requests by hand may well call a column so, too, and has rows of which the task is not known yet.
    private static readonly string[] TaskIdNames = [nameof(GenFile.TaskId), "task_id"];

    /// <summary>The name of the module's type of which a row is a part; null for a row of one's own.</summary>
    public static string? Recognise(IDictionary<string, object?> fields)
    {
        if (!TellsTask(fields))
        {
            return null;
        }

        foreach (string name in fields.Keys)
        {
            if (name != TaskIdNames[1] && !Array.Exists(Types, type => OwnShape.HasName(type, name)))
            {
                return null;
            }
        }

        bool isSaved = TravelledValue.Get(fields, nameof(GenFile.Path)) is not null || TravelledValue.Get(fields, nameof(GenFile.FullName)) is not null;
        return isSaved ? nameof(GenFile) : nameof(GenTask);
    }

    /// <summary>
    /// True where a task is named beyond doubt: by its identifier under a name that says so, as the module writes it, or by one of the form that
    /// the service gives. An "id" and a "status" of somebody's own are not enough.
    /// </summary>
    private static bool TellsTask(IDictionary<string, object?> fields)
    {
        if (Array.Exists(TaskIdNames, name => TravelledValue.Text(fields, name) is not null))
        {
            return true;
        }

        return (fields.ContainsKey(nameof(GenTask.Id)) && fields.ContainsKey(nameof(GenTask.Status)))
            || (TravelledValue.Text(fields, nameof(GenTask.Id)) is { } id && OwnAdvice.IsTaskIdentifier(id.Trim())
                && TravelledValue.Word<GenTaskStatus>(fields, nameof(GenTask.Status)) != GenTaskStatus.Unknown);
    }
}
