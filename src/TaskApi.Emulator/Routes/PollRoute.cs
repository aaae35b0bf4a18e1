using System;
using System.Text.Json;

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
        WriteState(answer.Json, task, now);
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

    /// <summary>Writes which task it is, how far it has come by then, and what it costs.</summary>
    internal static void WriteState(Utf8JsonWriter json, EmulatedTask task, long now)
    {
        TaskPhase phase = task.PhaseAt(now);
        json.WriteString("task_id", task.Id);
        json.WriteString("status", WordOf(phase));
        json.WriteString("model", task.Model.Id);

        // The cost is what the task has cost its owner, and a failed one is refunded.
        json.WriteNumber("cost", phase == TaskPhase.Failed ? 0m : task.Cost);
    }

    private static string WordOf(TaskPhase phase) => phase switch
    {
        TaskPhase.Pending => "pending",
        TaskPhase.Processing => "processing",
        TaskPhase.Completed => "completed",
        _ => "failed",
    };
}
