using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace TaskApi.Pipeline;

/// <summary>Asking the service about tasks, one after the other, until it does not accept the key: then nobody else is asked about.</summary>
internal static class TaskQuestion
{
    private const int MostShown = 20;

    /// <summary>The state of a task.</summary>
    public static async Task<GenTask> AskAsync(GenSession session, GenTask task, Halt<GenTask> halt)
    {
        if (halt.Reason is not null)
        {
            return await Halt<GenTask>.Withdrawn<GenTask>().ConfigureAwait(false);
        }

        try
        {
            return await session.ReadAsync(task, halt.Token).ConfigureAwait(false);
        }
        catch (GenServiceException failure) when (failure.Code == GenErrorCode.Unauthorized)
        {
            halt.Because(failure);
            throw;
        }
    }

    /// <summary>The error about one task.</summary>
    public static GenServiceException Explain(GenTask task, GenServiceException failure) =>
        failure.Saying($"Task {task.Id}: {failure.Message}", task);

    /// <summary>The one error about all tasks that were not asked about to the end.</summary>
    public static GenServiceException ExplainLeft(Halt<GenTask> halt)
    {
        var names = new List<string>(MostShown);
        for (int i = 0; i < halt.Left.Count && i < MostShown; i++)
        {
            names.Add(halt.Left[i].Id);
        }

        string others = halt.Left.Count > MostShown ? FormattableString.Invariant($" and {halt.Left.Count - MostShown} others") : "";
        GenServiceException reason = halt.Reason!;
        string message = $"{reason.Message} Tasks go on without it; these were not asked about: {string.Join(", ", names)}{others}."
            + " The error's TargetObject holds them.";
        return reason.Saying(message);
    }
}
