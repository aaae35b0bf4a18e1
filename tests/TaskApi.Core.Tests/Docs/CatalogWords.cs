using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace TaskApi.Core.Tests.Docs;

/// <summary>Puts what the catalog holds into words for the pages.</summary>
internal static class CatalogWords
{
    /// <summary>The type, as it is called at the prompt.</summary>
    public static string TypeOf(GenParameter parameter) => parameter.Type switch
    {
        GenParameterType.String => "text",
        GenParameterType.Integer => "whole number",
        GenParameterType.Number => "number",
        GenParameterType.Boolean => "true or false",
        GenParameterType.Object => "object",
        GenParameterType.StringArray => "list of texts",
        GenParameterType.ObjectArray => "list of objects",
        _ => "any value",
    };

    /// <summary>Everything that limits the value; empty when nothing does.</summary>
    public static string LimitsOf(GenParameter parameter)
    {
        var limits = new List<string>();
        if (parameter.AllowedText.Length > 0)
        {
            limits.Add(parameter.AllowedText);
        }

        if (parameter.MaxLength is { } longest)
        {
            limits.Add($"at most {Number(longest)} characters");
        }

        string? count = (parameter.MinItems, parameter.MaxItems) switch
        {
            ({ } least, { } most) => $"{least} to {most} items",
            ({ } least, null) => $"at least {least} items",
            (null, 1) => "at most 1 item",
            (null, { } most) => $"at most {most} items",
            _ => null,
        };
        if (count is not null)
        {
            limits.Add(count);
        }

        if (parameter.Format != GenParameterFormat.None)
        {
            limits.Add(parameter.Format == GenParameterFormat.Uuid ? "UUID" : "web address");
        }

        return string.Join("; ", limits);
    }

    /// <summary>The value used when none is given; empty when that is not known.</summary>
    public static string DefaultOf(GenParameter parameter) => parameter.Default is { } value ? Value(value) : "";

    /// <summary>A rule: what it demands and when, then why.</summary>
    public static string Of(GenRule rule)
    {
        string demand = rule.Effect switch
        {
            GenRuleEffect.Required => "must be given",
            GenRuleEffect.Refused => "must not be given",
            GenRuleEffect.Ignored => "has no effect",
            GenRuleEffect.Allowed => $"must be {Either(rule.Values)}",
            GenRuleEffect.Total => $"the sum of `{rule.Field}` must be from {Value(rule.Minimum!)} to {Value(rule.Maximum!)}",
            _ => $"`{rule.Field}` of each item must be {Either(rule.Values)}",
        };
        string when = rule.When.Count == 0 ? "" : " when " + string.Join(" and ", rule.When.Select(Of));
        return $"`{rule.Parameter}` {demand}{when}. {rule.Reason}";
    }

    /// <summary>A price and what it is for.</summary>
    public static string Of(GenListPrice price)
    {
        string when = price.When.Count == 0 ? "" : " when " + string.Join(" and ", price.When.Select(Of));
        return $"{Value(price.Usd)} USD a {price.Per}{when}";
    }

    private static string Of(GenCondition condition) => condition.Values is { } values
        ? $"`{condition.Parameter}` is {Either(values)}"
        : $"`{condition.Parameter}` is {(condition.IsGiven ? "given" : "not given")}";

    private static string Either(IReadOnlyList<object> values)
    {
        string[] words = [.. values.Select(Value)];
        return words.Length < 2 ? string.Concat(words) : $"{string.Join(", ", words[..^1])} or {words[^1]}";
    }

    private static string Value(object value) => value is bool flag ? flag ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
