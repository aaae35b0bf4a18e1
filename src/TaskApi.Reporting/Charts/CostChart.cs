using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace TaskApi.Reporting.Charts;

/// <summary>What each model has cost: told and estimated in one bar, with the sum beside it.</summary>
internal static class CostChart
{
    private const int MostModels = 10;
    private const int Width = 420;
    private const int Line = 28;
    private const int RoomBelow = 30;

    /// <summary>The chart; null when nothing has a cost.</summary>
    public static ReportChart? Draw(ReportTotals totals)
    {
        ModelSum[] models = [.. totals.Models.Where(model => model.Told + model.Estimated > 0).Take(MostModels)];
        if (models.Length == 0)
        {
            return null;
        }

        PlotModel plot = ChartSvg.NewModel(ChartAxes.LongestOf(models));
        decimal most = models.Max(model => model.Told + model.Estimated);
        plot.Axes.Add(ChartAxes.Models(models));
        plot.Axes.Add(ChartAxes.Values(AxisPosition.Bottom, (double)most * 1.32, value => "$" + value.ToString("0.####", CultureInfo.InvariantCulture)));
        BarSeries told = Bars(ChartInk.Told);
        BarSeries estimated = Bars(ChartInk.Estimated);
        for (int i = 0; i < models.Length; i++)
        {
            told.Items.Add(new BarItem((double)models[i].Told));
            estimated.Items.Add(new BarItem((double)models[i].Estimated));
            plot.Annotations.Add(new TextAnnotation
            {
                Text = Wording.Sum(models[i].Told, models[i].Estimated),
                TextPosition = new DataPoint((double)(models[i].Told + models[i].Estimated), i),
                TextHorizontalAlignment = HorizontalAlignment.Left,
                TextVerticalAlignment = VerticalAlignment.Middle,
                Offset = new ScreenVector(6, 0),
                Stroke = OxyColors.Undefined,
                StrokeThickness = 0,
                TextColor = ChartInk.Text,
            });
        }

        plot.Series.Add(told);
        plot.Series.Add(estimated);
        var legend = new List<ReportLegend> { new("told", "charged") };
        if (models.Any(model => model.Estimated > 0))
        {
            legend.Add(new ReportLegend("estimated", "estimated (~)"));
        }

        string others = totals.Models.Count > MostModels ? $" The {MostModels} dearest of {totals.Models.Count} models; the table has all." : "";
        ModelSum first = models[0];
        string dearest = $"{first.Name} cost most: {Wording.Sum(first.Told, first.Estimated)} for {Wording.Count(first.Tasks, "task", "tasks")}.";
        string svg = ChartSvg.Draw(plot, "cost", Width, RoomBelow + (Line * models.Length));
        return new ReportChart("cost", "Cost by model", dearest + others, svg, null, legend);
    }

    private static BarSeries Bars(OxyColor colour) => new() { IsStacked = true, FillColor = colour, StrokeThickness = 0, BaseValue = 0 };
}
