using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>The tasks of one wait, in the order in which they become due.</summary>
internal sealed class PollQueue
{
    // When far more tasks are due than can be asked, the first ones due are about the likeliest; looking at all of them would cost more than it gains.
    private const int MostCompared = 256;

    private readonly SortedSet<WaitingTask> _tasks = new(Comparer<WaitingTask>.Create(static (a, b) =>
        a.NextPoll != b.NextPoll ? a.NextPoll.CompareTo(b.NextPoll) : a.Number.CompareTo(b.Number)));

    private readonly DurationBook _book;
    private int _revision;

    public PollQueue(TaskWait owner, DurationBook book)
    {
        Owner = owner;
        _book = book;
        _revision = book.Revision;
    }

    /// <summary>The wait that the tasks belong to.</summary>
    public TaskWait Owner { get; }

    /// <summary>The tasks that wait for their next poll, the first due first.</summary>
    public IReadOnlyCollection<WaitingTask> Tasks => _tasks;

    /// <summary>When the first task becomes due.</summary>
    public DateTimeOffset FirstDue
    {
        get
        {
            PlanAgain();
            return _tasks.Count == 0 ? DateTimeOffset.MaxValue : _tasks.Min!.NextPoll;
        }
    }

    /// <summary>Adds a task.</summary>
    public void Add(WaitingTask task)
    {
        task.Plan(_book);
        _tasks.Add(task);
    }

    /// <summary>Takes all tasks, due or not.</summary>
    public IReadOnlyList<WaitingTask> TakeAll()
    {
        var tasks = new List<WaitingTask>(_tasks);
        _tasks.Clear();
        return tasks;
    }

    /// <summary>Removes a task, if it is there.</summary>
    public void Remove(WaitingTask task) => _tasks.Remove(task);

    /// <summary>Takes the due task that is most likely to have ended; null when none is due.</summary>
    public WaitingTask? Take(DateTimeOffset now)
    {
        PlanAgain();
        WaitingTask? likeliest = null;
        double best = double.NegativeInfinity;
        int compared = 0;
        foreach (WaitingTask task in _tasks)
        {
            if (task.NextPoll > now || ++compared > MostCompared)
            {
                break;
            }

            double chance = task.Chance(_book, now);
            if (chance > best)
            {
                best = chance;
                likeliest = task;
            }
        }

        if (likeliest is not null)
        {
            _tasks.Remove(likeliest);
        }

        return likeliest;
    }

    /// <summary>What was learned since may have moved every task.</summary>
    private void PlanAgain()
    {
        if (_revision == _book.Revision)
        {
            return;
        }

        _revision = _book.Revision;
        foreach (WaitingTask task in TakeAll())
        {
            Add(task);
        }
    }
}
