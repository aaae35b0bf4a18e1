using System;

namespace TaskApi;

/// <summary>One request in the ledger: what was asked, when, by whom, and what became of it. Later states are new objects.</summary>
public sealed record LedgerEntry
{
    /// <summary>The entry's number in its store, from 1; 0 before it is written.</summary>
    public long Number { get; init; }

    /// <summary>The account, as <see cref="LedgerAccount"/> names it; nothing leads back to the key.</summary>
    public required string Account { get; init; }

    /// <summary>The service's address.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The batch; null for none.</summary>
    public string? Batch { get; init; }

    /// <summary>What tells the request from the others of its batch, see <see cref="RequestIdentity"/>; null without a batch.</summary>
    public string? RequestKey { get; init; }

    /// <summary>Which attempt at the same request of a batch this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The number of the entry that this one tries again; null for none.</summary>
    public long? Previous { get; init; }

    /// <summary>The request in the form that is sent, with its key, callback URL, file and line.</summary>
    public required GenRequest Request { get; init; }

    /// <summary>The worker that sends it, see <see cref="LedgerWorker"/>.</summary>
    public required string Owner { get; init; }

    /// <summary>When it was written down, by the store's clock, in UTC.</summary>
    public DateTimeOffset IntendedAt { get; init; }

    /// <summary>How far it has come.</summary>
    public LedgerState State { get; init; }

    /// <summary>Why it was refused, or why its outcome is unknown; null when neither.</summary>
    public string? Problem { get; init; }

    /// <summary>What it will probably cost, in US dollars, by a quote or the list; null when nobody said.</summary>
    public decimal? EstimatedCost { get; init; }

    /// <summary>Its task as last seen; null until the service has accepted it.</summary>
    public GenTask? Task { get; init; }
}
