using System;
using System.Collections.Generic;
using System.Text.Json;

namespace TaskApi;

/// <summary>Reads models from the catalog's JSON form (docs/catalog.schema.json).</summary>
internal static class CatalogReader
{
    public static IReadOnlyList<GenModel> Read(JsonElement root)
    {
        var models = new List<GenModel>();
        foreach (JsonElement model in root.GetProperty("models").EnumerateArray())
        {
            models.Add(ReadModel(model));
        }

        return models;
    }

    private static GenModel ReadModel(JsonElement json) => new()
    {
        Id = json.GetProperty("id").GetString()!,
        Kind = ReadEnum<GenKind>(json, "kind"),
        Description = ReadText(json, "description"),
        IsChecked = ReadFlag(json, "checked"),
        Parameters = ReadList(json, "parameters", ReadParameter),
        Rules = ReadList(json, "rules", ReadRule),
        Prices = ReadList(json, "prices", ReadPrice),
        PriceParameters = ReadList(json, "priceParameters", static item => item.GetString()!),
        Outputs = ReadList(json, "outputs", static item => item.GetString()!),
    };

    private static GenParameter ReadParameter(JsonElement json) => new()
    {
        Name = json.GetProperty("name").GetString()!,
        Type = ReadType(json.GetProperty("type").GetString()!),
        Required = ReadFlag(json, "required"),
        Allowed = json.TryGetProperty("allowed", out _) ? ReadList(json, "allowed", ReadScalar) : null,
        Minimum = ReadNumber(json, "minimum"),
        Maximum = ReadNumber(json, "maximum"),
        MaxLength = (int?)ReadNumber(json, "maxLength"),
        MinItems = (int?)ReadNumber(json, "minItems"),
        MaxItems = (int?)ReadNumber(json, "maxItems"),
        Default = json.TryGetProperty("default", out JsonElement value) ? ReadScalar(value) : null,
        Format = json.TryGetProperty("format", out _) ? ReadEnum<GenParameterFormat>(json, "format") : GenParameterFormat.None,
        Description = ReadText(json, "description"),
        AlsoKnownAs = ReadList(json, "alsoKnownAs", static item => item.GetString()!),
        IsNewer = ReadFlag(json, "newer"),
    };

    private static GenRule ReadRule(JsonElement json)
    {
        GenRuleEffect effect = ReadEnum<GenRuleEffect>(json, "effect");
        return new GenRule
        {
            Parameter = json.GetProperty("parameter").GetString()!,
            When = ReadConditions(json),
            Effect = effect,
            Values = ReadList(json, "values", ReadScalar),
            Field = json.TryGetProperty("field", out JsonElement field) ? field.GetString() : null,
            Minimum = ReadNumber(json, "minimum"),
            Maximum = ReadNumber(json, "maximum"),
            IsWarning = effect == GenRuleEffect.Ignored || ReadFlag(json, "warning"),
            Reason = ReadText(json, "reason"),
        };
    }

    private static GenListPrice ReadPrice(JsonElement json) => new()
    {
        When = ReadConditions(json),
        Usd = json.GetProperty("usd").GetDecimal(),
        Per = json.TryGetProperty("per", out JsonElement per) ? per.GetString()! : "generation",
    };

    private static List<GenCondition> ReadConditions(JsonElement json)
    {
        var conditions = new List<GenCondition>();
        if (json.TryGetProperty("when", out JsonElement when))
        {
            foreach (JsonProperty condition in when.EnumerateObject())
            {
                conditions.Add(new GenCondition
                {
                    Parameter = condition.Name,
                    IsGiven = condition.Value.ValueKind != JsonValueKind.False,
                    Values = condition.Value.ValueKind == JsonValueKind.Array ? ReadItems(condition.Value, ReadScalar) : null,
                });
            }
        }

        return conditions;
    }

    private static IReadOnlyList<T> ReadList<T>(JsonElement json, string name, Func<JsonElement, T> read) =>
        json.TryGetProperty(name, out JsonElement list) ? ReadItems(list, read) : [];

    private static List<T> ReadItems<T>(JsonElement list, Func<JsonElement, T> read)
    {
        var items = new List<T>(list.GetArrayLength());
        foreach (JsonElement item in list.EnumerateArray())
        {
            items.Add(read(item));
        }

        return items;
    }

    private static GenParameterType ReadType(string type) => type switch
    {
        "any" => GenParameterType.Any,
        "string" => GenParameterType.String,
        "integer" => GenParameterType.Integer,
        "number" => GenParameterType.Number,
        "boolean" => GenParameterType.Boolean,
        "object" => GenParameterType.Object,
        "string[]" => GenParameterType.StringArray,
        "object[]" => GenParameterType.ObjectArray,
        _ => throw new FormatException($"'{type}' is not a parameter type."),
    };

    private static object ReadScalar(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when json.TryGetInt64(out long whole) => whole,
        JsonValueKind.Number => json.GetDecimal(),
        _ => throw new FormatException($"A {json.ValueKind} is not a scalar."),
    };

    private static T ReadEnum<T>(JsonElement json, string name)
        where T : struct => (T)Enum.Parse(typeof(T), json.GetProperty(name).GetString()!, ignoreCase: true);

    private static string ReadText(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement text) ? text.GetString()! : "";

    private static bool ReadFlag(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement flag) && flag.GetBoolean();

    private static decimal? ReadNumber(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement number) ? number.GetDecimal() : null;
}
