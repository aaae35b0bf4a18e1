using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;

namespace TaskApi.Pipeline;

/// <summary>
/// The progress bars of a wait: one for all its tasks and, below it, one for each of the first few that take long. Drawn at most a few
/// times a second, because drawing can cost more than the work it shows.
/// </summary>
internal sealed class WaitProgress
{
    private const int ActivityId = 1;

    // Hosts tell the bars of different commands apart by their source. The engine's own numbers count up from one.
    private static long _sources = long.MaxValue / 2;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _since = Stopwatch.StartNew();
    private TimeSpan _lastShown = TimeSpan.Zero;
    private bool _isShown;
    private int _taskBars;
    private int _failed;
    private decimal _cost;
    private decimal _estimated;

    /// <summary>The bars' own number in their host.</summary>
    public long Source { get; } = Interlocked.Increment(ref _sources);

    /// <summary>Takes a task that has come out into account.</summary>
    public void Count(TaskEnd end)
    {
        _failed += end.Failure is not null || end.Task.Status == GenTaskStatus.Failed ? 1 : 0;
        _cost += end.Task.Cost ?? 0;
        _estimated += end.Task.Cost is null ? end.Task.EstimatedCost ?? 0 : 0;
    }

    /// <summary>The records to show now; none when it is not time for them.</summary>
    public IReadOnlyList<ProgressRecord> Next(TaskWait wait)
    {
        if (wait.Added == 0 || _since.Elapsed - _lastShown < Pause)
        {
            return [];
        }

        _lastShown = _since.Elapsed;
        _isShown = true;
        WaitOutlook outlook = wait.Look();
        var records = new List<ProgressRecord>(1 + WaitOutlook.MostTasks) { ForAll(wait, outlook.Left) };
        for (int i = 0; i < outlook.LongTasks.Count; i++)
        {
            records.Add(ForOne(i, outlook.LongTasks[i]));
        }

        for (int i = outlook.LongTasks.Count; i < _taskBars; i++)
        {
            records.Add(End(TaskActivity(i)));
        }

        _taskBars = outlook.LongTasks.Count;
        return records;
    }

    /// <summary>The records that take the bars away; none when there is no bar.</summary>
    public IReadOnlyList<ProgressRecord> Finish()
    {
        var records = new List<ProgressRecord>();
        if (_isShown)
        {
            // The lower ones first: a host lifts up what is left below a bar that ends.
            for (int i = 0; i < _taskBars; i++)
            {
                records.Add(End(TaskActivity(i)));
            }

            records.Add(End(ActivityId));
        }

        _isShown = false;
        _taskBars = 0;
        return records;
    }

    private ProgressRecord ForAll(TaskWait wait, TimeSpan left)
    {
        int running = wait.Added - wait.Taken;
        string failed = _failed == 0 ? "" : FormattableString.Invariant($", {_failed} failed");
        string rate = wait.Taken == 0 ? "" : FormattableString.Invariant($", {wait.Taken / _since.Elapsed.TotalMinutes:0.#} a minute");
        string cost = _cost == 0 ? "" : FormattableString.Invariant($", {_cost:0.00##} USD");
        cost += _estimated == 0 ? "" : FormattableString.Invariant($", ~{_estimated:0.00##} USD estimated");
        return new ProgressRecord(ActivityId, "Waiting for generation tasks", FormattableString.Invariant($"{wait.Taken} of {wait.Added} done{failed}, {running} running{rate}{cost}"))
        {
            PercentComplete = (int)(100L * wait.Taken / wait.Added),
            // Nothing believed to be left while tasks run means that they are late, not that they end now.
            SecondsRemaining = running > 0 && left > TimeSpan.Zero ? Seconds(left) : -1,
        };
    }

    private static ProgressRecord ForOne(int index, TaskOutlook outlook)
    {
        TimeSpan left = outlook.Expected - outlook.Age;
        return new ProgressRecord(TaskActivity(index), VisibleText.Line(Name(outlook.Task)), FormattableString.Invariant($"{VisibleText.Line(outlook.Task.Id)}, {Math.Floor(outlook.Age.TotalMinutes):00}:{outlook.Age:ss}"))
        {
            ParentActivityId = ActivityId,
            // It is not done before it is seen done.
            PercentComplete = Math.Min(99, (int)(100 * outlook.Age.TotalSeconds / outlook.Expected.TotalSeconds)),
            SecondsRemaining = left > TimeSpan.Zero ? Seconds(left) : -1,
        };
    }

    private static string Name(GenTask task)
    {
        string model = task.Model ?? "task";
        return task.Prompt is { } prompt ? model + " " + ValueText.Show(prompt) : model;
    }

    private static ProgressRecord End(int activity) => new(activity, "Waiting for generation tasks", "Done") { RecordType = ProgressRecordType.Completed };

    private static int TaskActivity(int index) => ActivityId + 1 + index;

    private static int Seconds(TimeSpan span) => (int)Math.Ceiling(span.TotalSeconds);
}
