using System.Collections.Generic;

namespace TaskApi;

/// <summary>What a <see cref="GenRule"/> does to its parameter when its condition holds.</summary>
public enum GenRuleEffect
{
    /// <summary>The parameter must be given.</summary>
    Required,

    /// <summary>The parameter must not be given.</summary>
    Refused,

    /// <summary>The parameter is accepted but has no effect; always a warning.</summary>
    Ignored,

    /// <summary>The parameter's value must be one of <see cref="GenRule.Values"/>.</summary>
    Allowed,

    /// <summary>The field <see cref="GenRule.Field"/>, added up over the parameter's items, must lie between <see cref="GenRule.Minimum"/> and
    /// <see cref="GenRule.Maximum"/>.</summary>
    Total,

    /// <summary>The field <see cref="GenRule.Field"/> of each of the parameter's items must be one of <see cref="GenRule.Values"/> where it is given.</summary>
    Each,
}

/// <summary>A rule that ties one parameter of a model to others.</summary>
public sealed class GenRule
{
    /// <summary>The parameter that the rule speaks of, and that a broken rule names.</summary>
    public string Parameter { get; init; } = "";

    /// <summary>The conditions, all of which must hold. None: the rule always applies.</summary>
    public IReadOnlyList<GenCondition> When { get; init; } = [];

    /// <summary>What the rule demands.</summary>
    public GenRuleEffect Effect { get; init; }

    /// <summary>The values of <see cref="GenRuleEffect.Allowed"/> and <see cref="GenRuleEffect.Each"/>.</summary>
    public IReadOnlyList<object> Values { get; init; } = [];

    /// <summary>The item field of <see cref="GenRuleEffect.Total"/> and <see cref="GenRuleEffect.Each"/>.</summary>
    public string? Field { get; init; }

    /// <summary>The lower bound of <see cref="GenRuleEffect.Total"/>, inclusive.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>The upper bound of <see cref="GenRuleEffect.Total"/>, inclusive.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>True when breaking the rule is worth a warning only.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The rule in words, shown to the user.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The rule in words.</summary>
    public override string ToString() => Reason;
}

/// <summary>A condition on one parameter of a request: given, not given, or one of some values.</summary>
public sealed class GenCondition
{
    /// <summary>The parameter looked at.</summary>
    public string Parameter { get; init; } = "";

    /// <summary>With no <see cref="Values"/>: true asks for the parameter to be given, false for it to be left out.</summary>
    public bool IsGiven { get; init; } = true;

    /// <summary>The values one of which the parameter must have, compared without case; null: see <see cref="IsGiven"/>.</summary>
    public IReadOnlyList<object>? Values { get; init; }
}
