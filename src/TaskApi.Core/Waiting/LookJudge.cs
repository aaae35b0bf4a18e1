using System;

namespace TaskApi;

/// <summary>What follows from a look at a task: the wait for it goes on, or ends, and how. Used under the waiter's lock.</summary>
/// <param name="isOpen">True for a wait that somebody still waits for.</param>
/// <param name="durations">What is known of how long tasks take.</param>
internal sealed class LookJudge(Func<TaskWait, bool> isOpen, LearnedDurations durations)
{
    /// <summary>Takes the outcome of a look into account.</summary>
    /// <param name="task">The task that was looked at.</param>
    /// <param name="owner">Its wait.</param>
    /// <param name="seen">What was seen; null when the look failed.</param>
    /// <param name="failure">Why the look failed; null when it did not.</param>
    /// <param name="now">When.</param>
    /// <returns>What a look at any other task would be answered with too, which ends all waits; null otherwise.</returns>
    public GenServiceException? Judge(WaitingTask task, TaskWait owner, GenTask? seen, Exception? failure, DateTimeOffset now)
    {
        if (task.IsOver)
        {
            // Given up meanwhile.
            return null;
        }

        if (seen is not null)
        {
            Note(task, owner, seen, now);
            return null;
        }

        if (failure is GenServiceException told)
        {
            return NoteFailure(task, owner, told, now);
        }

        if (!owner.Stopped.IsCancellationRequested)
        {
            bool isClosed = failure is OperationCanceledException or ObjectDisposedException;
            owner.End(task, isClosed ? WaitFailure.Closed(task.Task) : WaitFailure.Broken(task.Task, failure!));
        }

        return null;
    }

    private void Note(WaitingTask task, TaskWait owner, GenTask seen, DateTimeOffset now)
    {
        NoteSilence(task, owner.Queue.Silence, seen.IsEnded, now);
        if (!seen.IsEnded)
        {
            task.SeenRunning(seen, now);
            durations.Remember(task);
            Continue(task, owner, now);
            return;
        }

        owner.End(task, new TaskEnd(seen, null));
    }

    /// <summary>What a look says about whether callbacks come.</summary>
    private static void NoteSilence(WaitingTask task, SilencePace silence, bool hasEnded, DateTimeOffset now)
    {
        if (task.IsCalled && hasEnded)
        {
            silence.Called(now);
        }
        else if (task.IsProbe && hasEnded)
        {
            silence.FoundEnded(now);
        }
        else if (task.IsProbe)
        {
            silence.FoundRunning(now);
        }

        task.IsProbe = false;
    }

    private GenServiceException? NoteFailure(WaitingTask task, TaskWait owner, GenServiceException failure, DateTimeOffset now)
    {
        if (failure.Code == GenErrorCode.RateLimited)
        {
            // The gate is closed; the slots wait the ban out.
            Continue(task, owner, now);
            return null;
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
            return null;
        }

        owner.End(task, WaitFailure.Failed(task.Task, failure));
        // The key is the session's: nobody gets another answer.
        return failure.Code == GenErrorCode.Unauthorized ? failure : null;
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
        if (!isOpen(owner))
        {
            if (!owner.Stopped.IsCancellationRequested)
            {
                owner.End(task, WaitFailure.Closed(task.Task));
            }
        }
        else if (now < task.Deadline)
        {
            owner.Queue.Add(task);
        }
        else
        {
            owner.End(task, WaitFailure.Timeout(task.Task, owner.Timeout));
        }
    }
}
