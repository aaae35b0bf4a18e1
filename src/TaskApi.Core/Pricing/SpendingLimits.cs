namespace TaskApi;

/// <summary>What a pipeline may spend; what is null does not matter.</summary>
public sealed record SpendingLimits
{
    /// <summary>What one request may cost, in US dollars, by the service's own quote.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>
    /// What all requests of the batch may cost together, in US dollars: in all runs, all processes and all machines that share the ledger.
    /// Without a batch, what all requests of the pipeline may.
    /// </summary>
    public decimal? Budget { get; init; }

    /// <summary>True when there is no limit, and no price has to be asked.</summary>
    public bool IsNone => MaxCost is null && Budget is null;
}
