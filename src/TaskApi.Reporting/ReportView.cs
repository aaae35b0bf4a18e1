using System;
using System.Collections.Generic;
using System.Linq;
using TaskApi.Reporting.Charts;

namespace TaskApi.Reporting;

/// <summary>What the page's template is filled with.</summary>
internal sealed class ReportView
{
    /// <summary>The page of a report.</summary>
    /// <param name="request">The report.</param>
    /// <param name="cards">Its cards.</param>
    public ReportView(ReportRequest request, IReadOnlyList<CardView> cards)
    {
        IReadOnlyList<ReportEntry> entries = request.Entries;
        var totals = ReportTotals.Of(entries);
        Title = VisibleText.Line(request.Title);
        Cards = cards;
        Models = totals.Models;
        Statuses = [.. totals.Statuses.Select(status => new StatusView(status.Key, status.Value))];
        Charts = [.. ((ReportChart?[])[CostChart.Draw(totals), DurationChart.Draw(totals), ProgressChart.Draw(totals, entries)]).OfType<ReportChart>()];
        Written = Wording.Moment(request.Now);
        Generator = ReportFile.Generator + " " + typeof(ReportView).Assembly.GetName().Version!.ToString(3);
        string models = Wording.Count(totals.Models.Count, "model", "models");
        string moments = totals is { FirstAt: { } first, LastAt: { } last } ? ", " + Wording.Moments(first, last) : "";
        Lede = $"{Wording.Count(entries.Count, "task", "tasks")} of {models}{moments}";
        Figures = [TasksOf(totals), MoneyOf(totals), TimeOf(totals), ResultsOf(cards)];
        HasEstimate = totals.Sum.EstimatedTasks > 0;
        Bars = BarsOf(totals);
    }

    /// <summary>What the page is called.</summary>
    public string Title { get; }

    /// <summary>What it is about, in a line.</summary>
    public string Lede { get; }

    /// <summary>Who made the page.</summary>
    public string Generator { get; }

    /// <summary>When it was made.</summary>
    public string Written { get; }

    /// <summary>The policy that the browser keeps for the page.</summary>
    public string Policy { get; init; } = "";

    /// <summary>The style.</summary>
    public string Style { get; init; } = "";

    /// <summary>The script.</summary>
    public string Script { get; init; } = "";

    /// <summary>The large figures.</summary>
    public IReadOnlyList<FigureView> Figures { get; }

    /// <summary>The states as parts of a bar of 100.</summary>
    public IReadOnlyList<BarView> Bars { get; }

    /// <summary>The states with their numbers.</summary>
    public IReadOnlyList<StatusView> Statuses { get; }

    /// <summary>The models, the dearest first.</summary>
    public IReadOnlyList<ModelSum> Models { get; }

    /// <summary>The charts.</summary>
    public IReadOnlyList<ReportChart> Charts { get; }

    /// <summary>The cards.</summary>
    public IReadOnlyList<CardView> Cards { get; }

    /// <summary>True when an estimate is shown somewhere.</summary>
    public bool HasEstimate { get; }

    private static FigureView TasksOf(ReportTotals totals) =>
        new(
            "Tasks",
            Wording.Count(totals.Sum.Tasks, "", "").Trim(),
            string.Join(", ", totals.Statuses.Select(status => $"{status.Value} {new StatusView(status.Key, 0).Words}")));

    private static FigureView MoneyOf(ReportTotals totals)
    {
        ModelSum sum = totals.Sum;
        var notes = new List<string>();
        if (sum.EstimatedTasks > 0)
        {
            notes.Add($"~ estimated for {Wording.Count(sum.EstimatedTasks, "task", "tasks")}");
        }

        if (sum.WithoutCost > 0)
        {
            notes.Add($"not known for {Wording.Count(sum.WithoutCost, "task", "tasks")}");
        }

        return new FigureView("Cost", sum.MoneyText, notes.Count == 0 ? "as charged by the service" : string.Join(", ", notes));
    }

    private static FigureView TimeOf(ReportTotals totals)
    {
        string median = totals.Sum.HasDurations ? "median " + totals.Sum.MedianText + " a task" : "";
        return totals is { FirstAt: { } first, LastAt: { } last }
            ? new FigureView("Time", Wording.Span(last - first), median)
            : new FigureView("Time", totals.Sum.HasDurations ? totals.Sum.MedianText : "not known", totals.Sum.HasDurations ? "median of a task" : "");
    }

    private static FigureView ResultsOf(IReadOnlyList<CardView> cards)
    {
        MediaView[] media = [.. cards.SelectMany(card => card.Media)];
        var notes = new List<string>();
        Add("image", "picture", "pictures");
        Add("video", "film", "films");
        Add("audio", "sound", "sounds");
        Add("text", "text", "texts");
        Add("file", "other file", "other files");
        Add("absent", "not saved", "not saved");
        return new FigureView("Results", Wording.Count(media.Length, "", "").Trim(), string.Join(", ", notes));

        void Add(string form, string one, string many)
        {
            int number = media.Count(medium => medium.Form == form);
            if (number > 0)
            {
                notes.Add(Wording.Count(number, one, many));
            }
        }
    }

    private static List<BarView> BarsOf(ReportTotals totals)
    {
        const double Whole = 100;
        var bars = new List<BarView>();
        double at = 0;
        foreach (KeyValuePair<string, int> status in totals.Statuses)
        {
            double width = Whole * status.Value / Math.Max(1, totals.Sum.Tasks);
            bars.Add(new BarView(status.Key, Wording.Number(at), Wording.Number(width)));
            at += width;
        }

        return bars;
    }
}

/// <summary>A large figure.</summary>
/// <param name="Name">What it counts.</param>
/// <param name="Value">The figure.</param>
/// <param name="Note">What it is made up of.</param>
internal sealed record FigureView(string Name, string Value, string Note);

/// <summary>A state with its number.</summary>
/// <param name="Word">The state.</param>
/// <param name="Count">How many are in it.</param>
internal sealed record StatusView(string Word, int Count)
{
    /// <summary>The state in the middle of a sentence.</summary>
    public string Words => Word switch
    {
        nameof(GenTaskStatus.Unknown) => "in an unknown state",
        nameof(LedgerState.Unsent) => "not sent",
        _ => Word.ToLowerInvariant(),
    };
}

/// <summary>A part of a bar.</summary>
/// <param name="Word">The state.</param>
/// <param name="At">Where it begins.</param>
/// <param name="Width">How wide it is.</param>
internal sealed record BarView(string Word, string At, string Width);
