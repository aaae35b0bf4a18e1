using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Waits for the tasks of a session: one planner for all of them, however many pipelines wait. It polls in the background, the task
/// that is due longest first, and never faster than the verb's slots allow.
/// </summary>
public sealed class TaskWaiter : IDisposable
{
    // More polls under way than slots would only queue up with an old choice of task.
    private const int MostPolls = AccountLimits.GetSlots;

    private readonly object _gate = new();
    private readonly GenSession _session;
    private readonly List<WaitingTask> _waiting = [];
    private readonly TypicalDurations _durations = new();
    private readonly CancellationTokenSource _closed = new();
    private TaskCompletionSource<bool> _changed = NewSignal();
    private Task? _planner;
    private int _polling;

    internal TaskWaiter(GenSession session)
    {
        _session = session;
    }

    /// <summary>Opens a wait for some tasks; dispose of it to wait no longer.</summary>
    /// <param name="timeout">How long each task is waited for.</param>
    public TaskWait Open(TimeSpan timeout) => new(this, _session.Clock, timeout);

    /// <summary>Ends all waits.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        Task? planner;
        lock (_gate)
        {
            planner = _planner;
            _waiting.Clear();
        }

        planner?.Wait(TimeSpan.FromSeconds(1));
        _closed.Dispose();
    }

    internal void Add(GenTask task, TaskWait owner)
    {
        DateTimeOffset now = _session.Clock.GetUtcNow();
        lock (_gate)
        {
            _waiting.Add(new WaitingTask(task, owner, now, FirstPoll(task, now)));
            _planner ??= Task.Run(PlanAsync);
            _changed.TrySetResult(true);
        }
    }

    /// <summary>Removes a wait's tasks.</summary>
    internal void Remove(TaskWait owner)
    {
        lock (_gate)
        {
            _waiting.RemoveAll(entry => entry.Owner == owner);
            _changed.TrySetResult(true);
        }
    }

    private DateTimeOffset FirstPoll(GenTask task, DateTimeOffset now)
    {
        if (task.SubmittedAt is not { } submitted)
        {
            // Known by its id alone: it may have ended long ago.
            return now;
        }

        DateTimeOffset likely = submitted + _durations.Shortest(task.Model, task.Kind);
        return likely > now ? likely : now;
    }

    private async Task PlanAsync()
    {
        while (!_closed.IsCancellationRequested)
        {
            Task changed;
            TimeSpan wait;
            WaitingTask? next;
            lock (_gate)
            {
                if (_waiting.Count == 0 && _polling == 0)
                {
                    // Nothing runs while nobody waits; the next task starts a new planner.
                    _planner = null;
                    return;
                }

                if (_changed.Task.IsCompleted)
                {
                    _changed = NewSignal();
                }

                changed = _changed.Task;
                (next, wait) = Choose(_session.Clock.GetUtcNow());
                if (next is not null)
                {
                    next.IsPolling = true;
                    next.Owner.PollBegins();
                    _polling++;
                }
            }

            if (next is not null)
            {
                _ = PollAsync(next);
            }
            else
            {
                await WaitAsync(changed, wait).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The task to poll now, or how long until one is due.</summary>
    private (WaitingTask? Task, TimeSpan Wait) Choose(DateTimeOffset now)
    {
        if (_polling >= MostPolls)
        {
            return (null, Timeout.InfiniteTimeSpan);
        }

        WaitingTask? first = null;
        foreach (WaitingTask entry in _waiting)
        {
            if (!entry.IsPolling && (first is null || entry.NextPoll < first.NextPoll))
            {
                first = entry;
            }
        }

        if (first is null)
        {
            return (null, Timeout.InfiniteTimeSpan);
        }

        return first.NextPoll <= now ? (first, TimeSpan.Zero) : (null, first.NextPoll - now);
    }

    private async Task WaitAsync(Task changed, TimeSpan wait)
    {
        using var cancelDelay = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        try
        {
            // A millisecond on top: timers count whole ones and would otherwise wake just before the time.
            TimeSpan rounded = wait == Timeout.InfiniteTimeSpan ? wait : wait + TimeSpan.FromMilliseconds(1);
            await Task.WhenAny(changed, _session.Clock.Delay(rounded, cancelDelay.Token)).ConfigureAwait(false);
        }
        finally
        {
            cancelDelay.Cancel();
        }
    }

    private async Task PollAsync(WaitingTask entry)
    {
        GenTask? seen = null;
        Exception? failure = null;
        try
        {
            seen = await _session.ReadAsync(entry.Task, entry.Owner.Stopped).ConfigureAwait(false);
        }
        catch (Exception caught) when (caught is GenServiceException or OperationCanceledException or ObjectDisposedException)
        {
            failure = caught;
        }

        DateTimeOffset now = _session.Clock.GetUtcNow();
        lock (_gate)
        {
            entry.IsPolling = false;
            entry.Owner.PollEnds();
            _polling--;
            if (seen is not null)
            {
                Note(entry, seen, now);
            }
            else
            {
                NoteFailure(entry, failure!, now);
            }

            _changed.TrySetResult(true);
        }
    }

    private void Note(WaitingTask entry, GenTask seen, DateTimeOffset now)
    {
        entry.Task = seen;
        entry.Failures = 0;
        if (seen.IsEnded)
        {
            if (seen.Elapsed is { } elapsed && seen.Status == GenTaskStatus.Completed)
            {
                _durations.Learn(seen.Model, elapsed);
            }

            End(entry, new TaskEnd(seen, null));
        }
        else
        {
            Schedule(entry, now);
        }
    }

    private void NoteFailure(WaitingTask entry, Exception failure, DateTimeOffset now)
    {
        if (failure is not GenServiceException service)
        {
            _waiting.Remove(entry);
            return;
        }

        entry.Failures++;
        bool mayPass = service.Code is GenErrorCode.ServiceFailed or GenErrorCode.Unreachable or GenErrorCode.RateLimited
            // A task can be a moment late in becoming known everywhere.
            || (service.Code == GenErrorCode.NotFound && entry.Task.SubmittedAt is { } submitted && now - submitted < WaitingTask.Patience);
        if (mayPass && entry.Failures < WaitingTask.MostFailures)
        {
            Schedule(entry, now);
        }
        else
        {
            string message = $"Task {entry.Task.Id}: {service.Message} The task itself may still be running; wait for its id again later.";
            End(entry, new TaskEnd(entry.Task, new GenServiceException(service.Code, message, service) { Task = entry.Task, HttpStatus = service.HttpStatus }));
        }
    }

    private void Schedule(WaitingTask entry, DateTimeOffset now)
    {
        if (now >= entry.Deadline)
        {
            string message = FormattableString.Invariant($"Task {entry.Task.Id} did not end within {entry.Owner.Timeout}. It may still finish and is paid for; go on with: Wait-GenTask {entry.Task.Id}");
            End(entry, new TaskEnd(entry.Task, new GenServiceException(GenErrorCode.WaitTimeout, message) { Task = entry.Task }));
            return;
        }

        DateTimeOffset next = now + _durations.Pause(entry.Task, now);
        entry.NextPoll = next < entry.Deadline ? next : entry.Deadline;
    }

    private void End(WaitingTask entry, TaskEnd end)
    {
        _waiting.Remove(entry);
        entry.Owner.Post(end);
    }

    private static TaskCompletionSource<bool> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
