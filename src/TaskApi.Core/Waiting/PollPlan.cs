using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>
/// Decides which task to look at next, for all waits of a session: the one whose end has most likely waited for longest to be seen.
/// Pipelines take turns. Knows neither clock nor network, so that it can be simulated. Used under the lock of its owner.
/// </summary>
internal sealed class PollPlan(DurationBook durations)
{
    private readonly List<PollQueue> _queues = [];
    private int _turn;

    /// <summary>What is believed about durations.</summary>
    public DurationBook Durations { get; } = durations;

    /// <summary>The tasks of each wait.</summary>
    public IReadOnlyList<PollQueue> Queues => _queues;

    /// <summary>When the first task may be looked at.</summary>
    public DateTimeOffset FirstDue
    {
        get
        {
            DateTimeOffset first = DateTimeOffset.MaxValue;
            foreach (PollQueue queue in _queues)
            {
                first = queue.FirstDue < first ? queue.FirstDue : first;
            }

            return first;
        }
    }

    /// <summary>How many of the ten slots a look leaves free: two for whoever else asks, more when it is improbable.</summary>
    public static int SpareSlots(LookWorth worth) => worth switch
    {
        LookWorth.Likely => 0,
        LookWorth.Possible => 2,
        _ => 6,
    };

    /// <summary>Adds a wait.</summary>
    public void Open(PollQueue queue) => _queues.Add(queue);

    /// <summary>Removes a wait with its tasks.</summary>
    public void Close(PollQueue queue) => _queues.Remove(queue);

    /// <summary>What the best look now is worth; null when no task may be looked at yet.</summary>
    public LookWorth? BestWorth(DateTimeOffset now) => Best(now) is var (_, look) ? look.Worth : null;

    /// <summary>Takes the task to look at now; null when no look is worth that much.</summary>
    public WaitingTask? Take(DateTimeOffset now, LookWorth atLeast)
    {
        if (Best(now) is not var (index, look) || look.Worth < atLeast)
        {
            return null;
        }

        _turn = index + 1;
        _queues[index].Take(look.Task, now);
        return look.Task;
    }

    /// <summary>Takes a look at a task into account; before the task itself is told of it.</summary>
    /// <returns>How long the task took, when that is worth remembering; null otherwise.</returns>
    public LedgerDuration? Learn(WaitingTask task, GenTask seen, DateTimeOffset now)
    {
        // Of a failure's time nothing follows for those that succeed, and a task of unknown age has no duration.
        if (seen.Status == GenTaskStatus.Failed || task.Task.SubmittedAt is null)
        {
            return null;
        }

        double age = task.AgeAt(now);
        bool hasEnded = seen.Status == GenTaskStatus.Completed;
        bool isNews = task.Belief(Durations).Learn(task.RanAt, age, hasEnded);
        return isNews && hasEnded && task.Task.Model is not null
            ? new LedgerDuration(DurationBook.NameOf(task.Task), TimeSpan.FromSeconds(task.RanAt), TimeSpan.FromSeconds(age))
            : null;
    }

    private (int Index, Look Look)? Best(DateTimeOffset now)
    {
        (int Index, Look Look)? best = null;
        for (int i = 0; i < _queues.Count; i++)
        {
            int index = (_turn + i) % _queues.Count;
            // The turn decides between looks of the same worth; an improbable one has no turn before a likely one.
            if (_queues[index].Best(Durations, now) is { } look && (best is not { } before || look.Worth > before.Look.Worth))
            {
                best = (index, look);
            }
        }

        return best;
    }
}
