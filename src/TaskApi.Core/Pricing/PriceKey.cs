using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Tells which requests cost the same.</summary>
internal static class PriceKey
{
    /// <summary>
    /// The same text for all requests that can only cost the same; null when that cannot be told: what a price depends on is known for
    /// checked models alone, and even there a parameter from outside the catalog may count.
    /// </summary>
    public static string? Of(ModelCatalog catalog, GenRequest request)
    {
        if (catalog.Find(request.Model) is not { IsChecked: true } model)
        {
            return null;
        }

        var decisive = new Dictionary<string, object?>(StringComparer.Ordinal) { ["model"] = model.Id };
        foreach (string name in request.Input.Keys)
        {
            if (model.FindParameter(name) is null)
            {
                return null;
            }
        }

        foreach (string name in model.PriceParameters)
        {
            if (request.Input.TryGetValue(name, out object? value))
            {
                decisive[name] = value;
            }
        }

        return JsonText.ToText(decisive);
    }
}
