using System;

namespace TaskApi.Emulator;

/// <summary>GET /v1/tasks/{id}: the task's state at this moment.</summary>
internal sealed class PollRoute(TimeProvider clock, TaskBook tasks, OutputWriter outputs)
{
    public EmulatorResponse Handle(string id)
    {
        if (!tasks.TryFind(id, out EmulatedTask? task))
        {
            return Answer.NotFound("task");
        }

        long now = clock.GetTimestamp();
        task.CountPoll(now);
        TaskPhase phase = task.PhaseAt(now);
        using Answer answer = Answer.Begin();
        answer.Json.WriteString("task_id", task.Id);
        answer.Json.WriteString("status", WordOf(phase));
        answer.Json.WriteString("model", task.Model.Id);

        // The cost is what the task has cost its owner, and a failed one is refunded.
        answer.Json.WriteNumber("cost", phase == TaskPhase.Failed ? 0m : task.Cost);
        switch (phase)
        {
            case TaskPhase.Completed:
                outputs.Write(answer.Json, task, "output");
                break;
            case TaskPhase.Failed:
                answer.Json.WriteStartObject("error");
                answer.Json.WriteString("code", TaskFailure.Code);
                answer.Json.WriteString("message", TaskFailure.Message);
                answer.Json.WriteEndObject();
                answer.Json.WriteString("error_message", TaskFailure.Message);
                break;
        }

        return answer.End();
    }

    private static string WordOf(TaskPhase phase) => phase switch
    {
        TaskPhase.Pending => "pending",
        TaskPhase.Processing => "processing",
        TaskPhase.Completed => "completed",
        _ => "failed",
    };
}
