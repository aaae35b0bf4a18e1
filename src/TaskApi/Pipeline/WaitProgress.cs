using System;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;

namespace TaskApi.Pipeline;

/// <summary>The progress bar of a wait: drawn at most a few times a second, because drawing can cost more than the work it shows.</summary>
internal sealed class WaitProgress
{
    private const int ActivityId = 1;

    // Hosts tell the bars of different commands apart by their source. The engine's own numbers count up from one.
    private static long _sources = long.MaxValue / 2;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _since = Stopwatch.StartNew();
    private TimeSpan _lastShown = TimeSpan.Zero;
    private bool _isShown;
    private int _failed;
    private decimal _cost;

    /// <summary>The bar's own number in its host.</summary>
    public long Source { get; } = Interlocked.Increment(ref _sources);

    /// <summary>Takes a task that has come out into account.</summary>
    public void Count(TaskEnd end)
    {
        _failed += end.Failure is not null || end.Task.Status == GenTaskStatus.Failed ? 1 : 0;
        _cost += end.Task.Cost ?? 0;
    }

    /// <summary>The record to show now, if it is time for one.</summary>
    public bool IsDue(TaskWait wait, out ProgressRecord? record)
    {
        record = null;
        if (wait.Added == 0 || _since.Elapsed - _lastShown < Pause)
        {
            return false;
        }

        _lastShown = _since.Elapsed;
        _isShown = true;
        string failed = _failed == 0 ? "" : FormattableString.Invariant($", {_failed} failed");
        string cost = _cost == 0 ? "" : FormattableString.Invariant($", {_cost:0.00##} USD");
        record = new ProgressRecord(ActivityId, "Waiting for generation tasks", FormattableString.Invariant($"{wait.Taken} of {wait.Added} done{failed}{cost}"))
        {
            PercentComplete = (int)(100L * wait.Taken / wait.Added),
        };
        return true;
    }

    /// <summary>The record that takes the bar away, if there is one.</summary>
    public bool Finish(out ProgressRecord? record)
    {
        record = _isShown ? new ProgressRecord(ActivityId, "Waiting for generation tasks", "Done") { RecordType = ProgressRecordType.Completed } : null;
        bool wasShown = _isShown;
        _isShown = false;
        return wasShown;
    }
}
