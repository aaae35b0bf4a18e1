using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>The tasks of a session as it last saw them, in front of what the ledger knows.</summary>
/// <param name="ledger">The session's pages of the ledger; null when it keeps none.</param>
internal sealed class TaskMemory(LedgerBook? ledger)
{
    private readonly ConcurrentDictionary<string, GenTask> _tasks = new(StringComparer.Ordinal);

    /// <summary>All that the session has seen, oldest first.</summary>
    public IReadOnlyList<GenTask> Seen
    {
        get
        {
            var tasks = new List<GenTask>(_tasks.Values);
            tasks.Sort(static (a, b) => Nullable.Compare(a.SubmittedAt, b.SubmittedAt));
            return tasks;
        }
    }

    /// <summary>A task as the session last saw it; null when it has not.</summary>
    public GenTask? Find(string id) => _tasks.TryGetValue(id, out GenTask? known) ? known : null;

    /// <summary>Keeps a task as it is now.</summary>
    public GenTask Keep(GenTask task)
    {
        _tasks[task.Id] = task;
        return task;
    }

    /// <summary>See <see cref="GenSession.List"/>.</summary>
    public IEnumerable<GenTask> List(LedgerQuery query)
    {
        if (ledger is not null)
        {
            foreach (LedgerEntry entry in ledger.Read(query))
            {
                yield return Find(entry.Task!.Id) ?? entry.Task;
            }

            yield break;
        }

        var tasks = new List<GenTask>();
        foreach (GenTask task in Seen)
        {
            if (IsWanted(task, query))
            {
                tasks.Add(task);
            }
        }

        for (int i = query.Last < tasks.Count ? tasks.Count - query.Last.Value : 0; i < tasks.Count; i++)
        {
            yield return tasks[i];
        }
    }

    /// <summary>See <see cref="GenSession.Recall"/>.</summary>
    public GenTask Recall(GenTask task)
    {
        if (task.Status != GenTaskStatus.Unknown || (Find(task.Id) ?? ledger?.Find(task.Id)) is not { } known)
        {
            return task;
        }

        return known with
        {
            Model = known.Model ?? task.Model,
            Kind = known.Kind != GenKind.Unknown ? known.Kind : task.Kind,
            Input = known.Input ?? task.Input,
            // An input that is known tells its prompt by itself.
            Prompt = known.Input is null ? known.Prompt ?? task.Prompt : null,
            Origins = known.Origins ?? task.Origins,
            Parents = known.Parents.Count > 0 ? known.Parents : task.Parents,
            CallbackUrl = known.CallbackUrl ?? task.CallbackUrl,
            Cost = known.Cost ?? task.Cost,
            EstimatedCost = known.EstimatedCost ?? task.EstimatedCost,
            SubmittedAt = known.SubmittedAt ?? task.SubmittedAt,
            CompletedAt = known.CompletedAt ?? task.CompletedAt,
            Batch = known.Batch ?? task.Batch,
            Key = known.Key ?? task.Key,
            Source = known.Source ?? task.Source,
        };
    }

    private static bool IsWanted(GenTask task, LedgerQuery query) =>
        (query.Batch ?? task.Batch) == task.Batch
        && (query.Model ?? task.Model) == task.Model
        && (query.Status ?? task.Status) == task.Status
        && !(task.SubmittedAt < query.Since)
        && task.Id.StartsWith(query.TaskIdBeginning ?? "", StringComparison.Ordinal);
}
