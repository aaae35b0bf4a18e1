using System;
using System.Collections.Generic;
using System.Text.Json;

namespace TaskApi;

/// <summary>
/// Reads models from the catalog's JSON form (docs/catalog.schema.json). Strict: a field that is misspelled would otherwise be a limit that
/// is never checked, and the request it lets through is paid for.
/// </summary>
internal static class CatalogReader
{
    /// <summary>The models.</summary>
    /// <exception cref="CatalogProblemException">Something is wrong with them.</exception>
    public static IReadOnlyList<GenModel> Read(JsonElement root)
    {
        var file = new CatalogNode(root);
        if (file.Kind != JsonValueKind.Object)
        {
            throw file.Wrong($"holds {file.Shown}; it must hold an object: {{ \"models\": [ ... ] }}.");
        }

        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return file.WithFields(CatalogWords.File).Get("models", "[ ... ]").Items().ConvertAll(model => ReadModel(model, ids));
    }

    private static GenModel ReadModel(CatalogNode json, HashSet<string> ids)
    {
        json.WithFields(CatalogWords.Model);
        CatalogNode id = json.Get("id", "\"provider/name\"");
        if (!IsModelId(id.Text()))
        {
            throw id.Wrong($"is {id.Shown}; it must be the model's identifier in the form provider/name, without spaces.");
        }

        if (!ids.Add(id.Text()))
        {
            throw id.Wrong($"is {id.Shown}, which stands in the file before. Keep one of them.");
        }

        GenKind kind = GenKind.Unknown + 1 + json.Get("kind", "\"video\"").Word(CatalogWords.Kinds);
        List<GenParameter> parameters = ParameterReader.Read(json);
        var rules = new RuleReader(parameters);
        return new GenModel
        {
            Id = id.Text(),
            Kind = kind,
            Description = json.Text("description") ?? "",
            IsChecked = json.Flag("checked"),
            Parameters = parameters,
            Rules = json.List("rules").ConvertAll(rules.ReadRule),
            Prices = json.List("prices").ConvertAll(rules.ReadPrice),
            PriceParameters = json.List("priceParameters").ConvertAll(rules.ReadName),
            Outputs = json.Texts("outputs"),
        };
    }

    private static bool IsModelId(string text)
    {
        int slash = text.IndexOf('/');
        foreach (char letter in text)
        {
            if (char.IsWhiteSpace(letter) || char.IsControl(letter))
            {
                return false;
            }
        }

        return slash > 0 && slash < text.Length - 1 && text.IndexOf('/', slash + 1) < 0;
    }
}
