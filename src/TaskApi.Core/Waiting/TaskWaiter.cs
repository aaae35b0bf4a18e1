using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Waits for the tasks of a session: one planner for all of them, however many pipelines wait. It polls in the background, each time the
/// task that <see cref="PollPlan"/> chooses, and never lets a slot idle that nobody else wants: looks within the limit are free, a
/// person's time is not.
/// </summary>
public sealed partial class TaskWaiter : IDisposable
{
    // What a look is worth grows while it waits for slots that others can spare.
    private static readonly TimeSpan Reconsider = TimeSpan.FromMilliseconds(250);

    private readonly object _gate = new();
    private readonly GenSession _session;
    private readonly IRequestSlots _slots;
    private readonly List<TaskWait> _waits = [];
    private readonly PollPlan _plan = new(new DurationBook());
    private readonly CancellationTokenSource _closed = new();
    private readonly ChangeSignal _changed = new();
    private readonly LearnedDurations _durations;
    private readonly LookJudge _judge;
    private Task? _planner;
    private long _number;

    internal TaskWaiter(GenSession session, IRequestSlots slots)
    {
        _session = session;
        _slots = slots;
        _durations = new LearnedDurations(_gate, _plan, session, _changed);
        _judge = new LookJudge(_waits.Contains, _durations);
    }

    /// <summary>Opens a wait for some tasks; dispose of it to wait no longer.</summary>
    /// <param name="timeout">How long each task is waited for.</param>
    /// <param name="pollInterval">The least time between two looks at the same task; zero leaves it to the planner.</param>
    /// <param name="expectsCallback">Tells the tasks whose ends will probably be called, see <see cref="Called"/>; null for none.</param>
    public TaskWait Open(TimeSpan timeout, TimeSpan pollInterval = default, Func<GenTask, bool>? expectsCallback = null)
    {
        var wait = new TaskWait(this, timeout, pollInterval, expectsCallback);
        lock (_gate)
        {
            _waits.Add(wait);
            _plan.Open(wait.Queue);
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
                return _waits.Count == 0 && _planner is null;
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
            EndAll(WaitFailure.Closed);
            _waits.ForEach(wait => _plan.Close(wait.Queue));
            _waits.Clear();
        }

        planner?.Wait(TimeSpan.FromSeconds(1));
    }

    internal void Add(GenTask task, TaskWait owner)
    {
        DateTimeOffset now = _session.Clock.GetUtcNow();
        lock (_gate)
        {
            if (_closed.IsCancellationRequested || !_waits.Contains(owner))
            {
                owner.Post(WaitFailure.Closed(task));
                return;
            }

            bool isCalled = owner.TakeCall(task.Id);
            if (isCalled && _session.Known(task.Id) is { IsEnded: true } ended)
            {
                owner.Post(new TaskEnd(ended, null));
                return;
            }

            GenTask known = _session.Recall(task);
            var waiting = new WaitingTask(known, owner.Queue, _number++, now, _session.Clock, owner.ExpectsCallback(known));
            if (isCalled)
            {
                waiting.Called(now);
            }

            _durations.Remember(waiting);
            owner.Begin(waiting);
            owner.Queue.Add(waiting);
            _planner ??= Task.Run(PlanAsync);
            _changed.Set();
        }
    }

    /// <summary>Removes a wait and its tasks.</summary>
    internal void Remove(TaskWait owner)
    {
        lock (_gate)
        {
            _waits.Remove(owner);
            _plan.Close(owner.Queue);
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
                owner.Queue.Remove(task);
                owner.End(task, WaitFailure.Timeout(task.Task, owner.Timeout));
            }
        }
    }

    /// <summary>How a wait will probably go on.</summary>
    internal WaitOutlook Look(TaskWait owner)
    {
        lock (_gate)
        {
            return WaitOutlook.Of(owner.Waiting, _plan.Durations, _session.Clock);
        }
    }

    private async Task PlanAsync()
    {
        try
        {
            while (await WaitUntilDueAsync().ConfigureAwait(false) is { } worth)
            {
                // The slot first, then the choice: while waiting for the slot another task may have become the likelier one.
                if (await TakeSlotAsync(worth).ConfigureAwait(false) is not { } slot)
                {
                    continue;
                }

                if (Choose(worth) is var (task, owner))
                {
                    _ = PollAsync(task, owner, slot);
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
            lock (_gate)
            {
                _planner = null;
                EndAll(task => failure is GenServiceException told ? WaitFailure.Failed(task, told) : WaitFailure.Broken(task, failure));
            }
        }
    }

    /// <summary>Ends the wait for every task that no poll is under way for. Called under the lock.</summary>
    private void EndAll(Func<GenTask, TaskEnd> end)
    {
        foreach (TaskWait wait in _waits)
        {
            foreach (WaitingTask task in wait.Queue.TakeAll())
            {
                wait.End(task, end(task.Task));
            }
        }
    }

    /// <summary>Returns what the best look is worth once one may be taken, and null, ending the planner, when nobody waits any more.</summary>
    private async Task<LookWorth?> WaitUntilDueAsync()
    {
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_gate)
            {
                if (_waits.Count == 0 || _closed.IsCancellationRequested)
                {
                    _planner = null;
                    return null;
                }

                DateTimeOffset now = _session.Clock.GetUtcNow();
                if (_plan.BestWorth(now) is { } worth)
                {
                    return worth;
                }

                DateTimeOffset first = _plan.FirstDue;
                wait = first == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : first - now;
                changed = _changed.Arm();
            }

            await ChangeSignal.WaitAsync(changed, wait, _session.Clock, _closed.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a slot; null when it is time to think again what a look is worth.</summary>
    private async Task<IRequestSlot?> TakeSlotAsync(LookWorth worth)
    {
        using var thinkAgain = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        Task<IRequestSlot> slot = _slots.TakeAsync(PollPlan.SpareSlots(worth), thinkAgain.Token);
        if (worth != LookWorth.Likely && !slot.IsCompleted)
        {
            await ChangeSignal.WaitAsync(slot, Reconsider, _session.Clock, _closed.Token).ConfigureAwait(false);
            thinkAgain.Cancel();
        }

        try
        {
            return await slot.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (thinkAgain.IsCancellationRequested && !_closed.IsCancellationRequested)
        {
            return null;
        }
    }

    private (WaitingTask Task, TaskWait Owner)? Choose(LookWorth atLeast)
    {
        DateTimeOffset now = _session.Clock.GetUtcNow();
        lock (_gate)
        {
            if (_plan.Take(now, atLeast) is not { } task)
            {
                return null;
            }

            TaskWait owner = _waits.Find(wait => wait.Queue == task.Queue)!;
            owner.PollBegins();
            return (task, owner);
        }
    }

    private async Task PollAsync(WaitingTask task, TaskWait owner, IRequestSlot slot)
    {
        // The planner works for all pipelines; a look belongs to the one that waits for the task.
        GenListener.Current = owner.Listener;
        GenTask? seen = null;
        Exception? failure = null;
        try
        {
            seen = await _session.PollAsync(task.Task, slot, owner.Stopped).ConfigureAwait(false);
        }
        catch (Exception caught)
        {
            failure = caught;
        }

        DateTimeOffset now = _session.Clock.GetUtcNow();
        _durations.Learn(task, seen, now);
        lock (_gate)
        {
            owner.PollEnds();
            if (_judge.Judge(task, owner, seen, failure, now) is { } refusal)
            {
                EndAll(other => WaitFailure.Failed(other, refusal));
            }

            _changed.Set();
        }
    }
}
