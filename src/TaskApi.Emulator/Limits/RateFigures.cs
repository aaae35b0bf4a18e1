namespace TaskApi.Emulator;

/// <summary>What one verb's gates have seen.</summary>
/// <param name="Requests">All arrivals, refused ones too.</param>
/// <param name="LargestInASecond">The most arrivals of one key within less than a second.</param>
/// <param name="Bans">How often a ban began.</param>
internal readonly record struct RateFigures(long Requests, int LargestInASecond, int Bans);
