namespace TaskApi;

/// <summary>What a request would cost, as the service says.</summary>
public sealed class GenPrice
{
    /// <summary>The model.</summary>
    public string Model { get; init; } = "";

    /// <summary>The price in US dollars.</summary>
    public decimal Cost { get; init; }

    /// <summary>True when the service was asked about this very request; false when an equal one's answer was used.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>The request that was priced.</summary>
    public GenRequest Request { get; init; } = new();
}
