using System;
using System.Collections.Generic;
using System.Linq;
using OxyPlot;
using OxyPlot.Axes;

namespace TaskApi.Reporting.Charts;

/// <summary>The axes of the charts, with nothing drawn that does not help to read a value.</summary>
internal static class ChartAxes
{
    // No name is longer in the room that the charts have for it.
    private const int LongestName = 22;

    // Where the longest is so many times the shortest, the short ones are seen only on a logarithmic axis.
    private const double WideRange = 15;

    /// <summary>One line for each model, the first on top.</summary>
    public static CategoryAxis Models(IReadOnlyList<ModelSum> models)
    {
        var axis = new CategoryAxis
        {
            Position = AxisPosition.Left,
            StartPosition = 1,
            EndPosition = 0,
            GapWidth = 0.55,
            TickStyle = TickStyle.None,
            AxislineStyle = LineStyle.None,
            IsTickCentered = true,
            TextColor = ChartInk.Text,
            AxisTickToLabelDistance = 4,
        };
        foreach (ModelSum model in models)
        {
            axis.Labels.Add(NameOf(model));
        }

        return axis;
    }

    /// <summary>How many letters the longest of the models' names has.</summary>
    public static int LongestOf(IReadOnlyList<ModelSum> models) => models.Max(model => NameOf(model).Length);

    /// <summary>An axis of values from zero.</summary>
    public static LinearAxis Values(AxisPosition position, double most, Func<double, string> text, string? title = null) => Style(new LinearAxis
    {
        Position = position,
        Minimum = 0,
        Maximum = most <= 0 ? 1 : most,
        LabelFormatter = text,
        Title = title,
        IntervalLength = 64,
    });

    /// <summary>An axis of durations in seconds.</summary>
    public static Axis Durations(double least, double most)
    {
        if (least > 0 && most / least > WideRange)
        {
            return Style(new LogarithmicAxis
            {
                Position = AxisPosition.Bottom,
                Minimum = Math.Pow(10, Math.Floor(Math.Log10(least))),
                Maximum = most * 1.25,
                LabelFormatter = Seconds,
            });
        }

        return Values(AxisPosition.Bottom, most * 1.1, Seconds);
    }

    private static string NameOf(ModelSum model) => VisibleText.ShortEnd(model.Name, LongestName);

    private static string Seconds(double seconds) => seconds switch
    {
        0 => "0",
        < 1 => Wording.Number(seconds) + " s",

        // Round figures stay round.
        _ => Wording.Span(TimeSpan.FromSeconds(seconds)).Replace(".0 ", " ").Replace(" 00 s", "").Replace(" 00 min", ""),
    };

    private static T Style<T>(T axis)
        where T : Axis
    {
        axis.TickStyle = TickStyle.None;
        axis.AxislineStyle = LineStyle.None;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineThickness = 1;
        axis.MajorGridlineColor = ChartInk.Grid;
        axis.MinorGridlineStyle = LineStyle.None;
        axis.TextColor = ChartInk.Text;
        axis.TitleColor = ChartInk.Text;
        axis.AxisTickToLabelDistance = 4;
        axis.AxisTitleDistance = 8;
        return axis;
    }
}
