using System.Text.Json;

namespace TaskApi.Emulator;

/// <summary>What a request costs: the catalog's list prices, else a table by kind.</summary>
internal static class PriceList
{
    private const decimal Image = 0.03m;
    private const decimal Audio = 0.05m;
    private const decimal VideoSecond = 0.02m;
    private const double DefaultSeconds = 5;

    public static decimal PriceOf(GenModel model, JsonElement input)
    {
        decimal seconds = (decimal)(TaskShape.SecondsOf(model, input) ?? DefaultSeconds);
        decimal count = TaskShape.CountOf(model, input);
        for (int i = 0; i < model.Prices.Count; i++)
        {
            GenListPrice price = model.Prices[i];
            if (Applies(price, model, input))
            {
                return price.Usd * count * (price.Per == "second" ? seconds : 1);
            }
        }

        return count * (model.Kind switch
        {
            GenKind.Video => VideoSecond * seconds,
            GenKind.Image => Image,
            _ => Audio,
        });
    }

    // Unlike a rule, a price is about what will be made, so a parameter that was left out counts with its default.
    private static bool Applies(GenListPrice price, GenModel model, JsonElement input)
    {
        for (int i = 0; i < price.When.Count; i++)
        {
            GenCondition condition = price.When[i];
            bool given = WireValue.TryGetGiven(input, condition.Parameter, out JsonElement value);
            bool holds = condition.Values switch
            {
                null => given == condition.IsGiven,
                _ when given => WireValue.IsOneOf(value, condition.Values),
                _ => model.FindParameter(condition.Parameter)?.Default is { } standard && WireValue.IsOneOf(standard, condition.Values),
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }
}
