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
        "name", "type", "required", "allowed", "minimum", "maximum", "maxLength", "minItems", "maxItems", "default", "format", "description", "alsoKnownAs",
        "newer",
    ];

    /// <summary>The fields of a rule.</summary>
    public static readonly string[] Rule = ["parameter", "when", "effect", "values", "field", "minimum", "maximum", "warning", "reason"];

    /// <summary>The fields of a price.</summary>
    public static readonly string[] Price = ["when", "usd", "per"];

    // Arrays in the order of their enums, not dictionaries by enum: the built-in catalog is read at the first use of the module, and for
    // each such dictionary .NET compiles the whole class anew.

    /// <summary>What models make, in the order of <see cref="GenKind"/> without its <see cref="GenKind.Unknown"/>.</summary>
    public static readonly string[] Kinds = ["video", "image", "audio"];

    /// <summary>The shapes of parameters, in the order of <see cref="GenParameterType"/>.</summary>
    public static readonly string[] Types = ["any", "string", "integer", "number", "boolean", "object", "string[]", "object[]"];

    /// <summary>The forms of texts, in the order of <see cref="GenParameterFormat"/> without its <see cref="GenParameterFormat.None"/>.</summary>
    public static readonly string[] Formats = ["url", "uuid"];

    /// <summary>The effects of rules, in the order of <see cref="GenRuleEffect"/>.</summary>
    public static readonly string[] Effects = ["required", "refused", "ignored", "allowed", "total", "each"];

    /// <summary>What a price buys.</summary>
    public static readonly string[] Units = ["generation", "second"];
}
