using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace TaskApi.Core.Tests.Docs;

/// <summary>The page of all models: what each makes and takes, its rules, and the prices seen.</summary>
internal static class ModelsPage
{
    private const string Introduction = """
        # Models

        <!-- Made from the catalog, src/TaskApi.Core/Catalog/models.json. To change this page, change the catalog and
        run the tests of TaskApi.Core with TASKAPI_UPDATE_DOCS=1. -->

        Every model that the catalog knows, with what it takes. At the prompt a parameter is written in PascalCase: `aspect_ratio` is
        `-AspectRatio`. `Get-GenModel` tells the same, and `(Get-GenModel kling-2.6).Parameters` shows one model's parameters.

        - **newer** marks parameters that come from later material than the service's main page. Their limits are advice: breaking one is a
          warning, and the service decides.
        - **not checked** marks models whose parameters the main page does not describe. Requests for them are passed through, and doubts are
          warnings.
        - A default is what the service uses when the parameter is left out. This module never sends it.
        - A rule marked *advice* is a warning; any other rule stops the request before it is sent.
        - Prices are list prices that were seen in public, in US dollars. They drift: `Get-GenPrice` asks the service.


        """;

    /// <summary>The page.</summary>
    public static string Of(ModelCatalog catalog)
    {
        var page = new StringBuilder(Introduction.Replace("\r\n", "\n", StringComparison.Ordinal));
        foreach (IGrouping<GenKind, GenModel> kind in catalog.Models.GroupBy(model => model.Kind))
        {
            page.Append(CultureInfo.InvariantCulture, $"## {kind.Key}\n\n| model | what it is |\n|---|---|\n");
            foreach (GenModel model in kind)
            {
                page.Append(CultureInfo.InvariantCulture, $"| [{model.Id}](#{Anchor(model.Id)}) | {model.Description} |\n");
            }

            page.Append('\n');
            foreach (GenModel model in kind)
            {
                Append(page, model);
            }
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Append(StringBuilder page, GenModel model)
    {
        page.Append(CultureInfo.InvariantCulture, $"### {model.Id}\n\n{(model.IsChecked ? "" : "**Not checked.** ")}{model.Description}\n\n");
        if (model.Parameters.Count == 0)
        {
            page.Append("No parameter is known. Whatever is given is sent as it is.\n\n");
        }
        else
        {
            page.Append("| parameter | type | needed | allowed | default | description |\n|---|---|---|---|---|---|\n");
            foreach (GenParameter parameter in model.Parameters)
            {
                string newer = parameter.IsNewer ? " **newer**" : "";
                page.Append(CultureInfo.InvariantCulture,
                    $"| `{parameter.Name}`{newer} | {CatalogWords.TypeOf(parameter)} | {(parameter.Required ? "yes" : "")} " +
                    $"| {CatalogWords.LimitsOf(parameter)} | {CatalogWords.DefaultOf(parameter)} | {parameter.Description} |\n");
            }

            page.Append('\n');
        }

        AppendList(page, "Rules", [.. model.Rules.Select(rule => CatalogWords.Of(rule) + (rule.IsWarning || !model.IsChecked ? " *Advice.*" : ""))]);
        AppendList(page, "Prices seen", [.. model.Prices.Select(CatalogWords.Of)]);
        if (model.PriceParameters.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"The price depends on {string.Join(", ", model.PriceParameters.Select(name => $"`{name}`"))}.\n\n");
        }
    }

    private static void AppendList(StringBuilder page, string title, string[] items)
    {
        if (items.Length == 0)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"{title}:\n\n");
        foreach (string item in items)
        {
            page.Append(CultureInfo.InvariantCulture, $"- {item}\n");
        }

        page.Append('\n');
    }

    /// <summary>The anchor that GitHub gives a heading: lower case, without dots and slashes.</summary>
    private static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_'));
}
