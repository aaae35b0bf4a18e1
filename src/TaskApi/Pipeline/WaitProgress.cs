using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace TaskApi.Pipeline;

/// <summary>The progress bars of a wait.</summary>
internal sealed class WaitProgress(TaskWait wait) : ProgressBars
{
    private int _failed;
    private decimal _cost;
    private decimal _estimated;

    /// <inheritdoc/>
    protected override string Activity => "Waiting for generation tasks";

    /// <inheritdoc/>
    protected override bool HasAny => wait.Added > 0;

    /// <summary>Takes a task that has come out into account.</summary>
    public void Count(TaskEnd end)
    {
        _failed += end.Failure is not null || end.Task.Status == GenTaskStatus.Failed ? 1 : 0;
        _cost += end.Task.Cost ?? 0;
        _estimated += end.Task.Cost is null ? end.Task.EstimatedCost ?? 0 : 0;
    }

    /// <inheritdoc/>
    protected override List<ProgressRecord> Draw()
    {
        WaitOutlook outlook = wait.Look();
        var records = new List<ProgressRecord>(1 + WaitOutlook.MostTasks) { ForAll(outlook.Left) };
        for (int i = 0; i < outlook.LongTasks.Count; i++)
        {
            records.Add(ForOne(i, outlook.LongTasks[i]));
        }

        return records;
    }

    private ProgressRecord ForAll(TimeSpan left)
    {
        int running = wait.Added - wait.Taken;
        string failed = _failed == 0 ? "" : FormattableString.Invariant($", {_failed} failed");
        string rate = wait.Taken == 0 ? "" : FormattableString.Invariant($", {wait.Taken / Age.TotalMinutes:0.#} a minute");
        string cost = _cost == 0 ? "" : FormattableString.Invariant($", {_cost:0.00##} USD");
        cost += _estimated == 0 ? "" : FormattableString.Invariant($", ~{_estimated:0.00##} USD estimated");
        ProgressRecord record = ForAll(FormattableString.Invariant($"{wait.Taken} of {wait.Added} done{failed}, {running} running{rate}{cost}"));
        record.PercentComplete = (int)(100L * wait.Taken / wait.Added);

        // Nothing believed to be left while tasks run means that they are late, not that they end now.
        record.SecondsRemaining = running > 0 && left > TimeSpan.Zero ? Seconds(left) : -1;
        return record;
    }

    private static ProgressRecord ForOne(int index, TaskOutlook outlook)
    {
        TimeSpan left = outlook.Expected - outlook.Age;
        string status = FormattableString.Invariant($"{VisibleText.Line(outlook.Task.Id)}, {Math.Floor(outlook.Age.TotalMinutes):00}:{outlook.Age:ss}");
        ProgressRecord record = ForOne(index, Name(outlook.Task), status);

        // It is not done before it is seen done.
        record.PercentComplete = Math.Min(99, (int)(100 * outlook.Age.TotalSeconds / outlook.Expected.TotalSeconds));
        record.SecondsRemaining = left > TimeSpan.Zero ? Seconds(left) : -1;
        return record;
    }

    private static string Name(GenTask task)
    {
        string model = task.Model ?? "task";
        return task.Prompt is { } prompt ? model + " " + ValueText.Show(prompt) : model;
    }

    private static int Seconds(TimeSpan span) => (int)Math.Ceiling(span.TotalSeconds);
}
