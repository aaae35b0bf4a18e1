using System.Collections.Generic;

namespace TaskApi;

/// <summary>What many requests would cost together.</summary>
public sealed class GenPriceSummary
{
    /// <summary>How many requests were priced.</summary>
    public long Count { get; init; }

    /// <summary>What they cost together, in US dollars.</summary>
    public decimal Cost { get; init; }

    /// <summary>How many requests have no price, because they are not valid or the service gave none; the errors say why.</summary>
    public long Unpriced { get; init; }

    /// <summary>The same for each model, in the order of their first request.</summary>
    public IReadOnlyList<GenModelCost> Models { get; init => field = JoinedList<GenModelCost>.Of(value, "; "); } = [];

    /// <summary>The sum with four decimals and a point, whatever the culture, as tables show it.</summary>
    public string CostText => Cell.Money(Cost);
}

/// <summary>What the requests for one model would cost together.</summary>
public sealed class GenModelCost
{
    /// <summary>The model.</summary>
    public string Model { get; init; } = "";

    /// <summary>How many requests were priced.</summary>
    public long Count { get; init; }

    /// <summary>What they cost together, in US dollars.</summary>
    public decimal Cost { get; init; }

    /// <summary>The model's name without its provider, as tables show it.</summary>
    public string ModelText => Cell.Model(Model);

    /// <summary>The sum with four decimals and a point, whatever the culture, as tables show it.</summary>
    public string CostText => Cell.Money(Cost);

    /// <summary><c>3 x google/nano-banana: 0.0750 USD</c>.</summary>
    public override string ToString() => System.FormattableString.Invariant($"{Count} x {VisibleText.Line(Model)}: {CostText} USD");
}
