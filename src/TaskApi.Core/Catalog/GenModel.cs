using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>A model of the service: what it makes, what it takes, and the rules between its parameters.</summary>
public sealed class GenModel
{
    // Tables repeat a few column names a million times; the limit keeps a hostile file from growing the cache.
    private const int MatchCacheLimit = 1000;
    private readonly ConcurrentDictionary<string, GenParameter?> _matches = new(StringComparer.Ordinal);

    /// <summary>The identifier on the wire, <c>provider/name</c>.</summary>
    public string Id { get; init; } = "";

    /// <summary>The part of <see cref="Id"/> before the slash.</summary>
    public string Provider => Id.Substring(0, Math.Max(0, Id.IndexOf('/')));

    /// <summary>The part of <see cref="Id"/> after the slash.</summary>
    public string Name => Id.Substring(Id.IndexOf('/') + 1);

    /// <summary>What the model makes.</summary>
    public GenKind Kind { get; init; }

    /// <summary>What the model is for, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>
    /// True when the service's main page documents the model's parameters: requests are then checked before they leave.
    /// False: the parameters shown are what later material tells, requests are passed through, and doubts are warnings.
    /// </summary>
    public bool IsChecked { get; init; }

    /// <summary>The parameters in documented order; empty when none is known.</summary>
    public IReadOnlyList<GenParameter> Parameters { get; init => field = JoinedList<GenParameter>.Of(value, ", "); } = [];

    /// <summary>The rules between the parameters.</summary>
    public IReadOnlyList<GenRule> Rules { get; init => field = JoinedList<GenRule>.Of(value, " "); } = [];

    /// <summary>List prices seen, the first match counts; empty when none is known.</summary>
    public IReadOnlyList<GenListPrice> Prices { get; init => field = JoinedList<GenListPrice>.Of(value, ", "); } = [];

    /// <summary>The parameters that a price depends on, by wire name.</summary>
    public IReadOnlyList<string> PriceParameters { get; init => field = JoinedList<string>.Of(value, ", "); } = [];

    /// <summary>The names of the output fields, as far as they are known.</summary>
    public IReadOnlyList<string> Outputs { get; init => field = JoinedList<string>.Of(value, ", "); } = [];

    /// <summary>The parameter with that wire name, or null.</summary>
    public GenParameter? FindParameter(string wireName)
    {
        foreach (GenParameter parameter in Parameters)
        {
            if (string.Equals(parameter.Name, wireName, StringComparison.Ordinal))
            {
                return parameter;
            }
        }

        return null;
    }

    /// <summary>The parameter that a name means, in snake_case, PascalCase or kebab-case; null when it means none.</summary>
    public GenParameter? Match(string name)
    {
        if (_matches.TryGetValue(name, out GenParameter? known))
        {
            return known;
        }

        GenParameter? match = FindParameter(name) ?? FindByKey(ParameterName.ToKey(name));
        if (_matches.Count < MatchCacheLimit)
        {
            _matches[name] = match;
        }

        return match;
    }

    /// <summary>The identifier.</summary>
    public override string ToString() => Id;

    private GenParameter? FindByKey(string key)
    {
        foreach (GenParameter parameter in Parameters)
        {
            if (ParameterName.ToKey(parameter.Name) == key)
            {
                return parameter;
            }
        }

        return null;
    }
}
