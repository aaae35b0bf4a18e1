namespace TaskApi;

/// <summary>A callback as it came: somebody says that a task has ended. It is a hint until the service has said the same.</summary>
public sealed class GenCallback
{
    internal GenCallback(string taskId, GenTaskStatus status, WireAnswer answer, CallbackAddress address)
    {
        TaskId = taskId;
        Status = status;
        Answer = answer;
        Address = address;
    }

    /// <summary>The task that it is about.</summary>
    public string TaskId { get; }

    /// <summary>What it says about the task.</summary>
    public GenTaskStatus Status { get; }

    /// <summary>Its body.</summary>
    internal WireAnswer Answer { get; }

    /// <summary>What its URL says about the request.</summary>
    internal CallbackAddress Address { get; }

    /// <summary>The task's identifier.</summary>
    public override string ToString() => TaskId;
}
