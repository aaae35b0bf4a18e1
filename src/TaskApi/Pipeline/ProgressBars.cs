using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;

namespace TaskApi.Pipeline;

/// <summary>
/// The progress bars of a command: one for all that it does and, below it, one for each of the first few things that take long. Drawn at most
/// a few times a second, because drawing can cost more than the work it shows.
/// </summary>
internal abstract class ProgressBars
{
    private const int ActivityId = 1;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // Hosts tell the bars of different commands apart by their source. The engine's own numbers count up from one.
    private static long _sources = long.MaxValue / 2;

    private readonly Stopwatch _since = Stopwatch.StartNew();
    private TimeSpan _lastShown = TimeSpan.Zero;
    private bool _isShown;
    private int _lower;

    /// <summary>The bars' own number in their host.</summary>
    public long Source { get; } = Interlocked.Increment(ref _sources);

    /// <summary>What all of it is.</summary>
    protected abstract string Activity { get; }

    /// <summary>True while there is something to show.</summary>
    protected abstract bool HasAny { get; }

    /// <summary>How long the command has run.</summary>
    protected TimeSpan Age => _since.Elapsed;

    /// <summary>The records to show now; none when it is not time for them.</summary>
    public IReadOnlyList<ProgressRecord> Next()
    {
        if (_since.Elapsed - _lastShown < Pause)
        {
            return [];
        }

        _lastShown = _since.Elapsed;
        if (!HasAny)
        {
            return Finish();
        }

        _isShown = true;
        List<ProgressRecord> records = Draw();
        int lower = records.Count - 1;
        for (int i = lower; i < _lower; i++)
        {
            records.Add(End(LowerId(i)));
        }

        _lower = lower;
        return records;
    }

    /// <summary>The records that take the bars away; none when there is no bar.</summary>
    public IReadOnlyList<ProgressRecord> Finish()
    {
        var records = new List<ProgressRecord>();
        if (_isShown)
        {
            // The lower ones first: a host lifts up what is left below a bar that ends.
            for (int i = 0; i < _lower; i++)
            {
                records.Add(End(LowerId(i)));
            }

            records.Add(End(ActivityId));
        }

        _isShown = false;
        _lower = 0;
        return records;
    }

    /// <summary>The bar for all, and those below it.</summary>
    protected abstract List<ProgressRecord> Draw();

    /// <summary>The bar for all.</summary>
    protected ProgressRecord ForAll(string status) => new(ActivityId, Activity, status);

    /// <summary>A bar below it.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="activity">What it is about.</param>
    /// <param name="status">How far it is.</param>
    protected static ProgressRecord ForOne(int index, string activity, string status) =>
        new(LowerId(index), VisibleText.Line(activity), VisibleText.Line(status)) { ParentActivityId = ActivityId };

    private ProgressRecord End(int activity) => new(activity, Activity, "Done") { RecordType = ProgressRecordType.Completed };

    private static int LowerId(int index) => ActivityId + 1 + index;
}
