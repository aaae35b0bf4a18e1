using OxyPlot;

namespace TaskApi.Reporting.Charts;

/// <summary>
/// The inks of the charts. A chart is drawn with colours that stand for these names, which its markup then has as classes: the page's style
/// decides what they look like, by day and by night.
/// </summary>
internal static class ChartInk
{
    public static readonly OxyColor Text = OxyColor.FromRgb(0, 0, 1);
    public static readonly OxyColor Grid = OxyColor.FromRgb(0, 0, 2);
    public static readonly OxyColor Told = OxyColor.FromRgb(0, 0, 3);
    public static readonly OxyColor Estimated = OxyColor.FromRgb(0, 0, 4);
    public static readonly OxyColor Failed = OxyColor.FromRgb(0, 0, 5);
    public static readonly OxyColor Quiet = OxyColor.FromRgb(0, 0, 6);

    /// <summary>The name of the ink that a colour in a chart's markup stands for; null when it stands for none.</summary>
    public static string? NameOf(string colour) => colour switch
    {
        "rgb(0,0,1)" => "text",
        "rgb(0,0,2)" => "grid",
        "rgb(0,0,3)" => "told",
        "rgb(0,0,4)" => "estimated",
        "rgb(0,0,5)" => "failed",
        "rgb(0,0,6)" => "quiet",
        _ => null,
    };
}
