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
    private Task? _planner;
    private long _number;

    internal TaskWaiter(GenSession session, IRequestSlots slots)
    {
        _session = session;
        _slots = slots;
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
            foreach (TaskWait wait in _waits)
            {
                _plan.Close(wait.Queue);
            }

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

            RememberDurations(waiting);
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
        Learn(task, seen, now);
        lock (_gate)
        {
            owner.PollEnds();
            if (task.IsOver)
            {
                // Given up meanwhile.
            }
            else if (seen is not null)
            {
                Note(task, owner, seen, now);
            }
            else if (failure is GenServiceException service)
            {
                NoteFailure(task, owner, service, now);
            }
            else if (!owner.Stopped.IsCancellationRequested)
            {
                bool isClosed = failure is OperationCanceledException or ObjectDisposedException;
                owner.End(task, isClosed ? WaitFailure.Closed(task.Task) : WaitFailure.Broken(task.Task, failure!));
            }

            _changed.Set();
        }
    }

    /// <summary>Takes what a look has shown into account; here, and for every process that shares the ledger.</summary>
    private void Learn(WaitingTask task, GenTask? seen, DateTimeOffset now)
    {
        LedgerDuration? learned;
        lock (_gate)
        {
            learned = seen is null || task.IsOver ? null : _plan.Learn(task, seen, now);
        }

        if (learned is not null)
        {
            // Begun before anybody hears of the end and may close the process; not waited for, because nobody's money hangs on it.
            _ = _session.Ledger?.NoteDurationAsync(learned);
        }
    }

    /// <summary>
    /// Asks the ledger what is known of tasks that are new here, in the background: nothing is late for it, and until the answer comes, or
    /// when none comes, nothing is known. Called under the lock.
    /// </summary>
    private void RememberDurations(WaitingTask task)
    {
        task.Belief(_plan.Durations);
        foreach ((string tasks, DurationBelief belief) in _plan.Durations.TakeNew())
        {
            if (_session.Ledger is { } ledger && task.Task.Model is not null)
            {
                _ = Task.Run(() => RememberDurationsAsync(ledger, tasks, belief));
            }
        }
    }

    private async Task RememberDurationsAsync(LedgerBook ledger, string tasks, DurationBelief belief)
    {
        IReadOnlyList<LedgerDuration> known = await ledger.ListDurationsAsync(tasks).ConfigureAwait(false);
        if (known.Count > 0)
        {
            double[,] evidence = belief.Weigh(known);
            lock (_gate)
            {
                belief.Remember(evidence);
                _changed.Set();
            }
        }
    }

    private void Note(WaitingTask task, TaskWait owner, GenTask seen, DateTimeOffset now)
    {
        NoteSilence(task, owner.Queue.Silence, seen.IsEnded, now);
        if (!seen.IsEnded)
        {
            task.SeenRunning(seen, now);
            RememberDurations(task);
            Continue(task, owner, now);
            return;
        }

        owner.End(task, new TaskEnd(seen, null));
    }

    private void NoteFailure(WaitingTask task, TaskWait owner, GenServiceException failure, DateTimeOffset now)
    {
        if (failure.Code == GenErrorCode.RateLimited)
        {
            // The gate is closed; the slots wait the ban out.
            Continue(task, owner, now);
            return;
        }

        // A task can be a moment late in becoming known everywhere.
        bool mayBeLate = failure.Code == GenErrorCode.NotFound && task.Task.SubmittedAt is not null && task.AgeAt(now) < WaitingTask.Patience.TotalSeconds;
        bool mayPass = mayBeLate || (failure.Code is GenErrorCode.ServiceFailed or GenErrorCode.Unreachable or GenErrorCode.BadAnswer
            && task.Failures + 1 < WaitingTask.MostFailures);
        if (mayPass)
        {
            task.Failed(now, counts: !mayBeLate);
            TellRepeat(owner.Listener, task, failure, task.NextLook - now);
            Continue(task, owner, now);
            return;
        }

        owner.End(task, WaitFailure.Failed(task.Task, failure));
        if (failure.Code == GenErrorCode.Unauthorized)
        {
            // The key is the session's: nobody gets another answer.
            EndAll(other => WaitFailure.Failed(other, failure));
        }
    }

    private static void TellRepeat(GenListener? listener, WaitingTask task, GenServiceException failure, TimeSpan pause)
    {
        if (listener?.HearsVerbose == true)
        {
            string attempt = task.Failures == 0 ? "" : FormattableString.Invariant($" (attempt {task.Failures + 1} of {WaitingTask.MostFailures})");
            listener.Tell(GenNoticeLevel.Verbose,
                FormattableString.Invariant($"Task {task.Task.Id}: {failure.Message} Asking again in {pause.TotalSeconds:0.#} s{attempt}."));
        }
    }

    private void Continue(WaitingTask task, TaskWait owner, DateTimeOffset now)
    {
        if (!_waits.Contains(owner))
        {
            if (!owner.Stopped.IsCancellationRequested)
            {
                owner.End(task, WaitFailure.Closed(task.Task));
            }

            return;
        }

        if (now < task.Deadline)
        {
            owner.Queue.Add(task);
            return;
        }

        owner.End(task, WaitFailure.Timeout(task.Task, owner.Timeout));
    }
}
