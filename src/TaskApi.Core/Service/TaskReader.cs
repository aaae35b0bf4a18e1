using System;
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
        JsonElement data = answer.Data!.Value;
        string? model = known.Model ?? WireText.Get(data, "model");
        GenKind kind = known.Kind != GenKind.Unknown ? known.Kind : catalog.Find(model)?.Kind ?? GenKind.Unknown;
        var outputs = OutputReader.Read(data, kind);
        GenTaskStatus status = ReadStatus(data, outputs.Count > 0);
        bool ended = status is GenTaskStatus.Completed or GenTaskStatus.Failed;
        return known with
        {
            Id = WireText.Get(data, "task_id") ?? known.Id,
            Model = model,
            Kind = kind,
            Status = status,
            Cost = WireText.GetMoney(data, "cost") ?? known.Cost,
            CompletedAt = ended ? known.CompletedAt ?? now : null,
            Outputs = status == GenTaskStatus.Completed ? outputs : [],
            Error = status == GenTaskStatus.Failed ? ReadFailure(answer) : null,
            Raw = answer.Root!.Value.GetRawText(),
        };
    }

    /// <summary>
    /// Documented: pending, processing, completed, failed. The rest has been seen or is accepted by other clients. An unknown word is
    /// taken for running: giving up on a paid task because of a new word would lose it.
    /// </summary>
    private static GenTaskStatus ReadStatus(JsonElement data, bool hasOutput) => WireText.Get(data, "status")?.ToLowerInvariant() switch
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
