using System;
using System.Collections.Generic;

namespace TaskApi.Reporting;

/// <summary>What the tasks of one model come to. Money counts as it does in <see cref="GenBatch"/>: what was told and what is estimated, apart.</summary>
internal sealed class ModelSum
{
    // Of fewer tasks the quarters say nothing, and the whole range is shown.
    private const int EnoughForQuarters = 4;

    private readonly List<double> _seconds = [];

    /// <summary>Sums entries up.</summary>
    /// <param name="model">Their model; empty when it is not known.</param>
    /// <param name="entries">The entries.</param>
    public ModelSum(string model, IReadOnlyList<ReportEntry> entries)
    {
        Model = model;
        Tasks = entries.Count;
        foreach (ReportEntry entry in entries)
        {
            GenTask task = entry.Task;
            Completed += task.Status == GenTaskStatus.Completed ? 1 : 0;
            Failed += task.Status == GenTaskStatus.Failed ? 1 : 0;
            Told += task.Cost ?? 0;
            if (task.Cost is null && entry.MayCost)
            {
                Estimated += task.EstimatedCost ?? 0;
                EstimatedTasks += task.EstimatedCost is null ? 0 : 1;
                WithoutCost += task.EstimatedCost is null ? 1 : 0;
            }

            if (task is { Status: GenTaskStatus.Completed, Elapsed: { } elapsed } && elapsed >= TimeSpan.Zero)
            {
                _seconds.Add(elapsed.TotalSeconds);
            }
        }

        _seconds.Sort();
    }

    /// <summary>The model; empty when it is not known.</summary>
    public string Model { get; }

    /// <summary>Its name without the provider, as charts show it.</summary>
    public string Name => Model.Length == 0 ? "unknown model" : VisibleText.Line(Model.Substring(Model.IndexOf('/') + 1));

    /// <summary>Its whole name.</summary>
    public string FullName => Model.Length == 0 ? "unknown model" : VisibleText.Line(Model);

    /// <summary>How many tasks and requests there are.</summary>
    public int Tasks { get; }

    /// <summary>How many have completed.</summary>
    public int Completed { get; }

    /// <summary>How many have failed.</summary>
    public int Failed { get; }

    /// <summary>What the service told that it charged, in US dollars.</summary>
    public decimal Told { get; }

    /// <summary>What those that it told no cost for will probably cost, in US dollars.</summary>
    public decimal Estimated { get; }

    /// <summary>How many are in the estimate.</summary>
    public int EstimatedTasks { get; }

    /// <summary>How many have neither a told cost nor an estimate.</summary>
    public int WithoutCost { get; }

    /// <summary>True when it is known how long at least one took.</summary>
    public bool HasDurations => _seconds.Count > 0;

    /// <summary>How long the completed ones took, in seconds: the middle one; 0 when it is not known.</summary>
    public double Median => At(0.5);

    /// <summary>What a quarter did not need longer than, in seconds; of few tasks the shortest.</summary>
    public double Low => At(_seconds.Count < EnoughForQuarters ? 0 : 0.25);

    /// <summary>What three quarters did not need longer than, in seconds; of few tasks the longest.</summary>
    public double High => At(_seconds.Count < EnoughForQuarters ? 1 : 0.75);

    /// <summary>The sum of money in words.</summary>
    public string MoneyText => Told == 0 && Estimated == 0 && WithoutCost > 0 ? "not known" : Wording.Sum(Told, Estimated);

    /// <summary>The middle duration in words; empty when it is not known.</summary>
    public string MedianText => HasDurations ? Wording.Span(TimeSpan.FromSeconds(Median)) : "";

    private double At(double part)
    {
        if (_seconds.Count == 0)
        {
            return 0;
        }

        double place = part * (_seconds.Count - 1);
        int below = (int)Math.Floor(place);
        int above = Math.Min(below + 1, _seconds.Count - 1);
        return _seconds[below] + ((_seconds[above] - _seconds[below]) * (place - below));
    }
}
