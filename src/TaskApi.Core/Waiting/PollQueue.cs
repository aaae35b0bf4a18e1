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

    private static readonly Comparer<WaitingTask> InOrder = Comparer<WaitingTask>.Create(static (a, b) =>
        a.NextLook != b.NextLook ? a.NextLook.CompareTo(b.NextLook) : a.Number.CompareTo(b.Number));

    private readonly SortedSet<WaitingTask> _tasks = new(InOrder);

    // Those whose callbacks are awaited.
    private readonly SortedSet<WaitingTask> _silent = new(InOrder);
    private DateTimeOffset _firstDeadline = DateTimeOffset.MaxValue;

    /// <summary>How long each task is waited for.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>The least time between two looks at the same task.</summary>
    public TimeSpan PollInterval { get; } = pollInterval;

    /// <summary>The tasks that wait for their next look, the first due first; those whose callbacks are awaited are not among them.</summary>
    public IReadOnlyCollection<WaitingTask> Tasks => _tasks;

    /// <summary>How often those are looked at whose callbacks are awaited.</summary>
    public SilencePace Silence { get; } = new();

    /// <summary>When the first task may be looked at.</summary>
    public DateTimeOffset FirstDue
    {
        get
        {
            DateTimeOffset first = _tasks.Count == 0 ? DateTimeOffset.MaxValue : _tasks.Min!.NextLook;
            DateTimeOffset silent = _silent.Count == 0 ? DateTimeOffset.MaxValue : Later(_silent.Min!.NextLook, Earlier(Silence.NextLook, _firstDeadline));
            return Earlier(first, silent);
        }
    }

    /// <summary>Adds a task.</summary>
    public void Add(WaitingTask task)
    {
        if (!task.AwaitsCallback)
        {
            _tasks.Add(task);
            return;
        }

        _silent.Add(task);
        _firstDeadline = Earlier(_firstDeadline, task.Deadline);
        Silence.Begin(task.NextLook);
    }

    /// <summary>Takes a task to look at it.</summary>
    public void Take(WaitingTask task, DateTimeOffset now)
    {
        task.IsProbe = _silent.Remove(task);
        if (task.IsProbe)
        {
            Silence.Looked(now);
        }
        else
        {
            _tasks.Remove(task);
        }
    }

    /// <summary>Removes a task; false when it was not there.</summary>
    public bool Remove(WaitingTask task) => _tasks.Remove(task) || _silent.Remove(task);

    /// <summary>Takes all tasks, due or not.</summary>
    public IReadOnlyList<WaitingTask> TakeAll()
    {
        var tasks = new List<WaitingTask>(_tasks);
        tasks.AddRange(_silent);
        _tasks.Clear();
        _silent.Clear();
        return tasks;
    }

    /// <summary>The best look that may be taken now; null when no task may be looked at yet.</summary>
    public Look? Best(DurationBook durations, DateTimeOffset now)
    {
        Look? best = Best(_tasks, durations, now);
        // Where the first has waited in vain to the end of its time, the others are not left to their callbacks any more.
        bool maySeek = _silent.Count > 0 && now >= Earlier(Silence.NextLook, _firstDeadline);
        return maySeek && Best(_silent, durations, now) is { } look && (best is not { } other || look.IsBetterThan(other)) ? look : best;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Look? Best(SortedSet<WaitingTask> tasks, DurationBook durations, DateTimeOffset now)
    {
        Look? best = null;
        int compared = 0;
        foreach (WaitingTask task in tasks)
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
