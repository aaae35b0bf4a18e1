using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Reads a model's parameters from the catalog's JSON form.</summary>
internal static class ParameterReader
{
    /// <summary>The parameters of a model.</summary>
    public static List<GenParameter> Read(CatalogNode model)
    {
        var parameters = new List<GenParameter>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (CatalogNode json in model.List("parameters"))
        {
            json.WithFields(CatalogWords.Parameter);
            CatalogNode name = json.Get("name", "\"prompt\"");
            if (!IsName(name.Text()))
            {
                throw name.Wrong($"is {name.Shown}; it must be the name on the wire: a letter, then letters, digits, '_' or '-', for example aspect_ratio.");
            }

            if (!keys.Add(ParameterName.ToKey(name.Text())))
            {
                throw name.Wrong($"is {name.Shown}, which the model has already (case and '_' do not make a difference at the prompt). Keep one of them.");
            }

            parameters.Add(ReadParameter(json, name.Text()));
        }

        return parameters;
    }

    /// <summary>Makes sure that the smaller of two limits is not larger than the other.</summary>
    public static void CheckOrder(CatalogNode json, string minimum, string maximum)
    {
        if (json.Find(minimum) is { } low && json.Find(maximum) is { } high && low.Number() > high.Number())
        {
            throw low.Wrong($"is {low.Shown}, which is more than {maximum}, {high.Shown}: no value could pass.");
        }
    }

    private static GenParameter ReadParameter(CatalogNode json, string name)
    {
        var type = (GenParameterType)json.Get("type", "\"string\"").Word(CatalogWords.Types);
        CheckOrder(json, "minimum", "maximum");
        CheckOrder(json, "minItems", "maxItems");
        return new GenParameter
        {
            Name = name,
            Type = type,
            Required = json.Flag("required"),
            Allowed = json.Find("allowed") is { } allowed ? ReadAllowed(allowed, type) : null,
            Minimum = json.Number("minimum"),
            Maximum = json.Number("maximum"),
            MaxLength = json.Count("maxLength"),
            MinItems = json.Count("minItems"),
            MaxItems = json.Count("maxItems"),
            Default = json.Find("default")?.Scalar(),
            Format = json.Find("format") is { } format ? GenParameterFormat.None + 1 + format.Word(CatalogWords.Formats) : GenParameterFormat.None,
            Description = json.Text("description") ?? "",
            AlsoKnownAs = json.Texts("alsoKnownAs"),
            IsNewer = json.Flag("newer"),
        };
    }

    private static List<object> ReadAllowed(CatalogNode json, GenParameterType type)
    {
        List<object> values = json.Items().ConvertAll(item => ReadValue(item, type));
        return values.Count > 0 ? values : throw json.Wrong("is empty, so no value could pass. List the values, or leave 'allowed' out.");
    }

    /// <summary>A value in the form in which given ones are compared with it: that of the parameter's type.</summary>
    private static object ReadValue(CatalogNode json, GenParameterType type)
    {
        object value = json.Scalar();
        bool fits = type switch
        {
            GenParameterType.Any => true,
            GenParameterType.String => value is string,
            GenParameterType.Integer => value is long,
            GenParameterType.Number => value is long or decimal,
            GenParameterType.Boolean => value is bool,
            _ => throw json.Wrong("cannot be: 'allowed' lists single values, and the parameter takes a list or an object. A rule with the effect each can " +
                "check the fields of a list's items."),
        };
        return fits ? value : throw json.Wrong($"is {json.Shown}; the parameter's type asks for {ValueConverter.Describe(type)}.");
    }

    private static bool IsName(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool isLetter = text[i] is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
            if (!isLetter && (i == 0 || text[i] is not ((>= '0' and <= '9') or '_' or '-')))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
