using System;
using System.Globalization;

namespace TaskApi.Emulator;

/// <summary>GET /outputs/{task id}[-number].{extension}: a result, made when it is asked for.</summary>
internal sealed class OutputRoute(TimeProvider clock, TaskBook tasks)
{
    private const int IdLength = 36;

    private readonly OutputCache _cache = new();

    public EmulatorResponse Handle(EmulatorRequest request, string name)
    {
        if (name.Length <= IdLength
            || !tasks.TryFind(name.Substring(0, IdLength), out EmulatedTask? task)
            || task.PhaseAt(clock.GetTimestamp()) != TaskPhase.Completed
            || NumberOf(name.Substring(IdLength), OutputPlan.For(task)) is not { } number)
        {
            return Answer.NotFound("output");
        }

        string extension = OutputPlan.For(task).Extension;
        byte[] file = _cache.GetOrMake(name, () => OutputMaker.Make(task, extension, number));
        return FileAnswer.For(request, file, FileType.ContentTypeOf(extension), OutputMaker.TagOf(task, number));
    }

    // Only the one spelling that the task's answer gave is an output's name.
    private static int? NumberOf(string rest, OutputPlan plan)
    {
        for (int number = 1; number <= plan.FileCount; number++)
        {
            string suffix = plan.FileCount == 1 ? "" : "-" + number.ToString(CultureInfo.InvariantCulture);
            if (string.Equals(rest, $"{suffix}.{plan.Extension}", StringComparison.Ordinal))
            {
                return number;
            }
        }

        return null;
    }
}
