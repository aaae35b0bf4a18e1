namespace TaskApi.Shell;

/// <summary>How a pipeline ended.</summary>
internal enum RunOutcome
{
    /// <summary>It ran to its end; single statements of it may have failed.</summary>
    Completed,

    /// <summary>A terminating error escaped it, and has been shown.</summary>
    Failed,

    /// <summary>The user or the system stopped it.</summary>
    Stopped,
}
