using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>What a session can say about a request's price without asking: what the service said of an equal one, else the list price.</summary>
internal sealed class KnownPrices
{
    // A table of a million rows may have a million prices; nobody rehearses that many one by one.
    private const int MostQuotes = 10_000;

    private readonly ModelCatalog _catalog;
    private readonly ConcurrentDictionary<string, decimal> _quotes = new(StringComparer.Ordinal);

    public KnownPrices(ModelCatalog catalog) => _catalog = catalog;

    /// <summary>Remembers what the service said.</summary>
    public void Note(GenPrice price)
    {
        if (_quotes.Count < MostQuotes)
        {
            _quotes[KeyOf(price.Request)] = price.Cost;
        }
    }

    /// <summary>What is known of a request's price; null when nothing is.</summary>
    public KnownPrice? Find(GenRequest request)
    {
        if (!_quotes.IsEmpty && _quotes.TryGetValue(KeyOf(request), out decimal quote))
        {
            return new KnownPrice(quote, $"{Cell.Money(quote)} USD as the service said before");
        }

        return _catalog.Find(request.Model) is { } model && ListPrice(model, request.Input) is { } price
            ? new KnownPrice(Total(price, request.Input), $"list price {price}")
            : null;
    }

    /// <summary>What a list price comes to; null for a rate, because how many seconds there will be is for the service to say.</summary>
    private static decimal? Total(GenListPrice price, IDictionary<string, object?> input) =>
        price.Per != "generation" ? null : price.Usd * (input.TryGetValue("count", out object? count) && count is long and > 1 and < 1000 ? (long)count : 1);

    private string KeyOf(GenRequest request) => PriceKey.Of(_catalog, request) ?? request.Model + JsonText.ToText(request.Input);

    private static GenListPrice? ListPrice(GenModel model, IDictionary<string, object?> input)
    {
        foreach (GenListPrice price in model.Prices)
        {
            bool applies = true;
            for (int i = 0; applies && i < price.When.Count; i++)
            {
                applies = Holds(price.When[i], model, input);
            }

            if (applies)
            {
                return price;
            }
        }

        return null;
    }

    // Unlike a rule, a price is about what will be made, so a parameter that was left out counts with its default.
    private static bool Holds(GenCondition condition, GenModel model, IDictionary<string, object?> input)
    {
        bool isGiven = input.TryGetValue(condition.Parameter, out object? value) && value is not (null or "");
        return condition.Values is { } values
            ? LimitChecker.FindAllowed(values, isGiven ? value : model.FindParameter(condition.Parameter)?.Default) is not null
            : isGiven == condition.IsGiven;
    }
}
