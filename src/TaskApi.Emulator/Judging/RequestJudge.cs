using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>
/// Decides whether a model takes an input. It shares the catalog's data with the client but none of its code, so that a
/// misreading on one side shows on the other.
/// </summary>
internal static class RequestJudge
{
    /// <summary>The first thing wrong with the input, or null. The input of a model without a documented table passes as it is.</summary>
    public static Refusal? Judge(GenModel model, JsonElement input)
    {
        if (!model.IsChecked)
        {
            return null;
        }

        return JudgeMissing(model, input) ?? JudgeValues(model, input) ?? JudgeRules(model, input);
    }

    private static Refusal? JudgeMissing(GenModel model, JsonElement input)
    {
        for (int i = 0; i < model.Parameters.Count; i++)
        {
            GenParameter parameter = model.Parameters[i];
            if (parameter.Required && !parameter.IsNewer && !input.TryGetProperty(parameter.Name, out _))
            {
                return new Refusal(parameter.Name, $"'{parameter.Name}' is required.");
            }
        }

        return null;
    }

    private static Refusal? JudgeValues(GenModel model, JsonElement input)
    {
        foreach (JsonProperty property in input.EnumerateObject())
        {
            GenParameter? parameter = model.FindParameter(property.Name);
            if (parameter is null)
            {
                return new Refusal(property.Name, $"'{property.Name}' is not a parameter of {model.Id}.");
            }

            Refusal? refusal = ParameterJudge.JudgeType(parameter, property.Value)
                ?? (parameter.IsNewer ? null : ParameterJudge.JudgeLimits(parameter, property.Value));
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    private static Refusal? JudgeRules(GenModel model, JsonElement input)
    {
        for (int i = 0; i < model.Rules.Count; i++)
        {
            if (RuleJudge.Judge(model.Rules[i], input) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }
}
