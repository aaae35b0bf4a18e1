using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>The tasks of one wait, in the order in which they may be looked at again.</summary>
/// <param name="timeout">How long each task is waited for.</param>
/// <param name="pollInterval">The least time between two looks at the same task.</param>
internal sealed class PollQueue(TimeSpan timeout, TimeSpan pollInterval)
{
    // When far more tasks may be looked at than can be, those not looked at for longest are about the likeliest; looking through all
    // of them would cost more than it gains.
    private const int MostCompared = 2048;

    // Nothing much likelier can come.
    private const double AsGoodAsCertain = 0.98;

    private readonly SortedSet<WaitingTask> _tasks = new(Comparer<WaitingTask>.Create(static (a, b) =>
        a.NextLook != b.NextLook ? a.NextLook.CompareTo(b.NextLook) : a.Number.CompareTo(b.Number)));

    /// <summary>How long each task is waited for.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>The least time between two looks at the same task.</summary>
    public TimeSpan PollInterval { get; } = pollInterval;

    /// <summary>The tasks that wait for their next look, the first due first.</summary>
    public IReadOnlyCollection<WaitingTask> Tasks => _tasks;

    /// <summary>When the first task may be looked at.</summary>
    public DateTimeOffset FirstDue => _tasks.Count == 0 ? DateTimeOffset.MaxValue : _tasks.Min!.NextLook;

    /// <summary>Adds a task.</summary>
    public void Add(WaitingTask task) => _tasks.Add(task);

    /// <summary>Removes a task, if it is there.</summary>
    public void Remove(WaitingTask task) => _tasks.Remove(task);

    /// <summary>Takes all tasks, due or not.</summary>
    public IReadOnlyList<WaitingTask> TakeAll()
    {
        var tasks = new List<WaitingTask>(_tasks);
        _tasks.Clear();
        return tasks;
    }

    /// <summary>The best look that may be taken now; null when no task may be looked at yet.</summary>
    public Look? Best(DurationBook durations, DateTimeOffset now)
    {
        Look? best = null;
        int compared = 0;
        foreach (WaitingTask task in _tasks)
        {
            if (task.NextLook > now || ++compared > MostCompared)
            {
                break;
            }

            Look look = task.LookAt(durations, now);
            if (best is not { } before || look.IsBetterThan(before))
            {
                best = look;
            }

            if (look.Chance >= AsGoodAsCertain)
            {
                break;
            }
        }

        return best;
    }
}
