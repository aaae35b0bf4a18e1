namespace TaskApi;

/// <summary>The state of a task.</summary>
public enum GenTaskStatus
{
    /// <summary>Not asked yet: the task is known by its identifier alone.</summary>
    Unknown,

    /// <summary>Accepted, not started.</summary>
    Pending,

    /// <summary>Running.</summary>
    Processing,

    /// <summary>Ended with a result.</summary>
    Completed,

    /// <summary>Ended without a result.</summary>
    Failed,
}
