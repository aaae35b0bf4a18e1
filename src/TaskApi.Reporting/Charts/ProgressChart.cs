using System;
using System.Collections.Generic;
using System.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace TaskApi.Reporting.Charts;

/// <summary>The batch over time: how many tasks had been submitted, had completed and had failed at each moment.</summary>
internal static class ProgressChart
{
    // A chart cannot show more steps than it has pixels.
    private const int Steps = 200;
    private const int Width = 420;
    private const int WideWidth = 860;
    private const int LineHeight = 28;
    private const int RoomBelow = 30;
    private const int LeastLines = 7;
    private const int MostLines = 10;
    private const int WideHeight = 250;
    private const double LineThickness = 2;

    /// <summary>The chart; null when the times are not known, or all are the same.</summary>
    public static ReportChart? Draw(ReportTotals totals, IReadOnlyList<ReportEntry> entries)
    {
        if (totals is not { FirstAt: { } first, LastAt: { } last } || last <= first)
        {
            return null;
        }

        TimeSpan length = last - first;
        (double unit, string name) = length.TotalHours >= 3 ? (3600.0, "hours") : length.TotalMinutes >= 3 ? (60.0, "minutes") : (1.0, "seconds");
        double[] submitted = Times(entries, first, static task => task.SubmittedAt);
        double[] completed = Times(entries, first, static task => task.Status == GenTaskStatus.Completed ? task.CompletedAt : null);
        double[] failed = Times(entries, first, static task => task.Status == GenTaskStatus.Failed ? task.CompletedAt : null);
        PlotModel Plot()
        {
            PlotModel plot = ChartSvg.NewModel(Wording.Number(submitted.Length).Length, hasTitle: true);
            plot.Axes.Add(ChartAxes.Values(AxisPosition.Bottom, length.TotalSeconds / unit, Wording.Number, name + " since the first submission"));
            plot.Axes.Add(ChartAxes.Values(AxisPosition.Left, submitted.Length * 1.05, value => value == Math.Floor(value) ? Wording.Number(value) : ""));
            plot.Series.Add(Line(submitted, length.TotalSeconds, unit, ChartInk.Quiet));
            if (failed.Length > 0)
            {
                plot.Series.Add(Line(failed, length.TotalSeconds, unit, ChartInk.Failed));
            }

            plot.Series.Add(Line(completed, length.TotalSeconds, unit, ChartInk.Told));
            return plot;
        }

        var legend = new List<ReportLegend> { new("quiet", "submitted"), new("told", "completed") };
        if (failed.Length > 0)
        {
            legend.Add(new ReportLegend("failed", "failed"));
        }

        // As high as the charts beside it.
        int height = RoomBelow + (LineHeight * Math.Max(LeastLines, Math.Min(MostLines, totals.Models.Count)));
        string text = $"{Wording.Count(submitted.Length, "task", "tasks")} in {Wording.Span(length)}, from the first submission to the last end.";
        string svg = ChartSvg.Draw(Plot(), "progress", Width, height);
        return new ReportChart("progress", "Over time", text, svg, ChartSvg.Draw(Plot(), "progress-wide", WideWidth, WideHeight), legend);
    }

    private static double[] Times(IReadOnlyList<ReportEntry> entries, DateTimeOffset first, Func<GenTask, DateTimeOffset?> moment)
    {
        double[] times = [.. entries.Select(entry => moment(entry.Task)).Where(time => time is not null).Select(time => (time!.Value - first).TotalSeconds)];
        Array.Sort(times);
        return times;
    }

    private static LineSeries Line(double[] times, double length, double unit, OxyColor colour)
    {
        var line = new StairStepSeries { Color = colour, StrokeThickness = LineThickness, VerticalStrokeThickness = LineThickness };
        int count = 0;
        for (int step = 0; step <= Steps; step++)
        {
            double time = length * step / Steps;
            while (count < times.Length && times[count] <= time + 1e-9)
            {
                count++;
            }

            line.Points.Add(new DataPoint(time / unit, count));
        }

        return line;
    }
}
