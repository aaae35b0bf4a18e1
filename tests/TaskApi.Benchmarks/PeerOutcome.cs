namespace TaskApi.Benchmarks;

/// <summary>What one way of doing a batch came to.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="Done">How many tasks it saw completed.</param>
/// <param name="Errors">How many errors it met.</param>
internal sealed record PeerOutcome(double Seconds, int Done, int Errors);
