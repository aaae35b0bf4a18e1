namespace TaskApi;

/// <summary>The ledger's answer to an intent.</summary>
/// <param name="Entry">The entry as it is in the store.</param>
/// <param name="MayBeSent">
/// True when the caller may send it now; false when another attempt or another worker stands in the way, which is then <paramref name="Entry"/>,
/// or when it would pass the budget.
/// </param>
/// <param name="Committed">What the batch has spent or set aside, in US dollars, when the request would pass the budget; null otherwise.</param>
public sealed record LedgerIntent(LedgerEntry Entry, bool MayBeSent, decimal? Committed = null);
