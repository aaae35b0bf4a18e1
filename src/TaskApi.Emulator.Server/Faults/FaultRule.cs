namespace TaskApi.Emulator.Server;

/// <summary>A fault that somebody asked for: what goes wrong, and how often.</summary>
internal sealed record FaultRule
{
    public required FaultKind Kind { get; init; }

    /// <summary>The method whose requests it befalls; null for all. Callbacks have none.</summary>
    public string? Method { get; init; }

    /// <summary>It befalls requests for files, such as results, alone.</summary>
    public bool IsOfFiles { get; init; }

    /// <summary>It befalls the first so many requests for each path.</summary>
    public int? Each { get; init; }

    /// <summary>The share of requests that it befalls, from 0 to 1; null when <see cref="Count"/> or <see cref="Each"/> says how many.</summary>
    public double? Rate { get; init; }

    /// <summary>It befalls the next so many requests.</summary>
    public int? Count { get; init; }

    /// <summary>Makes the draws of a rate repeatable; null draws anew.</summary>
    public int? Seed { get; init; }

    /// <summary>Milliseconds of a delay, the status of a page or a redirect, or a port.</summary>
    public int Number { get; init; }

    /// <summary>What a refusal says about the time to wait.</summary>
    public RetryAfterForm RetryAfter { get; init; }
}
