using System;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>Takes what the service says of tasks into the session's memory and into the ledger.</summary>
/// <param name="memory">The session's memory.</param>
/// <param name="ledger">The ledger; null for none.</param>
/// <param name="catalog">The models.</param>
/// <param name="clock">The session's clock.</param>
/// <param name="noticed">Tells the session's users what they should know.</param>
internal sealed class TaskNews(TaskMemory memory, LedgerBook? ledger, ModelCatalog catalog, TimeProvider clock, Action<GenNotice> noticed)
{
    /// <summary>Takes an answer about a task.</summary>
    /// <param name="known">The task as it was known before.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>The task as it is now.</returns>
    /// <exception cref="GenServiceException">The answer says nothing of a task.</exception>
    public async Task<GenTask> TakeAsync(GenTask known, WireAnswer answer)
    {
        GenTask seen = WallTime.Measured(clock, TaskReader.Read(known, answer, catalog, WallTime.Now(clock))) with { Id = known.Id };
        if (ledger is not null && (seen.Status != known.Status || seen.Cost != known.Cost || seen.Outputs.Count != known.Outputs.Count))
        {
            await WriteDownAsync(seen, () => ledger.NoteAsync(seen)).ConfigureAwait(false);
        }

        memory.Keep(seen);
        if (seen.Status != known.Status && GenListener.Current is { HearsVerbose: true } listener)
        {
            listener.Tell(GenNoticeLevel.Verbose, $"Task {seen.Id} of {FailureText.Named(seen)}: {known.Status} -> {seen.Status}.");
        }

        return seen;
    }

    /// <summary>Writes what has happened already into the ledger. If that fails, the user is told, and keeps what was paid for.</summary>
    /// <param name="task">The task that it is about; null for a request that is none.</param>
    /// <param name="write">Writes; null when there is no ledger.</param>
    public async Task WriteDownAsync(GenTask? task, Func<Task?> write)
    {
        try
        {
            await (write() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (GenServiceException failure) when (failure.Code == GenErrorCode.LedgerFailed)
        {
            string about = task is null ? "what became of a request" : $"the state of task {task.Id}";
            string told = $"The ledger does not know {about}: {failure.Message} Note the ids of your tasks elsewhere.";
            noticed(new GenNotice(GenNoticeLevel.Warning, told));
        }
    }
}
