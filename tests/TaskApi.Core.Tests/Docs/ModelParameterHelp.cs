using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace TaskApi.Core.Tests.Docs;

/// <summary>
/// The sections about the models' own parameters on the pages of the cmdlets that take them. The help of PowerShell knows nothing of
/// parameters that appear with a model, so the pages list them all: one section a name, over all models.
/// </summary>
internal static class ModelParameterHelp
{
    /// <summary>The line before the sections.</summary>
    public const string Begin =
        "<!-- The models' own parameters, made from the catalog: begin. Change the catalog and run the tests of TaskApi.Core with TASKAPI_UPDATE_DOCS=1. -->";

    /// <summary>The line after the sections.</summary>
    public const string End = "<!-- The models' own parameters: end. -->";

    private const string Metadata = """
        ```yaml
        Type: {type}
        DefaultValue: ''
        SupportsWildcards: false
        Aliases: []
        ParameterSets:
        - Name: (All)
          Position: Named
          IsRequired: false
          ValueFromPipeline: false
          ValueFromPipelineByPropertyName: false
          ValueFromRemainingArguments: false
        DontShow: false
        AcceptedValues: []
        HelpMessage: ''
        ```
        """;

    /// <summary>The page with its sections made anew; everything outside the two marking lines stays as it is.</summary>
    public static string Update(string page, ModelCatalog catalog)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = page.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new FormatException($"The page does not hold the lines '{Begin}' and '{End}'.");
        }

        HashSet<string> described = DescribedIn(page[..begin] + page[end..]);
        var sections = new StringBuilder(Begin).Append("\n\n");
        foreach (IGrouping<string, Use> name in Uses(catalog).GroupBy(use => use.Parameter.PascalName).Where(name => !described.Contains(name.Key))
            .OrderBy(name => name.Key, StringComparer.Ordinal))
        {
            Append(sections, name.Key, [.. name]);
        }

        return page[..begin] + sections + page[end..];
    }

    private static IEnumerable<Use> Uses(ModelCatalog catalog) =>
        catalog.Models.SelectMany(model => model.Parameters.Select(parameter => new Use(model, parameter)));

    /// <summary>The parameters that the page describes by hand: those that are there for every model, such as -Mode.</summary>
    private static HashSet<string> DescribedIn(string page) =>
        [.. page.Split('\n').Where(line => line.StartsWith("### -", StringComparison.Ordinal)).Select(line => line["### -".Length..].Trim())];

    private static void Append(StringBuilder sections, string name, List<Use> uses)
    {
        string type = ClrType([.. uses.Select(use => use.Parameter.Type).Distinct()]);
        string[] descriptions = [.. uses.Select(use => use.Parameter.Description).Distinct()];
        string[] types = [.. uses.Select(use => CatalogWords.TypeOf(use.Parameter)).Distinct()];
        bool isOne = descriptions.Length == 1;
        string what = $"A parameter of models{(types.Length == 1 ? ": " + types[0] : "")}.{(isOne ? " " + descriptions[0] : "")}";
        sections.Append(CultureInfo.InvariantCulture, $"### -{name}\n\n{what}\n\n");
        foreach (IGrouping<string, Use> alike in uses.GroupBy(use => Terms(use.Parameter, isOne, types.Length == 1)))
        {
            string models = string.Join(", ", alike.Select(use => use.Model.Id));
            sections.Append(CultureInfo.InvariantCulture, $"- {models}{(alike.Key.Length == 0 ? "" : ": " + alike.Key)}\n");
        }

        sections.Append('\n').Append(Metadata.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("{type}", type, StringComparison.Ordinal)).Append("\n\n");
    }

    /// <summary>What a model says about the parameter, in short sentences.</summary>
    private static string Terms(GenParameter parameter, bool isDescribed, bool isTyped)
    {
        var terms = new List<string>();
        if (!isDescribed)
        {
            terms.Add(parameter.Description);
        }

        if (!isTyped)
        {
            terms.Add($"Type: {CatalogWords.TypeOf(parameter)}.");
        }

        if (parameter.Required)
        {
            terms.Add("Needed.");
        }

        if (CatalogWords.LimitsOf(parameter) is { Length: > 0 } limits)
        {
            terms.Add($"Allowed: {limits}.");
        }

        if (CatalogWords.DefaultOf(parameter) is { Length: > 0 } usual)
        {
            terms.Add($"Default: {usual}.");
        }

        if (parameter.IsNewer)
        {
            terms.Add("Newer; its limits are advice.");
        }

        return string.Join(" ", terms);
    }

    private static string ClrType(GenParameterType[] types) => types.Length > 1 ? "System.Object" : types[0] switch
    {
        GenParameterType.String => "System.String",
        GenParameterType.Integer => "System.Int64",
        GenParameterType.Number => "System.Decimal",
        GenParameterType.Boolean => "System.Boolean",
        GenParameterType.StringArray => "System.String[]",
        GenParameterType.ObjectArray => "System.Object[]",
        _ => "System.Object",
    };

    private sealed record Use(GenModel Model, GenParameter Parameter);
}
