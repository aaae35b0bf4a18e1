using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Waits for the tasks of a session: one planner for all of them, however many pipelines wait. It polls in the background. With many
/// tasks the service's limit is the bottleneck, so each request goes to the task that is most likely to have ended; with few, a task is
/// left alone until a look is worth a request. Pipelines take turns.
/// </summary>
public sealed class TaskWaiter : IDisposable
{
    private readonly object _gate = new();
    private readonly GenSession _session;
    private readonly IRequestSlots _slots;
    private readonly List<PollQueue> _queues = [];
    private readonly DurationBook _book = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly ChangeSignal _changed = new();
    private Task? _planner;
    private long _number;
    private int _turn;

    internal TaskWaiter(GenSession session, IRequestSlots slots)
    {
        _session = session;
        _slots = slots;
    }

    /// <summary>Opens a wait for some tasks; dispose of it to wait no longer.</summary>
    /// <param name="timeout">How long each task is waited for.</param>
    /// <param name="pollInterval">The least time between two looks at the same task; zero leaves it to the planner.</param>
    public TaskWait Open(TimeSpan timeout, TimeSpan pollInterval = default)
    {
        var wait = new TaskWait(this, timeout, pollInterval);
        lock (_gate)
        {
            _queues.Add(new PollQueue(wait, _book));
        }

        return wait;
    }

