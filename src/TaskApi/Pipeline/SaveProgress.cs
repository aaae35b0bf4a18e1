using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace TaskApi.Pipeline;

/// <summary>The progress bars of files on their way.</summary>
internal sealed class SaveProgress(SaveMeter meter) : ProgressBars
{
    private const int MostFiles = 3;

    // The speed of the last few moments: one over all would not show that a line has died.
    private const double NewShare = 0.2;

    // What ends sooner would be gone before a bar of its own could be read.
    private static readonly TimeSpan LongFile = TimeSpan.FromSeconds(2);

    private TimeSpan _last;
    private long _lastBytes;
    private double? _speed;

    /// <inheritdoc/>
    protected override string Activity => "Saving results";

    /// <inheritdoc/>
    protected override bool HasAny => meter.Begun > 0;

    /// <inheritdoc/>
    protected override List<ProgressRecord> Draw()
    {
        IReadOnlyList<SaveUnderWay> underWay = meter.UnderWay;
        int pausing = 0;
        foreach (SaveUnderWay file in underWay)
        {
            pausing += file.Pause is null ? 0 : 1;
        }

        var records = new List<ProgressRecord>(1 + MostFiles) { ForAll(pausing) };
        foreach (SaveUnderWay file in underWay)
        {
            if (records.Count <= MostFiles && file.Age >= LongFile)
            {
                records.Add(ForFile(records.Count - 1, file));
            }
        }

        return records;
    }

    private ProgressRecord ForAll(int pausing)
    {
        (int begun, int ended) = (meter.Begun, meter.Ended);
        string failed = meter.Failed == 0 ? "" : FormattableString.Invariant($", {meter.Failed} failed");
        string again = pausing == 0 ? "" : FormattableString.Invariant($", {pausing} to be tried again");
        ProgressRecord record = ForAll(FormattableString.Invariant($"{ended} of {begun} files{failed}{again}, {Size(meter.Bytes)}, {Size(Speed())}/s"));
        record.PercentComplete = (int)(100L * ended / begun);
        return record;
    }

    private static ProgressRecord ForFile(int index, SaveUnderWay file)
    {
        (long received, long? whole) = (file.Received, file.Whole);
        string size = whole is { } all ? $"{Size(received)} of {Size(all)}" : Size(received);
        ProgressRecord record = ForOne(index, file.Name, file.Pause is { } pause ? $"{size}, to be tried again: {pause}" : size);

        // It is not done before it has its name.
        record.PercentComplete = whole > 0 ? (int)Math.Min(99, 100 * received / whole.Value) : -1;
        return record;
    }

    /// <summary>Bytes a second.</summary>
    private double Speed()
    {
        (TimeSpan now, long bytes) = (Age, meter.Bytes);
        double fresh = (bytes - _lastBytes) / Math.Max((now - _last).TotalSeconds, 0.001);
        (_last, _lastBytes) = (now, bytes);
        _speed = _speed is { } old ? old + (NewShare * (fresh - old)) : fresh;
        return _speed.Value;
    }

    private static string Size(double bytes) => bytes switch
    {
        < 1_000_000 => FormattableString.Invariant($"{bytes / 1_000:0} kB"),
        < 1_000_000_000 => FormattableString.Invariant($"{bytes / 1_000_000:0.0} MB"),
        _ => FormattableString.Invariant($"{bytes / 1_000_000_000:0.00} GB"),
    };
}
