using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>
/// How long each model's tasks take: a guess for its kind until its own tasks have been seen. Nothing documented gives times; the
/// guesses only decide when to look, never whether.
/// </summary>
internal sealed class DurationBook
{
    // Plans made before a belief moved by this much are made again.
    private const double NewsOfMedian = 0.05;
    private const double NewsOfDeviation = 0.2;

    private readonly Dictionary<string, Entry> _models = new(StringComparer.Ordinal);

    /// <summary>Counts the times that a belief has moved so far that plans should be made again.</summary>
    public int Revision { get; private set; }

    /// <summary>The belief about a model.</summary>
    public DurationEstimate For(string? model, GenKind kind) => Find(model, kind).Estimate;

    /// <summary>Takes an end into account; see <see cref="DurationEstimate.Learn"/>.</summary>
    public void Learn(string? model, GenKind kind, double ranAt, double endedBy)
    {
        Entry entry = Find(model, kind);
        entry.Estimate.Learn(ranAt, endedBy);
        if (Math.Abs((entry.Estimate.Median / entry.Median) - 1) > NewsOfMedian || Math.Abs((entry.Estimate.Deviation / entry.Deviation) - 1) > NewsOfDeviation)
        {
            entry.Remember();
            Revision++;
        }
    }

    private Entry Find(string? model, GenKind kind)
    {
        string key = model ?? kind.ToString();
        if (!_models.TryGetValue(key, out Entry? entry))
        {
            entry = new Entry(new DurationEstimate(Typical(kind)));
            _models[key] = entry;
        }

        return entry;
    }

    private static double Typical(GenKind kind) => kind switch
    {
        GenKind.Image => 12,
        GenKind.Audio => 25,
        _ => 55,
    };

    private sealed class Entry
    {
        public Entry(DurationEstimate estimate)
        {
            Estimate = estimate;
            Remember();
        }

        public DurationEstimate Estimate { get; }

        public double Median { get; private set; }

        public double Deviation { get; private set; }

        public void Remember()
        {
            Median = Estimate.Median;
            Deviation = Estimate.Deviation;
        }
    }
}
