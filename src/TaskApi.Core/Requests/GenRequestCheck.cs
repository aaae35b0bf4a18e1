using System.Collections.Generic;

namespace TaskApi;

/// <summary>The outcome of checking one request against the catalog. Nothing is sent to find it out.</summary>
public sealed class GenRequestCheck
{
    /// <summary>True when no problem forbids sending the request.</summary>
    public bool IsValid { get; init; }

    /// <summary>All problems at once, warnings among them; empty when there is none.</summary>
    public IReadOnlyList<GenProblem> Problems { get; init => field = JoinedList<GenProblem>.Of(value, " "); } = [];

    /// <summary>The request as it was given.</summary>
    public GenRequest Request { get; init; } = new();

    /// <summary>
    /// The request as it will be sent: wire names, converted values, documented spelling, nothing that was left out. Null when it is not valid.
    /// </summary>
    public GenRequest? Ready { get; init; }

    /// <summary>The model as it was given; null for none.</summary>
    public string? Model => Request.Model;

    /// <summary>The request's key; null for none.</summary>
    public string? Key => Request.Key;

    /// <summary>The request's prompt; null for none.</summary>
    public string? Prompt => Request.Prompt;

    /// <summary>The input as it was given.</summary>
    public IDictionary<string, object?> Input => Request.Input;

    /// <summary>What tells the request from others at a glance: its key, else its file and line, else how its prompt begins.</summary>
    public string Label => Request.Label;

    /// <summary>The model's name without its provider, as tables show it.</summary>
    public string ModelText => Request.ModelText;
}
