using System;
using System.Collections.Generic;
using System.Linq;

namespace TaskApi.Reporting;

/// <summary>What a report's tasks come to, in all and by model.</summary>
internal sealed class ReportTotals
{
    private ReportTotals(IReadOnlyList<ReportEntry> entries)
    {
        Sum = new ModelSum("", entries);
        Models = [.. entries.GroupBy(entry => entry.Task.Model ?? "", StringComparer.Ordinal)
            .Select(group => new ModelSum(group.Key, [.. group]))
            .OrderByDescending(model => model.Told + model.Estimated)
            .ThenByDescending(model => model.Tasks)
            .ThenBy(model => model.Model, StringComparer.Ordinal)];
        Statuses = [.. entries.GroupBy(entry => entry.Status, StringComparer.Ordinal).Select(group => new KeyValuePair<string, int>(group.Key, group.Count()))
            .OrderByDescending(status => status.Value).ThenBy(status => status.Key, StringComparer.Ordinal)];
        var begins = new List<DateTimeOffset>();
        var ends = new List<DateTimeOffset>();
        foreach (ReportEntry entry in entries)
        {
            if (entry.Task.SubmittedAt is { } begin)
            {
                begins.Add(begin);
            }

            if ((entry.Task.CompletedAt ?? entry.Task.SubmittedAt) is { } end)
            {
                ends.Add(end);
            }
        }

        FirstAt = begins.Count == 0 ? null : begins.Min();
        LastAt = ends.Count == 0 ? null : ends.Max();
    }

    /// <summary>All tasks as one.</summary>
    public ModelSum Sum { get; }

    /// <summary>The models, the dearest first.</summary>
    public IReadOnlyList<ModelSum> Models { get; }

    /// <summary>How many tasks are in which state, the most frequent state first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Statuses { get; }

    /// <summary>When the first task was submitted; null when that is not known.</summary>
    public DateTimeOffset? FirstAt { get; }

    /// <summary>When the last task was seen to have ended, or was submitted; null when that is not known.</summary>
    public DateTimeOffset? LastAt { get; }

    /// <summary>Sums entries up.</summary>
    public static ReportTotals Of(IReadOnlyList<ReportEntry> entries) => new(entries);
}
