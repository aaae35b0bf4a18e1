using System;
using System.Collections.Generic;
using System.Text.Json;

namespace TaskApi;

/// <summary>Reads what ties a model's parameters together, its rules and its prices, from the catalog's JSON form.</summary>
internal sealed class RuleReader
{
    // Far above any price; below it, sums of a million rows stay within what a decimal holds.
    private const decimal HighestPrice = 1_000_000;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>A reader for the model with these parameters.</summary>
    public RuleReader(List<GenParameter> parameters)
    {
        foreach (GenParameter parameter in parameters)
        {
            _names.Add(parameter.Name);
        }
    }

    /// <summary>A rule.</summary>
    public GenRule ReadRule(CatalogNode json)
    {
        json.WithFields(CatalogWords.Rule);
        var effect = (GenRuleEffect)json.Get("effect", "\"required\"").Word(CatalogWords.Effects);
        List<object> values = json.List("values").ConvertAll(static item => item.Scalar());
        if (effect is GenRuleEffect.Allowed or GenRuleEffect.Each && values.Count == 0)
        {
            throw json.Wrong("lists no values. Its effect needs them, for example \"values\": [4, 8].");
        }

        if (effect is GenRuleEffect.Total or GenRuleEffect.Each && json.Text("field") is null or "")
        {
            throw json.Wrong("names no field. Its effect needs the field of the items that it looks at, for example \"field\": \"duration\".");
        }

        if (effect == GenRuleEffect.Total && json.Find("minimum") is null && json.Find("maximum") is null)
        {
            throw json.Wrong("has neither minimum nor maximum. Its effect needs one of them.");
        }

        ParameterReader.CheckOrder(json, "minimum", "maximum");
        return new GenRule
        {
            Parameter = ReadName(json.Get("parameter", "\"prompt\"")),
            When = ReadConditions(json),
            Effect = effect,
            Values = values,
            Field = json.Text("field"),
            Minimum = json.Number("minimum"),
            Maximum = json.Number("maximum"),
            IsWarning = json.Flag("warning") || effect == GenRuleEffect.Ignored,
            Reason = json.Text("reason") ?? "",
        };
    }

    /// <summary>A price.</summary>
    public GenListPrice ReadPrice(CatalogNode json)
    {
        CatalogNode usd = json.WithFields(CatalogWords.Price).Get("usd", "0.15");
        return new GenListPrice
        {
            When = ReadConditions(json),
            Usd = usd.Number() is >= 0 and <= HighestPrice ? usd.Number()
                : throw usd.Wrong($"is {usd.Shown}; a price is from 0 to {HighestPrice:0} US dollars."),
            Per = CatalogWords.Units[json.Find("per")?.Word(CatalogWords.Units) ?? 0],
        };
    }

    /// <summary>The name of a parameter that the model has.</summary>
    public string ReadName(CatalogNode json) =>
        _names.Contains(json.Text()) ? json.Text() : throw json.Wrong($"is {json.Shown}, which is no parameter of the model.{Hint(json.Text())}");

    private List<GenCondition> ReadConditions(CatalogNode json)
    {
        var conditions = new List<GenCondition>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (CatalogNode condition in json.Find("when")?.Fields() ?? [])
        {
            string name = condition.FieldName;
            if (!_names.Contains(name))
            {
                throw condition.Wrong($"is no parameter of the model.{Hint(name)}");
            }

            if (!known.Add(name))
            {
                throw condition.Wrong("is given twice. Keep one of them; a list of values means any one of them.");
            }

            conditions.Add(ReadCondition(condition, name));
        }

        return conditions;
    }

    private static GenCondition ReadCondition(CatalogNode json, string name) => json.Kind switch
    {
        JsonValueKind.True or JsonValueKind.False => new GenCondition { Parameter = name, IsGiven = json.Kind == JsonValueKind.True },
        JsonValueKind.Array when json.Items() is { Count: > 0 } values =>
            new GenCondition { Parameter = name, Values = values.ConvertAll(static value => value.Scalar()) },
        JsonValueKind.Array =>
            throw json.Wrong("is an empty list, so the condition could never hold. List the values, or write true (given) or false (left out)."),
        _ => throw json.Wrong($"is {json.Shown}; it must be true (given), false (left out), or a list of values such as [\"1080p\"]."),
    };

    private string Hint(string name)
    {
        if (NearestName.Find(name, _names) is { } nearest)
        {
            return $" Did you mean {nearest}?";
        }

        return _names.Count == 0 ? " It has none." : $" It has {string.Join(", ", _names)}.";
    }
}
