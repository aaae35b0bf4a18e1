using System;
using System.Collections.Generic;
using System.Text.Json;

namespace TaskApi;

/// <summary>Reads a task's state from an answer.</summary>
internal static class TaskReader
{
    /// <summary>The task as it is after the answer.</summary>
    /// <param name="known">What was known before.</param>
    /// <param name="answer">The answer of a create or a poll.</param>
    /// <param name="catalog">Tells the kind of a model that only the answer names.</param>
    /// <param name="now">When the answer arrived.</param>
    public static GenTask Read(GenTask known, WireAnswer answer, ModelCatalog catalog, DateTimeOffset now)
    {
        string id = answer.TaskId ?? known.Id;
        string? model = known.Model ?? Get(answer, "model");
        GenKind kind = known.Kind != GenKind.Unknown ? known.Kind : catalog.Find(model)?.Kind ?? GenKind.Unknown;
        IReadOnlyList<GenOutput> outputs = ReadOutputs(answer, kind);
        GenTaskStatus status = ReadStatus(Get(answer, "status"), outputs.Count > 0);
        bool ended = status is GenTaskStatus.Completed or GenTaskStatus.Failed;
        return known with
        {
            Id = id,
            Model = model,
            Kind = kind,
            Status = status,
            Cost = GetMoney(answer, "cost") ?? known.Cost,
            CompletedAt = ended ? known.CompletedAt ?? now : null,
            Outputs = status == GenTaskStatus.Completed ? GenOutput.Of(known.Id.Length > 0 ? known.Id : id, outputs) : [],
            Error = status == GenTaskStatus.Failed ? ReadFailure(answer) : null,
            Raw = answer.Text.Trim(),
        };
    }

    /// <summary>The task that a paid request brought, as it is after the answer.</summary>
    /// <param name="submitted">What is known of the request.</param>
    /// <param name="answer">An answer with a task's identifier.</param>
    /// <param name="catalog">Tells the kind of a model that only the answer names.</param>
    /// <param name="now">When the answer arrived.</param>
    public static GenTask ReadCreated(GenTask submitted, WireAnswer answer, ModelCatalog catalog, DateTimeOffset now)
    {
        GenTask task = Read(submitted, answer, catalog, now);
        // "success" without a result, or "error" in an answer that failed, may speak of the request. What is paid for is looked at again.
        bool isDoubtful = task.Status == GenTaskStatus.Completed ? task.Outputs.Count == 0 : task.Status == GenTaskStatus.Failed && !answer.IsSuccess;
        return isDoubtful ? task with { Status = GenTaskStatus.Pending, CompletedAt = null, Error = null } : task;
    }

    private static string? Get(WireAnswer answer, string name) => WireText.Get(answer.Task, name) ?? WireText.Get(answer.Data, name);

    private static decimal? GetMoney(WireAnswer answer, string name) => WireText.GetMoney(answer.Task, name) ?? WireText.GetMoney(answer.Data, name);

    /// <summary>The results of the task's own object; where that is only around the data, first those in the data.</summary>
    private static IReadOnlyList<GenOutput> ReadOutputs(WireAnswer answer, GenKind kind)
    {
        JsonElement?[] places = answer.Task is { } task && task.TryGetProperty("data", out _) && !task.TryGetProperty("output", out _) ? [answer.Data, task]
            : [answer.Task, answer.Data];
        foreach (JsonElement? place in places)
        {
            if (place is { } found && OutputReader.Read(found, kind) is { Count: > 0 } outputs)
            {
                return outputs;
            }
        }

        return [];
    }

    /// <summary>
    /// Documented: pending, processing, completed, failed. The rest has been seen or is accepted by other clients. An unknown word is
    /// taken for running: giving up on a paid task because of a new word would lose it.
    /// </summary>
    private static GenTaskStatus ReadStatus(string? word, bool hasOutput) => word?.ToLowerInvariant() switch
    {
        "pending" or "submitted" or "queued" => GenTaskStatus.Pending,
        "completed" or "complete" or "succeeded" or "success" or "finished" => GenTaskStatus.Completed,
        "failed" or "error" or "canceled" or "cancelled" => GenTaskStatus.Failed,
        null => hasOutput ? GenTaskStatus.Completed : GenTaskStatus.Pending,
        _ => GenTaskStatus.Processing,
    };

    private static string ReadFailure(WireAnswer answer)
    {
        string message = answer.ErrorMessage ?? "The service gave no reason.";
        return answer.ErrorCode is { } code && !message.Contains(code) ? $"{message} ({code})" : message;
    }
}
