namespace TaskApi;

/// <summary>The ledger's answer to an intent.</summary>
/// <param name="Entry">The entry as it is in the store.</param>
/// <param name="MayBeSent">True when the caller may send it now; false when another attempt or another worker stands in the way, which is then <paramref name="Entry"/>.</param>
public sealed record LedgerIntent(LedgerEntry Entry, bool MayBeSent);
