using System.Collections.Generic;

namespace TaskApi.Reporting.Charts;

/// <summary>A chart as the page shows it.</summary>
/// <param name="Name">A word that no other chart of the page has.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Text">What it shows, in a sentence, also for those who do not see it.</param>
/// <param name="Svg">Its markup.</param>
/// <param name="WideSvg">Its markup where there is room for twice the width; null where it never gets wider.</param>
/// <param name="Legend">What its inks stand for.</param>
internal sealed record ReportChart(string Name, string Title, string Text, string Svg, string? WideSvg, IReadOnlyList<ReportLegend> Legend);

/// <summary>What an ink of a chart stands for.</summary>
/// <param name="Ink">The ink, see <see cref="ChartInk"/>.</param>
/// <param name="Text">What it stands for.</param>
internal sealed record ReportLegend(string Ink, string Text);
