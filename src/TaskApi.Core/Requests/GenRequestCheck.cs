using System.Collections.Generic;

namespace TaskApi;

/// <summary>The outcome of checking one request against the catalog. Nothing is sent to find it out.</summary>
public sealed class GenRequestCheck
{
    /// <summary>True when no problem forbids sending the request.</summary>
    public bool IsValid { get; init; }

    /// <summary>All problems at once, warnings among them; empty when there is none.</summary>
    public IReadOnlyList<GenProblem> Problems { get; init; } = [];

    /// <summary>The request as it was given.</summary>
    public GenRequest Request { get; init; } = new();

    /// <summary>
    /// The request as it will be sent: wire names, converted values, documented spelling, nothing that was left out. Null when it is not valid.
    /// </summary>
    public GenRequest? Ready { get; init; }
}
