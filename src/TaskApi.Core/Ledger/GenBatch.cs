using System;

namespace TaskApi;

/// <summary>A batch summed up. Each request counts once, by its latest attempt; money counts every attempt.</summary>
public sealed record GenBatch
{
    /// <summary>The batch's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>How many requests the ledger knows of it.</summary>
    public long Rows { get; init; }

    /// <summary>How many tasks have completed.</summary>
    public long Done { get; init; }

    /// <summary>How many tasks have failed.</summary>
    public long Failed { get; init; }

    /// <summary>How many tasks have not ended, as far as is known, and how many requests are being sent.</summary>
    public long Running { get; init; }

    /// <summary>How many requests may have been accepted and charged.</summary>
    public long Uncertain { get; init; }

    /// <summary>How many requests were refused or not sent; nothing was charged for them.</summary>
    public long Unsent { get; init; }

    /// <summary>What the service has told that it charged, in US dollars.</summary>
    public decimal Spent { get; init; }

    /// <summary>How many accepted tasks the service has told no cost for: their cost is not in <see cref="Spent"/>.</summary>
    public long WithoutCost { get; init; }

    /// <summary>When the first request was written down.</summary>
    public DateTimeOffset FirstAt { get; init; }

    /// <summary>When the last request was written down, or the last task ended.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>True when every request has become a task that has ended.</summary>
    public bool IsDone => Rows == Done + Failed;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
