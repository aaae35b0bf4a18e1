using System.Collections.Generic;

namespace TaskApi;

/// <summary>One input parameter of a model: its name on the wire, its shape and its limits.</summary>
public sealed class GenParameter
{
    /// <summary>The name on the wire, in snake_case.</summary>
    public string Name { get; init; } = "";

    /// <summary>The name at the prompt, in PascalCase: <c>aspect_ratio</c> is <c>-AspectRatio</c>.</summary>
    public string PascalName => ParameterName.ToPascalCase(Name);

    /// <summary>The JSON shape.</summary>
    public GenParameterType Type { get; init; }

    /// <summary>True when a request without it is refused whatever else it holds. Conditional needs are <see cref="GenModel.Rules"/>.</summary>
    public bool Required { get; init; }

    /// <summary>The allowed values in their documented form (strings or whole numbers), or null when any value is allowed.</summary>
    public IReadOnlyList<object>? Allowed { get; init => field = value is null ? null : JoinedList<object>.Of(value, LimitChecker.Listed); }

    /// <summary>The allowed values, or the range, as one line of text; empty when any value is allowed.</summary>
    public string AllowedText => LimitChecker.AllowedText(this);

    /// <summary>The smallest allowed number, inclusive.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>The largest allowed number, inclusive.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>The largest allowed number of characters.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The smallest allowed number of array items.</summary>
    public int? MinItems { get; init; }

    /// <summary>The largest allowed number of array items.</summary>
    public int? MaxItems { get; init; }

    /// <summary>What the service uses when the parameter is left out, as far as it is documented. Never sent by this module.</summary>
    public object? Default { get; init; }

    /// <summary>What the text must look like.</summary>
    public GenParameterFormat Format { get; init; }

    /// <summary>What the parameter does, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>Other names in use for the same thing on newer pages; they are suggested, not accepted.</summary>
    public IReadOnlyList<string> AlsoKnownAs { get; init => field = JoinedList<string>.Of(value, ", "); } = [];

    /// <summary>True when the parameter comes from later material than the service's main page: its limits are advice, not law.</summary>
    public bool IsNewer { get; init; }

    /// <summary>The wire name.</summary>
    public override string ToString() => Name;
}
