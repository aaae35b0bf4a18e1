using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>The field names and words of the catalog's JSON form. docs/catalog.schema.json says the same to editors.</summary>
internal static class CatalogWords
{
    /// <summary>The fields of the file itself; <c>$schema</c> is for editors.</summary>
    public static readonly string[] File = ["$schema", "models"];

    /// <summary>The fields of a model.</summary>
    public static readonly string[] Model = ["id", "kind", "description", "checked", "parameters", "rules", "prices", "priceParameters", "outputs"];

    /// <summary>The fields of a parameter.</summary>
    public static readonly string[] Parameter =
    [
        "name", "type", "required", "allowed", "minimum", "maximum", "maxLength", "minItems", "maxItems", "default", "format", "description", "alsoKnownAs", "newer",
    ];

    /// <summary>The fields of a rule.</summary>
    public static readonly string[] Rule = ["parameter", "when", "effect", "values", "field", "minimum", "maximum", "warning", "reason"];

    /// <summary>The fields of a price.</summary>
    public static readonly string[] Price = ["when", "usd", "per"];

    /// <summary>What models make.</summary>
    public static readonly IReadOnlyDictionary<string, GenKind> Kinds = new Dictionary<string, GenKind>(StringComparer.Ordinal)
    {
        ["video"] = GenKind.Video,
        ["image"] = GenKind.Image,
        ["audio"] = GenKind.Audio,
    };

    /// <summary>The shapes of parameters.</summary>
    public static readonly IReadOnlyDictionary<string, GenParameterType> Types = new Dictionary<string, GenParameterType>(StringComparer.Ordinal)
    {
        ["any"] = GenParameterType.Any,
        ["string"] = GenParameterType.String,
        ["integer"] = GenParameterType.Integer,
        ["number"] = GenParameterType.Number,
        ["boolean"] = GenParameterType.Boolean,
        ["object"] = GenParameterType.Object,
        ["string[]"] = GenParameterType.StringArray,
        ["object[]"] = GenParameterType.ObjectArray,
    };

    /// <summary>The forms of texts.</summary>
    public static readonly IReadOnlyDictionary<string, GenParameterFormat> Formats = new Dictionary<string, GenParameterFormat>(StringComparer.Ordinal)
    {
        ["url"] = GenParameterFormat.Url,
        ["uuid"] = GenParameterFormat.Uuid,
    };

    /// <summary>The effects of rules.</summary>
    public static readonly IReadOnlyDictionary<string, GenRuleEffect> Effects = new Dictionary<string, GenRuleEffect>(StringComparer.Ordinal)
    {
        ["required"] = GenRuleEffect.Required,
        ["refused"] = GenRuleEffect.Refused,
        ["ignored"] = GenRuleEffect.Ignored,
        ["allowed"] = GenRuleEffect.Allowed,
        ["total"] = GenRuleEffect.Total,
        ["each"] = GenRuleEffect.Each,
    };

    /// <summary>What a price buys.</summary>
    public static readonly IReadOnlyDictionary<string, string> Units = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["generation"] = "generation",
        ["second"] = "second",
    };
}
