using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>
/// How a wait will probably go on, by what is believed about the durations of its tasks. Times are those of the one who watches: with
/// the local emulator's fast clock they are shorter than the tasks' own.
/// </summary>
public sealed class WaitOutlook
{
    /// <summary>How many tasks are told one by one.</summary>
    public const int MostTasks = 3;

    // What ends sooner would be gone before a bar of its own could be read.
    private static readonly TimeSpan LongTask = TimeSpan.FromSeconds(20);

    private WaitOutlook(TimeSpan left, IReadOnlyList<TaskOutlook> longTasks)
    {
        Left = left;
        LongTasks = longTasks;
    }

    /// <summary>How long until the last task that is waited for now has probably ended.</summary>
    public TimeSpan Left { get; }

    /// <summary>The first of the running tasks that take long, at most <see cref="MostTasks"/>, in the order of their coming.</summary>
    public IReadOnlyList<TaskOutlook> LongTasks { get; }

    internal static WaitOutlook Of(IEnumerable<WaitingTask> waiting, DurationBook durations, TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        double left = 0;
        var longTasks = new List<TaskOutlook>(MostTasks);
        foreach (WaitingTask task in waiting)
        {
            if (task.IsOver)
            {
                continue;
            }

            double age = task.AgeAt(now);
            double expected = Math.Max(age, task.LikelyDuration(durations));
            left = Math.Max(left, expected - age);
            if (longTasks.Count < MostTasks && Watched(expected, clock) >= LongTask)
            {
                longTasks.Add(new TaskOutlook(task.Task, Watched(age, clock), Watched(expected, clock)));
            }
        }

        return new WaitOutlook(Watched(left, clock), longTasks);
    }

    private static TimeSpan Watched(double seconds, TimeProvider clock)
    {
        // A belief about an old task may be beyond what a time span holds.
        var span = TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(365).TotalSeconds));
        return clock is ScaledTimeProvider scaled ? scaled.ToInner(span) : span;
    }
}
