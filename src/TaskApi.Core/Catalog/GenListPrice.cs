using System.Collections.Generic;

namespace TaskApi;

/// <summary>A list price seen in public material. Prices drift: the dry run is the only price that counts.</summary>
public sealed class GenListPrice
{
    /// <summary>What the request must hold for this price; empty when it always applies.</summary>
    public IReadOnlyList<GenCondition> When { get; init; } = [];

    /// <summary>US dollars, per <see cref="Per"/>.</summary>
    public decimal Usd { get; init; }

    /// <summary>What <see cref="Usd"/> buys: <c>generation</c> or <c>second</c>.</summary>
    public string Per { get; init; } = "generation";

    /// <summary><c>0.0250 USD a generation</c>.</summary>
    public override string ToString() => $"{Cell.Money(Usd)} USD a {Per}";
}
