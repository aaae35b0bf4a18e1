using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Adds prices up, by model.</summary>
public sealed class PriceSum
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, (long Count, decimal Cost)> _models = new(StringComparer.OrdinalIgnoreCase);
    private long _unpriced;

    /// <summary>Adds a price.</summary>
    public void Add(GenPrice price)
    {
        if (!_models.TryGetValue(price.Model, out (long Count, decimal Cost) sum))
        {
            _order.Add(price.Model);
        }

        _models[price.Model] = (sum.Count + 1, sum.Cost + price.Cost);
    }

    /// <summary>Adds a request that has no price.</summary>
    public void AddUnpriced() => _unpriced++;

    /// <summary>The sums so far.</summary>
    public GenPriceSummary ToSummary()
    {
        var models = new List<GenModelCost>(_order.Count);
        long count = 0;
        decimal cost = 0;
        foreach (string model in _order)
        {
            (long modelCount, decimal modelCost) = _models[model];
            models.Add(new GenModelCost { Model = model, Count = modelCount, Cost = modelCost });
            count += modelCount;
            cost += modelCost;
        }

        return new GenPriceSummary { Count = count, Cost = cost, Unpriced = _unpriced, Models = models };
    }
}
