namespace TaskApi;

/// <summary>How waiting for one task ended.</summary>
public sealed class TaskEnd
{
    internal TaskEnd(GenTask task, GenServiceException? failure)
    {
        Task = task;
        Failure = failure;
    }

    /// <summary>The task as last seen.</summary>
    public GenTask Task { get; }

    /// <summary>Why the end was not seen (a timeout, a service that does not answer); null when it was.</summary>
    public GenServiceException? Failure { get; }
}
