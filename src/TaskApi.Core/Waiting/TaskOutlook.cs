using System;

namespace TaskApi;

/// <summary>A running task, and how long it will probably take; see <see cref="WaitOutlook"/>.</summary>
public sealed class TaskOutlook
{
    internal TaskOutlook(GenTask task, TimeSpan age, TimeSpan expected)
    {
        Task = task;
        Age = age;
        Expected = expected;
    }

    /// <summary>The task as last seen.</summary>
    public GenTask Task { get; }

    /// <summary>How long it has run.</summary>
    public TimeSpan Age { get; }

    /// <summary>How long it will probably take in all; never less than its age.</summary>
    public TimeSpan Expected { get; }
}
