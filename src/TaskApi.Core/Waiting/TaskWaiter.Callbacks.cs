using System;
using System.Collections.Generic;

namespace TaskApi;

/// <content>What callbacks change.</content>
public sealed partial class TaskWaiter
{
    /// <summary>A callback says that a task has ended: it is looked at at once.</summary>
    /// <returns>False when nobody waits for it, or not yet.</returns>
    public bool Called(string taskId)
    {
        DateTimeOffset now = _session.Clock.GetUtcNow();
        bool isWaitedFor = false;
        lock (_gate)
        {
            foreach (TaskWait wait in _waits)
            {
                IReadOnlyList<WaitingTask> tasks = wait.Find(taskId);
                foreach (WaitingTask task in tasks)
                {
                    bool isQueued = wait.Queue.Remove(task);
                    task.Called(now);
                    if (isQueued)
                    {
                        wait.Queue.Add(task);
                    }
                }

                if (tasks.Count == 0)
                {
                    wait.KeepCall(taskId);
                }

                isWaitedFor |= tasks.Count > 0;
            }

            _changed.Set();
        }

        return isWaitedFor;
    }

    /// <summary>A task has ended: whoever waits for it gets it without a look.</summary>
    /// <param name="ended">The task.</param>
    public void Ended(GenTask ended)
    {
        DateTimeOffset now = _session.Clock.GetUtcNow();
        lock (_gate)
        {
            foreach (TaskWait wait in _waits)
            {
                IReadOnlyList<WaitingTask> tasks = wait.Find(ended.Id);
                foreach (WaitingTask task in tasks)
                {
                    _durations.Learn(task, ended, now);
                    wait.Queue.Remove(task);
                    wait.Queue.Silence.Called(now);
                    wait.End(task, new TaskEnd(ended, null));
                }

                if (tasks.Count == 0)
                {
                    wait.KeepCall(ended.Id);
                }
            }
        }
    }
}
