using System.Globalization;
using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>Judges a request against a rule between its parameters.</summary>
internal static class RuleJudge
{
    public static Refusal? Judge(GenRule rule, JsonElement input)
    {
        if (rule.IsWarning || !WireValue.Hold(input, rule.When))
        {
            return null;
        }

        if (!WireValue.TryGetGiven(input, rule.Parameter, out JsonElement value))
        {
            return rule.Effect == GenRuleEffect.Required ? Refuse(rule, "is required") : null;
        }

        return rule.Effect switch
        {
            GenRuleEffect.Refused => Refuse(rule, "cannot be used here"),
            GenRuleEffect.Allowed when !WireValue.IsOneOf(value, rule.Values) => Refuse(rule, "must be one of: " + WireValue.Print(rule.Values)),
            GenRuleEffect.Total => JudgeTotal(rule, value),
            GenRuleEffect.Each => JudgeEach(rule, value),
            _ => null,
        };
    }

    private static Refusal? JudgeTotal(GenRule rule, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || rule.Field is null)
        {
            return null;
        }

        double total = 0;
        bool found = false;
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (WireValue.TryGetField(item, rule.Field, out JsonElement field))
            {
                if (field.ValueKind != JsonValueKind.Number || !field.TryGetDouble(out double number))
                {
                    return Refuse(rule, $"must have a number as '{rule.Field}' of its items");
                }

                found = true;
                total += number;
            }
        }

        bool outside = total < (double)(rule.Minimum ?? decimal.MinValue) || total > (double)(rule.Maximum ?? decimal.MaxValue);
        return found && outside
            ? Refuse(rule, $"adds up to {total.ToString(CultureInfo.InvariantCulture)} in '{rule.Field}'")
            : null;
    }

    private static Refusal? JudgeEach(GenRule rule, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || rule.Field is null)
        {
            return null;
        }

        foreach (JsonElement item in list.EnumerateArray())
        {
            if (WireValue.TryGetField(item, rule.Field, out JsonElement field) && !WireValue.IsOneOf(field, rule.Values))
            {
                return Refuse(rule, $"must have as '{rule.Field}' of its items one of: {WireValue.Print(rule.Values)}");
            }
        }

        return null;
    }

    private static Refusal Refuse(GenRule rule, string complaint) =>
        new(rule.Parameter, $"'{rule.Parameter}' {complaint}{(rule.Reason.Length > 0 ? ": " + rule.Reason : ".")}");
}
