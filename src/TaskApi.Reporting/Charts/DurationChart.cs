using System.Collections.Generic;
using System.Linq;
using OxyPlot;
using OxyPlot.Series;

namespace TaskApi.Reporting.Charts;

/// <summary>How long the tasks of each model took: the middle half of them, and the one in the middle.</summary>
internal static class DurationChart
{
    private const int MostModels = 10;
    private const int Width = 420;
    private const int Line = 28;
    private const int RoomBelow = 30;
    private const double DotSize = 4;

    /// <summary>The chart; null when no duration is known.</summary>
    public static ReportChart? Draw(ReportTotals totals)
    {
        IEnumerable<ModelSum> frequent = totals.Models.Where(model => model.HasDurations).OrderByDescending(model => model.Tasks).Take(MostModels);
        ModelSum[] models = [.. frequent.OrderByDescending(model => model.Median)];
        if (models.Length == 0)
        {
            return null;
        }

        PlotModel plot = ChartSvg.NewModel(ChartAxes.LongestOf(models));
        plot.Axes.Add(ChartAxes.Models(models));
        plot.Axes.Add(ChartAxes.Durations(models.Min(model => model.Low), models.Max(model => model.High)));
        var spans = new IntervalBarSeries { FillColor = ChartInk.Estimated, StrokeThickness = 0, BarWidth = 0.5, LabelFormatString = null };
        var middles = new ScatterSeries { MarkerType = MarkerType.Circle, MarkerSize = DotSize, MarkerFill = ChartInk.Told, MarkerStrokeThickness = 0 };
        for (int i = 0; i < models.Length; i++)
        {
            spans.Items.Add(new IntervalBarItem(models[i].Low, models[i].High));
            middles.Points.Add(new ScatterPoint(models[i].Median, i));
        }

        plot.Series.Add(spans);
        plot.Series.Add(middles);
        string text = $"{models[0].Name} took longest: {models[0].MedianText} in the middle; all tasks together {totals.Sum.MedianText}.";
        string svg = ChartSvg.Draw(plot, "durations", Width, RoomBelow + (Line * models.Length));
        return new ReportChart("durations", "Time by model", text, svg, null, [new("told", "median"), new("estimated", "middle half of the tasks")]);
    }
}
