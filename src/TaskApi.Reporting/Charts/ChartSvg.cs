using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml.Linq;
using OxyPlot;

namespace TaskApi.Reporting.Charts;

/// <summary>
/// Draws charts as SVG that a page with a strict policy may hold: without a style of its own, which the policy forbids and which would
/// know one colour scheme only, and without names that another chart of the page may have too.
/// </summary>
internal static class ChartSvg
{
    private const double FontSize = 11.5;
    private const double LetterWidth = 6.2;
    private const double LineHeight = 20;

    /// <summary>A chart without anything in it, in the style of the page.</summary>
    /// <param name="longestLabel">
    /// How many letters the longest label at its left has. Nobody knows the fonts of the page's readers, so room is left for wide ones.
    /// </param>
    /// <param name="hasTitle">True when the axis below has a title.</param>
    public static PlotModel NewModel(int longestLabel, bool hasTitle = false) => new()
    {
        PlotMargins = new OxyThickness((longestLabel * LetterWidth) + 8, 0, 0, hasTitle ? 2.3 * LineHeight : LineHeight),
        Culture = CultureInfo.InvariantCulture,
        DefaultFontSize = FontSize,
        TextColor = ChartInk.Text,
        PlotAreaBorderThickness = new OxyThickness(0),
        Padding = new OxyThickness(0, 4, 4, 0),
    };

    /// <summary>The chart's markup.</summary>
    /// <param name="model">The chart.</param>
    /// <param name="name">What it is called when it cannot be drawn.</param>
    /// <param name="width">The width in the units of its texts, which are pixels where the chart is as wide as this.</param>
    /// <param name="height">The height.</param>
    public static string Draw(PlotModel model, string name, int width, int height)
    {
        using var stream = new MemoryStream();

        // The library draws its own failures as text into the chart.
        new SvgExporter { Width = width, Height = height, IsDocument = false, UseVerticalTextAlignmentWorkaround = true }.Export(model, stream);
        if (model.GetLastPlotException() is { } failure)
        {
            throw new InvalidOperationException($"The chart '{name}' cannot be drawn.", failure);
        }

        stream.Position = 0;
        XElement svg = XElement.Load(stream);
        svg.SetAttributeValue("width", null);
        svg.SetAttributeValue("height", null);
        svg.SetAttributeValue("version", null);
        svg.SetAttributeValue(XNamespace.Xmlns + "xlink", null);
        svg.SetAttributeValue("viewBox", FormattableString.Invariant($"0 0 {width} {height}"));
        svg.SetAttributeValue("class", "plot");

        // The text beside the chart says what it shows.
        svg.SetAttributeValue("aria-hidden", "true");
        svg.SetAttributeValue("focusable", "false");
        foreach (XElement element in svg.Descendants().ToArray())
        {
            // Labels may need more room than was thought; nothing else is outside.
            element.SetAttributeValue("clip-path", null);
            TakeStyle(element);
        }

        svg.Descendants().Where(element => element.Name.LocalName == "defs").Remove();
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>Turns an element's own style and colours into attributes and classes.</summary>
    private static void TakeStyle(XElement element)
    {
        foreach (string part in ((string?)element.Attribute("style") ?? "").Split([';'], StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = part.IndexOf(':');
            element.SetAttributeValue(part.Substring(0, colon).Trim(), part.Substring(colon + 1).Trim());
        }

        element.SetAttributeValue("style", null);
        element.SetAttributeValue("font-family", null);
        element.SetAttributeValue("font-weight", null);
        var classes = new StringBuilder();
        foreach (string role in (string[])["fill", "stroke"])
        {
            if ((string?)element.Attribute(role) is { } colour && ChartInk.NameOf(colour) is { } ink)
            {
                element.SetAttributeValue(role, null);
                classes.Append(classes.Length == 0 ? "" : " ").Append(role).Append('-').Append(ink);
            }
        }

        element.SetAttributeValue("class", classes.Length == 0 ? null : classes.ToString());
    }
}
