using System;

namespace TaskApi;

/// <summary>Another worker has sent the same request of a batch, between the look into the ledger and the sending. Nothing was sent here.</summary>
public sealed class RequestTakenException : Exception
{
    internal RequestTakenException(LedgerEntry entry)
        : base("Another worker has sent the same request of the batch.") => Entry = entry;

    /// <summary>The other worker's entry.</summary>
    public LedgerEntry Entry { get; }
}
