namespace TaskApi;

/// <summary>What else there is to know about a submission; what is null does not matter.</summary>
public sealed record SubmissionTerms
{
    /// <summary>The ledger's entry that it is sent under; null for a new one.</summary>
    public LedgerEntry? Entry { get; init; }

    /// <summary>What the service says that it costs, in US dollars; null when it was not asked.</summary>
    public decimal? Quote { get; init; }

    /// <summary>What the entry's batch may cost in all, in US dollars; the ledger sees to it. Null for no limit.</summary>
    public decimal? Budget { get; init; }
}
