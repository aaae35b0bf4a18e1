using System;

namespace TaskApi;

/// <summary>How many entries a query asks for.</summary>
/// <param name="Entries">How many.</param>
/// <param name="LastAt">When the last of them was written down; null when there are none.</param>
public sealed record LedgerCount(long Entries, DateTimeOffset? LastAt);