    /// <summary>True when nobody waits and nothing works for a wait any more; just after the last wait's end, as soon as the planner has seen it.</summary>
    internal bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _queues.Count == 0 && _planner is null;
            }
        }
    }

    /// <summary>Ends all waits.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        Task? planner;
        lock (_gate)
        {
            planner = _planner;
            foreach (PollQueue queue in _queues)
            {
                foreach (WaitingTask task in queue.Tasks)
                {
                    task.Owner.End(task, WaitFailure.Closed(task.Task));
                }
            }

            _queues.Clear();
        }

        planner?.Wait(TimeSpan.FromSeconds(1));
    }

    internal void Add(GenTask task, TaskWait owner)
    {
        DateTimeOffset now = _session.Clock.GetUtcNow();
        lock (_gate)
        {
            if (_closed.IsCancellationRequested || QueueOf(owner) is not { } queue)
            {
                owner.Post(WaitFailure.Closed(task));
                return;
            }

            var waiting = new WaitingTask(_session.Recall(task), owner, _number++, now);
            owner.Begin(waiting);
            queue.Add(waiting);
            _planner ??= Task.Run(PlanAsync);
            _changed.Set();
        }
    }

    /// <summary>Removes a wait and its tasks.</summary>
    internal void Remove(TaskWait owner)
    {
        lock (_gate)
        {
            _queues.RemoveAll(queue => queue.Owner == owner);
            owner.ForgetWaiting();
            _changed.Set();
        }
    }

    /// <summary>
    /// Ends the wait for tasks whose time is over but whose last look has not come back: the service does not answer, or every slot is
    /// taken or banned. Without this a wait could last as long as a ban or a request may.
    /// </summary>
    internal void GiveUpOverdue(TaskWait owner)
    {
        DateTimeOffset now = _session.Clock.GetUtcNow();
        lock (_gate)
        {
            while (owner.TakeOverdue(now) is { } task)
            {
                QueueOf(owner)?.Remove(task);
                owner.End(task, WaitFailure.Timeout(task.Task, owner.Timeout));
            }
        }
    }

    /// <summary>How a wait will probably go on.</summary>
    internal WaitOutlook Look(TaskWait owner)
    {
        lock (_gate)
        {
            return WaitOutlook.Of(owner.Waiting, _book, _session.Clock);
        }
    }

    private async Task PlanAsync()
    {
        try
        {
            while (await WaitUntilDueAsync().ConfigureAwait(false))
            {
                // The slot first, then the choice: while waiting for the slot another task may have become the likelier one.
                IRequestSlot slot = await _slots.TakeAsync(_closed.Token).ConfigureAwait(false);
                if (Choose() is { } task)
                {
                    _ = PollAsync(task, slot);
                }
                else
                {
                    slot.ReleaseUnused();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The session was closed.
        }
        catch (Exception failure)
        {
            // Nobody sees what a planner throws; those who wait must hear of it, or would wait for ever.
            EndAll(failure);
        }
    }

    private void EndAll(Exception failure)
    {
        lock (_gate)
        {
            _planner = null;
            foreach (PollQueue queue in _queues)
            {
                foreach (WaitingTask task in queue.TakeAll())
                {
                    task.Owner.End(task, WaitFailure.Broken(task.Task, failure));
                }
            }
        }
    }

    /// <summary>Returns true when a task is due, and false, ending the planner, when nobody waits any more.</summary>
    private async Task<bool> WaitUntilDueAsync()
    {
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_gate)
            {
                if (_queues.Count == 0 || _closed.IsCancellationRequested)
                {
                    _planner = null;
                    return false;
                }

                DateTimeOffset first = DateTimeOffset.MaxValue;
                foreach (PollQueue queue in _queues)
                {
                    DateTimeOffset due = queue.FirstDue;
                    first = due < first ? due : first;
                }

                DateTimeOffset now = _session.Clock.GetUtcNow();
                if (first <= now)
                {
                    return true;
                }

                wait = first == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : first - now;
                changed = _changed.Arm();
            }

            await ChangeSignal.WaitAsync(changed, wait, _session.Clock, _closed.Token).ConfigureAwait(false);
        }
    }

    private WaitingTask? Choose()
    {
        DateTimeOffset now = _session.Clock.GetUtcNow();
        lock (_gate)
        {
            for (int i = 0; i < _queues.Count; i++)
            {
                PollQueue queue = _queues[(_turn + i) % _queues.Count];
                if (queue.Take(now) is { } task)
                {
                    _turn = (_turn + i + 1) % _queues.Count;
                    task.Owner.PollBegins();
                    return task;
                }
            }
        }

        return null;
    }

    private async Task PollAsync(WaitingTask task, IRequestSlot slot)
    {
        GenTask? seen = null;
        Exception? failure = null;
        try
        {
            seen = await _session.PollAsync(task.Task, slot, task.Owner.Stopped).ConfigureAwait(false);
        }
        catch (Exception caught)
        {
            failure = caught;
        }

        DateTimeOffset now = _session.Clock.GetUtcNow();
        lock (_gate)
        {
            task.Owner.PollEnds();
            if (task.IsOver)
            {
                // Given up meanwhile.
            }
            else if (seen is not null)
            {
                Note(task, seen, now);
            }
            else if (failure is GenServiceException service)
            {
                NoteFailure(task, service, now);
            }
            else if (!task.Owner.Stopped.IsCancellationRequested)
            {
                bool isClosed = failure is OperationCanceledException or ObjectDisposedException;
                task.Owner.End(task, isClosed ? WaitFailure.Closed(task.Task) : WaitFailure.Broken(task.Task, failure!));
            }

            _changed.Set();
        }
    }

    private void Note(WaitingTask task, GenTask seen, DateTimeOffset now)
    {
        if (!seen.IsEnded)
        {
            task.SeenRunning(seen, now);
            Continue(task, now);
            return;
        }

        if (seen.Status == GenTaskStatus.Completed && task.Task.SubmittedAt is not null)
        {
            _book.Learn(seen.Model, seen.Kind, task.RanAt, task.AgeAt(now));
        }

        task.Owner.End(task, new TaskEnd(seen, null));
    }

    private void NoteFailure(WaitingTask task, GenServiceException failure, DateTimeOffset now)
    {
        if (failure.Code == GenErrorCode.RateLimited)
        {
            // The gate is closed; the slots wait the ban out.
            Continue(task, now);
            return;
        }

        // A task can be a moment late in becoming known everywhere.
        bool mayBeLate = failure.Code == GenErrorCode.NotFound && task.Task.SubmittedAt is { } submitted && now - submitted < WaitingTask.Patience;
        bool mayPass = mayBeLate || (failure.Code is GenErrorCode.ServiceFailed or GenErrorCode.Unreachable or GenErrorCode.BadAnswer && task.Failures + 1 < WaitingTask.MostFailures);
        if (mayPass)
        {
            task.Failed(now, counts: !mayBeLate);
            Continue(task, now);
            return;
        }

        task.Owner.End(task, WaitFailure.Failed(task.Task, failure));
    }

    private void Continue(WaitingTask task, DateTimeOffset now)
    {
        if (QueueOf(task.Owner) is not { } queue)
        {
            if (!task.Owner.Stopped.IsCancellationRequested)
            {
                task.Owner.End(task, WaitFailure.Closed(task.Task));
            }

            return;
        }

        if (now < task.Deadline)
        {
            queue.Add(task);
            return;
        }

        task.Owner.End(task, WaitFailure.Timeout(task.Task, task.Owner.Timeout));
    }

    private PollQueue? QueueOf(TaskWait owner) => _queues.Find(queue => queue.Owner == owner);
}
