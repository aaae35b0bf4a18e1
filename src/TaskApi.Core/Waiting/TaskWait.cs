using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;

namespace TaskApi;

/// <summary>One pipeline's wait: tasks go in while others come out, in the order in which they end.</summary>
public sealed class TaskWait : IDisposable
{
    // A cancelled request ends at once; a transport that does not obey must not hold the pipeline.
    private static readonly TimeSpan LongestJoin = TimeSpan.FromSeconds(1);

    private readonly TaskWaiter _waiter;
    private readonly BlockingCollection<TaskEnd> _ends = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _idle = new(initialState: true);

    // Callbacks can come before their tasks do; more than these come from nobody who means well.
    private const int MostEarlyCalls = 10_000;

    private readonly Func<GenTask, bool>? _expectsCallback;
    private readonly Dictionary<string, List<WaitingTask>> _byId = new(StringComparer.Ordinal);
    private readonly HashSet<string> _earlyCalls = new(StringComparer.Ordinal);

    // In the order of their coming, which is that of their deadlines.
    private readonly Queue<WaitingTask> _waiting = new();
    private int _polls;

    internal TaskWait(TaskWaiter waiter, TimeSpan timeout, TimeSpan pollInterval, Func<GenTask, bool>? expectsCallback)
    {
        _waiter = waiter;
        _expectsCallback = expectsCallback;
        Queue = new PollQueue(timeout, pollInterval);
    }

    /// <summary>How long each task is waited for.</summary>
    public TimeSpan Timeout => Queue.Timeout;

    /// <summary>The least time between two looks at the same task.</summary>
    public TimeSpan PollInterval => Queue.PollInterval;

    /// <summary>How many tasks went in.</summary>
    public int Added { get; private set; }

    /// <summary>How many tasks came out.</summary>
    public int Taken { get; private set; }

    /// <summary>Hears of the looks at this wait's tasks: whoever did when the wait was opened.</summary>
    internal GenListener? Listener { get; } = GenListener.Current;

    internal CancellationToken Stopped => _stop.Token;

    /// <summary>The tasks that wait for their next look. Used under the waiter's lock.</summary>
    internal PollQueue Queue { get; }

    /// <summary>The tasks that went to the waiter, also some that are over. Read under the waiter's lock.</summary>
    internal IReadOnlyCollection<WaitingTask> Waiting => _waiting;

    /// <summary>Waits for one more task; one that has ended comes out at once.</summary>
    public void Add(GenTask task)
    {
        Added++;
        if (task.IsEnded)
        {
            Post(new TaskEnd(task, null));
        }
        else
        {
            _waiter.Add(task, this);
        }
    }

    /// <summary>Takes a task that has ended, waiting for one at most that long.</summary>
    public bool TryTake(out TaskEnd? end, int milliseconds, CancellationToken cancellation)
    {
        _waiter.GiveUpOverdue(this);
        bool taken = _ends.TryTake(out end, milliseconds, cancellation);
        Taken += taken ? 1 : 0;
        return taken;
    }

    /// <summary>How the wait will probably go on.</summary>
    public WaitOutlook Look() => _waiter.Look(this);

    /// <summary>Waits no longer; returns when the polls of this wait that are under way have ended.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _waiter.Remove(this);
        _idle.Wait(LongestJoin);
    }

    /// <summary>A poll of one of this wait's tasks begins. Called under the waiter's lock.</summary>
    internal void PollBegins()
    {
        _polls++;
        _idle.Reset();
    }

    /// <summary>A poll has ended. Called under the waiter's lock.</summary>
    internal void PollEnds()
    {
        _polls--;
        if (_polls == 0)
        {
            _idle.Set();
        }
    }

    /// <summary>True when a task's end will probably be called.</summary>
    internal bool ExpectsCallback(GenTask task) => _expectsCallback?.Invoke(task) == true;

    /// <summary>The wait for a task begins. Called under the waiter's lock.</summary>
    internal void Begin(WaitingTask task)
    {
        _waiting.Enqueue(task);
        string id = task.Task.Id;
        if (!_byId.TryGetValue(id, out List<WaitingTask>? same))
        {
            _byId[id] = same = [];
        }

        same.Add(task);
    }

    /// <summary>The tasks of an identifier that are waited for. Called under the waiter's lock.</summary>
    internal IReadOnlyList<WaitingTask> Find(string id) => _byId.TryGetValue(id, out List<WaitingTask>? same) ? same.ToArray() : [];

    /// <summary>A callback has come for a task that is not waited for yet. Called under the waiter's lock.</summary>
    internal void KeepCall(string id)
    {
        if (_expectsCallback is not null && _earlyCalls.Count < MostEarlyCalls)
        {
            _earlyCalls.Add(id);
        }
    }

    /// <summary>True when a task's callback has come before it did. Called under the waiter's lock.</summary>
    internal bool TakeCall(string id) => _earlyCalls.Remove(id);

    /// <summary>Nobody waits any more, so that no task can be overdue. Called under the waiter's lock.</summary>
    internal void ForgetWaiting()
    {
        _waiting.Clear();
        _byId.Clear();
    }

    /// <summary>Hands the end of a task out. Called under the waiter's lock.</summary>
    internal void End(WaitingTask task, TaskEnd end)
    {
        task.IsOver = true;
        if (_byId.TryGetValue(task.Task.Id, out List<WaitingTask>? same) && same.Remove(task) && same.Count == 0)
        {
            _byId.Remove(task.Task.Id);
        }

        Post(end);
    }

    /// <summary>Takes a task whose time is over; null when there is none. Called under the waiter's lock.</summary>
    internal WaitingTask? TakeOverdue(DateTimeOffset now)
    {
        while (_waiting.Count > 0 && (_waiting.Peek().IsOver || _waiting.Peek().GiveUpAt <= now))
        {
            WaitingTask task = _waiting.Dequeue();
            if (!task.IsOver)
            {
                return task;
            }
        }

        return null;
    }

    internal void Post(TaskEnd end) => _ends.Add(end, CancellationToken.None);
}
