namespace TaskApi;

/// <summary>What was forgotten.</summary>
/// <param name="Forgotten">How many entries were forgotten, or would be.</param>
/// <param name="Kept">How many as old were kept, because their tasks still run or their outcome is unknown.</param>
public sealed record LedgerClearance(long Forgotten, long Kept);
