using System.Collections.Generic;

namespace TaskApi;

/// <summary>One line of a report: a task, or a request of a batch that became none, with the files of its results.</summary>
public sealed record ReportEntry
{
    /// <summary>The task; for a request that became none, what is known of it, without an identifier.</summary>
    public GenTask Task { get; init; } = new();

    /// <summary>How far the request has come; a task's was accepted.</summary>
    public LedgerState State { get; init; } = LedgerState.Accepted;

    /// <summary>Why the request became no task; null when it did.</summary>
    public string? Problem { get; init; }

    /// <summary>Where the task's results were saved, in their order; null for one that was not, as far as is known.</summary>
    public IReadOnlyList<LedgerFile?> Files { get; init; } = [];

    /// <summary>The state in one word: the task's, or the request's where there is no task.</summary>
    public string Status => State == LedgerState.Accepted ? Task.Status.ToString() : State.ToString();

    /// <summary>True for what was paid for, or may have been: its cost, or what it probably costs, belongs into the sum.</summary>
    public bool MayCost => State is LedgerState.Accepted or LedgerState.Uncertain or LedgerState.Sending;
}
