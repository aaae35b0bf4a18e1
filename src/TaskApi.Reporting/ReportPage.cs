using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using System.Threading;
using Fluid;
using TaskApi.Reporting.Charts;

namespace TaskApi.Reporting;

/// <summary>
/// The page: a template filled with what is known of the tasks. Every value is escaped by the template's engine, and a policy in the page
/// lets the browser run the page's own script and nothing else, whatever a prompt holds, and keeps it from the network.
/// </summary>
internal static class ReportPage
{
    private static readonly Lazy<IFluidTemplate> Template = new(static () => new FluidParser().Parse(Resource("report.liquid")));
    private static readonly Lazy<TemplateOptions> Options = new(MakeOptions);

    // Everything but what HTML needs escaped stays as it is: prompts are written in all the scripts of the world.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Writes the page.</summary>
    /// <param name="writer">Gets it.</param>
    /// <param name="request">What it holds.</param>
    /// <param name="budget">How much is embedded.</param>
    /// <param name="stop">Ends the writing.</param>
    public static void Write(TextWriter writer, ReportRequest request, EmbedBudget budget, CancellationToken stop)
    {
        string folder = Path.GetDirectoryName(request.Path)!;
        var cards = new List<CardView>(request.Entries.Count);
        foreach (ReportEntry entry in request.Entries)
        {
            stop.ThrowIfCancellationRequested();
            cards.Add(CardView.Of(entry, cards.Count + 1, folder, budget, stop));
        }

        string style = Resource("report.css");
        string script = Resource("report.js");
        var view = new ReportView(request, cards) { Style = style, Script = script, Policy = PolicyFor(style, script) };
        Template.Value.RenderAsync(writer, Encoder, new TemplateContext(view, Options.Value)).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>
    /// Nothing but the page's own style and script, and media beside it or in it. The policy names the two by their hashes, so that whatever
    /// else gets into the page does not run.
    /// </summary>
    private static string PolicyFor(string style, string script) => string.Join("; ",
    [
        "default-src 'none'",
        $"script-src '{HashOf(script)}'",
        $"style-src '{HashOf(style)}'",
        "img-src 'self' file: data:",
        "media-src 'self' file: data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]);

    private static string HashOf(string text)
    {
        using var hash = SHA256.Create();
        return "sha256-" + Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }

    private static TemplateOptions MakeOptions()
    {
        // A misspelled name in the template is a mistake of ours, not an empty place in somebody's report. What is null may be asked for.
        var options = new TemplateOptions
        {
            StrictFilters = true,
            Undefined = static name => throw new InvalidOperationException($"The page's template names {name}, which is not there."),
        };
        foreach (Type type in (Type[])[
            typeof(ReportView), typeof(CardView), typeof(MediaView), typeof(FactView), typeof(FigureView),
            typeof(StatusView), typeof(BarView), typeof(ModelSum), typeof(ReportChart), typeof(ReportLegend)])
        {
            options.MemberAccessStrategy.Register(type);
        }

        return options;
    }

    /// <summary>A part of the page, with the line ends that the browser makes of any others before it takes a hash.</summary>
    private static string Resource(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream("TaskApi.Reporting.Page." + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
