using System;
using System.Collections.Generic;
using System.Globalization;

namespace TaskApi;

/// <summary>Checks the rules between a model's parameters.</summary>
internal static class RuleChecker
{
    /// <summary>Reports every rule that the input breaks. Problems that a limit already named are not repeated.</summary>
    public static void Check(GenModel model, IReadOnlyDictionary<string, object?> input, ProblemList findings)
    {
        for (int i = 0; i < model.Rules.Count; i++)
        {
            GenRule rule = model.Rules[i];
            if (Applies(rule.When, input))
            {
                CheckRule(rule, !model.IsChecked || rule.IsWarning, input, findings);
            }
        }
    }

    /// <summary>True when all conditions hold.</summary>
    public static bool Applies(IReadOnlyList<GenCondition> conditions, IReadOnlyDictionary<string, object?> input)
    {
        for (int i = 0; i < conditions.Count; i++)
        {
            GenCondition condition = conditions[i];
            bool given = IsGiven(input, condition.Parameter, out object? value);
            bool holds = condition.Values is { } values ? given && LimitChecker.FindAllowed(values, value) is not null : given == condition.IsGiven;
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckRule(GenRule rule, bool isWarning, IReadOnlyDictionary<string, object?> input, ProblemList findings)
    {
        bool given = IsGiven(input, rule.Parameter, out object? value);
        switch (rule.Effect)
        {
            case GenRuleEffect.Required when !given:
                GenProblemCode code = value is null ? GenProblemCode.MissingParameter : GenProblemCode.EmptyParameter;
                findings.Add(isWarning, code, rule.Parameter, $"{rule.Parameter} is {(value is null ? "missing" : "empty")}. {rule.Reason}");
                break;
            case GenRuleEffect.Refused when given:
                findings.Add(isWarning, GenProblemCode.Conflict, rule.Parameter, $"{rule.Parameter} cannot be given here. {rule.Reason}");
                break;
            case GenRuleEffect.Ignored when given:
                findings.Warning(GenProblemCode.NoEffect, rule.Parameter, $"{rule.Parameter} has no effect here. {rule.Reason}");
                break;
            case GenRuleEffect.Allowed when given && LimitChecker.FindAllowed(rule.Values, value) is null:
                findings.Add(isWarning, GenProblemCode.Conflict, rule.Parameter,
                    $"{rule.Parameter} is {RequestChecker.Shown(value)}; allowed here: {LimitChecker.Listed(rule.Values)}. {rule.Reason}");
                break;
            case GenRuleEffect.Total when value is List<object?> items:
                CheckTotal(rule, isWarning, items, findings);
                break;
            case GenRuleEffect.Each when value is List<object?> items:
                CheckEach(rule, isWarning, items, findings);
                break;
        }
    }

    private static void CheckTotal(GenRule rule, bool isWarning, List<object?> items, ProblemList findings)
    {
        decimal total = 0;
        foreach (object? item in items)
        {
            if (Field(item, rule.Field!) is not { } value || !ValueConverter.TryConvert(GenParameterType.Number, value, out object number))
            {
                // Without all the numbers there is no total to judge; the service will.
                return;
            }

            try
            {
                total += Convert.ToDecimal(number, CultureInfo.InvariantCulture);
            }
            catch (OverflowException)
            {
                total = decimal.MaxValue;
                break;
            }
        }

        if (total < rule.Minimum || total > rule.Maximum)
        {
            findings.Add(isWarning, GenProblemCode.OutOfRange, rule.Parameter, FormattableString.Invariant(
                $"{rule.Parameter}: the {rule.Field} of all items adds up to {total}; allowed: {rule.Minimum} to {rule.Maximum}. {rule.Reason}"));
        }
    }

    private static void CheckEach(GenRule rule, bool isWarning, List<object?> items, ProblemList findings)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (Field(items[i], rule.Field!) is { } value && LimitChecker.FindAllowed(rule.Values, value) is null)
            {
                findings.Add(isWarning, GenProblemCode.NotAllowed, rule.Parameter,
                    FormattableString.Invariant($"{rule.Parameter}: item {i + 1} has {rule.Field} {RequestChecker.Shown(value)}; ") +
                    $"allowed: {LimitChecker.Listed(rule.Values)}. {rule.Reason}");
            }
        }
    }

    private static object? Field(object? item, string field)
    {
        if (item is IDictionary<string, object?> fields)
        {
            string key = ParameterName.ToKey(field);
            foreach (KeyValuePair<string, object?> candidate in fields)
            {
                if (ParameterName.ToKey(candidate.Key) == key)
                {
                    return candidate.Value;
                }
            }
        }

        return null;
    }

    /// <summary>A parameter counts as given when it has a value that is not blank text.</summary>
    private static bool IsGiven(IReadOnlyDictionary<string, object?> input, string name, out object? value) =>
        input.TryGetValue(name, out value) && value is not null && !(value is string text && string.IsNullOrWhiteSpace(text));
}
