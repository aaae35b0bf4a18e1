using System;

namespace TaskApi;

/// <summary>A task that somebody waits for, and when to look at it next.</summary>
internal sealed class WaitingTask
{
    /// <summary>How many polls in a row may fail before the wait is given up.</summary>
    public const int MostFailures = 10;

    /// <summary>How long after its submission a task may be unknown to the service.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public WaitingTask(GenTask task, TaskWait owner, DateTimeOffset since, DateTimeOffset firstPoll)
    {
        Task = task;
        Owner = owner;
        Deadline = owner.Timeout < DateTimeOffset.MaxValue - since ? since + owner.Timeout : DateTimeOffset.MaxValue;
        NextPoll = firstPoll < Deadline ? firstPoll : Deadline;
    }

    public GenTask Task { get; set; }

    public TaskWait Owner { get; }

    public DateTimeOffset NextPoll { get; set; }

    public DateTimeOffset Deadline { get; }

    public bool IsPolling { get; set; }

    public int Failures { get; set; }
}
