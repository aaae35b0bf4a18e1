using System;

namespace TaskApi;

/// <summary>The ends of a wait that did not see the task's own end: each says what became of the task, and how to go on.</summary>
internal static class WaitFailure
{
    /// <summary>The time given is over.</summary>
    public static TaskEnd Timeout(GenTask task, TimeSpan timeout) => End(task, GenErrorCode.WaitTimeout,
        FormattableString.Invariant($"Task {task.Id} did not end within {timeout}. It may still finish and is paid for; go on with: Wait-GenTask {task.Id}"));

    /// <summary>Whoever waits must hear of the session's end, or would wait for ever.</summary>
    public static TaskEnd Closed(GenTask task) => End(task, GenErrorCode.NotConnected,
        $"The session was closed while task {task.Id} was waited for. The task goes on with the service; connect again and go on with: Wait-GenTask {task.Id}");

    /// <summary>Something broke that has nothing to do with the task.</summary>
    public static TaskEnd Broken(GenTask task, Exception failure) =>
        new(task, new GenServiceException(GenErrorCode.Unreachable, $"Task {task.Id} could not be asked about: {failure.Message} It goes on with the " +
            $"service; go on with: Wait-GenTask {task.Id}", failure) { Task = task });

    /// <summary>Looking at the task failed for good.</summary>
    public static TaskEnd Failed(GenTask task, GenServiceException failure)
    {
        string message = $"Task {task.Id}: {failure.Message} The task itself may still be running; wait for its id again later.";
        return new TaskEnd(task, failure.Saying(message, task));
    }

    private static TaskEnd End(GenTask task, GenErrorCode code, string message) => new(task, new GenServiceException(code, message) { Task = task });
}
