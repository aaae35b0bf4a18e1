using System;
using System.Collections.Generic;

namespace TaskApi.Binding;

/// <summary>Makes a task anew from what is left of one: a job's or a remote session's copy, Clixml, a table's row, JSON. What was lost stays unknown.</summary>
internal static class TravelledTask
{
    private static readonly GenParameter Results = new() { Type = GenParameterType.ObjectArray };
    
    // Whoever keeps a table may have an id of their own beside the task's.
    private static readonly string[] IdNames = ["TaskId", "task_id", "Id"];

    /// <summary>The task; its identifier is empty when there is none.</summary>
    /// <param name="fields">The named values, as <see cref="PlainValue.Named(object)"/> reads them.</param>
    public static GenTask Read(IDictionary<string, object?> fields)
    {
        GenKind kind = TravelledValue.Word<GenKind>(fields, nameof(GenTask.Kind));
        GenTaskStatus status = TravelledValue.Word<GenTaskStatus>(fields, nameof(GenTask.Status));
        string id = ReadId(fields);
        IReadOnlyList<GenOutput> outputs = ReadOutputs(TravelledValue.Get(fields, nameof(GenTask.Outputs)), kind, id);
        return new GenTask
        {
            Id = id,
            Model = TravelledValue.Text(fields, nameof(GenTask.Model)),
            Kind = kind,

            // A completed task without its results has to be asked about again.
            Status = status == GenTaskStatus.Completed && outputs.Count == 0 ? GenTaskStatus.Unknown : status,
            Input = TravelledValue.Named(TravelledValue.Get(fields, nameof(GenTask.Input))),
            Parents = ReadParents(TravelledValue.Get(fields, nameof(GenTask.Parents))),
            Prompt = TravelledValue.Text(fields, nameof(GenTask.Prompt)),
            CallbackUrl = TravelledValue.Text(fields, nameof(GenTask.CallbackUrl)),
            Cost = TravelledValue.Money(fields, nameof(GenTask.Cost)),
            EstimatedCost = TravelledValue.Money(fields, nameof(GenTask.EstimatedCost)),
            SubmittedAt = TravelledValue.Moment(fields, nameof(GenTask.SubmittedAt)),
            CompletedAt = TravelledValue.Moment(fields, nameof(GenTask.CompletedAt)),
            Elapsed = TravelledValue.Span(fields, nameof(GenTask.Elapsed)),
            Outputs = outputs,
            Error = TravelledValue.Text(fields, nameof(GenTask.Error)),
            Batch = TravelledValue.Text(fields, nameof(GenTask.Batch)),
            Key = TravelledValue.Text(fields, nameof(GenTask.Key)),
            Source = TravelledValue.Place(TravelledValue.Get(fields, nameof(GenTask.Source))),
            Raw = TravelledValue.Text(fields, nameof(GenTask.Raw)),
        };
    }

    /// <summary>The result that named values tell of.</summary>
    public static GenOutput ReadOutput(IDictionary<string, object?> fields) => new()
    {
        Name = TravelledValue.Text(fields, nameof(GenOutput.Name)) ?? "",
        Kind = TravelledValue.Word<GenKind>(fields, nameof(GenOutput.Kind)),
        Url = TravelledValue.Text(fields, nameof(GenOutput.Url)),
        Text = TravelledValue.Text(fields, nameof(GenOutput.Text)),
        TaskId = TravelledValue.Text(fields, nameof(GenOutput.TaskId)),
        Number = (int?)TravelledValue.Whole(fields, nameof(GenOutput.Number)),
    };

    /// <summary>A result, or what is left of one: its named values, or the text that it is shown by, which is its URL.</summary>
    public static GenOutput ReadOutputOf(object? value, GenKind kind = GenKind.Unknown) => value switch
    {
        GenOutput output => output,
        IDictionary<string, object?> fields => ReadOutput(fields),
        string text when IsUrl(text) => new GenOutput { Kind = kind, Url = text },
        string text when Remains.Find(text) is null => new GenOutput { Kind = kind, Text = text },
        _ => new GenOutput(),
    };

    /// <summary>A task, or what is left of one: its named values, or its identifier; null for neither.</summary>
    public static GenTask? ReadTaskOf(object? value) => value switch
    {
        GenTask task => task,
        IDictionary<string, object?> fields => Read(fields),
        string id => new GenTask { Id = id.Trim() },
        _ => null,
    };

    /// <summary>The identifier of a task that named values tell of; empty when they tell of none.</summary>
    public static string ReadId(IDictionary<string, object?> fields)
    {
        foreach (string name in IdNames)
        {
            if (TravelledValue.Text(fields, name) is { } id)
            {
                return id.Trim();
            }
        }

        return "";
    }

    /// <summary>A list of identifiers, or the one text that a table's cell holds of it.</summary>
    private static IReadOnlyList<string> ReadParents(object? value)
    {
        List<object?> items = value switch
        {
            string text => [.. text.Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)],
            List<object?> list => list,
            _ => [],
        };
        return items.ConvertAll(static item => item as string ?? "").FindAll(static id => id.Length > 0);
    }

    private static IReadOnlyList<GenOutput> ReadOutputs(object? value, GenKind kind, string taskId)
    {
        // A cell of a table holds them all in one text.
        IEnumerable<object?> items = value switch
        {
            null => [],
            string text => IsUrl(text) ? text.Split([' ', '\r', '\n', '\t', ';'], StringSplitOptions.RemoveEmptyEntries) : ReadJson(text) ?? [text],
            List<object?> list => list,
            _ => [value],
        };
        var outputs = new List<GenOutput>();
        foreach (object? item in items)
        {
            if (ReadOutputOf(item, kind) is { } output && (output.Url ?? output.Text) is not null)
            {
                outputs.Add(output);
            }
        }

        return GenOutput.Of(taskId, outputs);
    }

    /// <summary>
    /// Results of several kinds as a cell holds them; null for a text that is one itself, such as lyrics, which like to begin with a bracket.
    /// </summary>
    private static List<object?>? ReadJson(string text) =>
        ValueText.TryConvert(Results, text, out object list) && list is List<object?> { Count: > 0 } items
        && items.TrueForAll(item => item is IDictionary<string, object?> { Count: > 0 })
            ? items
            : null;

    private static bool IsUrl(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}
