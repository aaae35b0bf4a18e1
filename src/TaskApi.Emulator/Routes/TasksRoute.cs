using System;

namespace TaskApi.Emulator;

/// <summary>GET /_tasks: every task that was paid for, oldest first, with what it was asked for. The service has no such page; tests compare their books with
/// it.</summary>
internal sealed class TasksRoute(TimeProvider clock, TaskBook tasks, OutputWriter outputs)
{
    public EmulatorResponse Handle()
    {
        long now = clock.GetTimestamp();
        using Answer answer = Answer.BeginBare();
        answer.Json.WriteStartArray("tasks");
        foreach (EmulatedTask task in tasks.InOrder())
        {
            answer.Json.WriteStartObject();
            PollRoute.WriteState(answer.Json, task, now);
            answer.Json.WriteString("prompt", task.Prompt);
            if (task.PhaseAt(now) == TaskPhase.Completed)
            {
                outputs.Write(answer.Json, task, "output");
            }

            answer.Json.WriteEndObject();
        }

        answer.Json.WriteEndArray();
        return answer.EndBare();
    }
}
