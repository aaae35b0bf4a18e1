namespace TaskApi;

/// <summary>How a batch goes on.</summary>
public sealed record BatchOptions
{
    /// <summary>What to do about requests whose outcome is unknown.</summary>
    public UncertainChoice Uncertain { get; init; }

    /// <summary>Send requests whose tasks have failed again, as new attempts.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Send a request whose row was edited under the same key as a new attempt.</summary>
    public bool SendEdited { get; init; }
}
