using System;

namespace TaskApi;

/// <summary>Which entries of the ledger are asked for; what is null does not matter.</summary>
public sealed record LedgerQuery
{
    /// <summary>The account; a session's <see cref="LedgerBook"/> fills it in.</summary>
    public string Account { get; init; } = "";

    /// <summary>The batch.</summary>
    public string? Batch { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>The state of the task.</summary>
    public GenTaskStatus? Status { get; init; }

    /// <summary>The state of the request.</summary>
    public LedgerState? State { get; init; }

    /// <summary>The full path of the file that the request was read from.</summary>
    public string? SourcePath { get; init; }

    /// <summary>Written down at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What the task's id begins with.</summary>
    public string? TaskIdBeginning { get; init; }

    /// <summary>Only requests of a batch that no later attempt has replaced.</summary>
    public bool IsLatestAttempt { get; init; }

    /// <summary>Only entries with a greater number.</summary>
    public long? After { get; init; }

    /// <summary>Only the first so many.</summary>
    public int? First { get; init; }

    /// <summary>Only the last so many.</summary>
    public int? Last { get; init; }
}
