using System;
using System.Collections.Generic;
using System.Text;

namespace TaskApi.Pipeline;

/// <summary>Says, in the error that ends a pipeline, what the pipeline leaves behind: it is the last word that its user gets.</summary>
internal static class PipelineEnd
{
    private const int MostShown = 20;

    /// <summary>The error with all that went wrong meanwhile, and with what is still to fetch.</summary>
    /// <param name="failure">The error that ends the pipeline.</param>
    /// <param name="others">What failed while the work under way was finished.</param>
    /// <param name="notBegun">What was given up before it began; null for nothing.</param>
    /// <param name="ids">The tasks that were accepted and neither failed nor saved.</param>
    /// <param name="submissions">How many requests are still under way.</param>
    public static GenServiceException Explain(
        GenServiceException failure, IReadOnlyList<GenServiceException> others, string? notBegun, IReadOnlyList<string> ids, int submissions)
    {
        if (others.Count == 0 && notBegun is null && ids.Count == 0 && submissions == 0)
        {
            return failure;
        }

        var message = new StringBuilder(failure.Message);
        for (int i = 0; i < others.Count && i < MostShown; i++)
        {
            message.Append('\n').Append(others[i].Message);
        }

        if (others.Count > MostShown)
        {
            message.Append(FormattableString.Invariant($"\n{others.Count - MostShown} more errors came with it."));
        }

        if (notBegun is not null)
        {
            message.Append('\n').Append(notBegun);
        }

        if (ids.Count > 0)
        {
            message.Append(ToFetch(ids));
        }

        if (submissions > 0)
        {
            string requests = submissions == 1 ? "request was" : "requests were";
            message.Append(FormattableString.Invariant($"\n{submissions} more {requests} under way; Get-GenTask lists those that were accepted."));
        }

        return failure.Saying(message.ToString(), toFetch: ids);
    }

    private static string ToFetch(IReadOnlyList<string> ids)
    {
        bool all = ids.Count <= MostShown;
        var shown = new List<string>(MostShown);
        for (int i = 0; i < ids.Count && i < MostShown; i++)
        {
            shown.Add(ids[i]);
        }

        string names = string.Join(", ", shown);
        string count = ids.Count == 1 ? "1 task is" : FormattableString.Invariant($"{ids.Count} tasks are");
        string beginning = $"\nThe pipeline ends here. {count} paid for and still to fetch";
        return all
            ? $"{beginning}: Wait-GenTask {names} | Save-GenOutput"
            : $"{beginning} ({names} and others): $_.Exception.ToFetch | Wait-GenTask | Save-GenOutput, in the catch block.";
    }
}
