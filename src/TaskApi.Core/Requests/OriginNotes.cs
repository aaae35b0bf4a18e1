using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Gathers what a request's values came from while they are put in their places.</summary>
internal sealed class OriginNotes
{
    private readonly List<string> _parents = [];

    /// <summary>What addresses stand for, see <see cref="GenRequest.Origins"/>.</summary>
    public Dictionary<string, string> Origins { get; } = new(StringComparer.Ordinal);

    /// <summary>Notes a result: what its address stands for, and the task that made it, as far as they are known.</summary>
    public void Note(GenOutput output)
    {
        NoteOrigin(output);
        NoteParent(output.TaskId);
    }

    /// <summary>Notes what a result's address stands for, whether or not the request holds it.</summary>
    public void NoteOrigin(GenOutput output)
    {
        if (Origin.OfResult(output) is { } origin)
        {
            Origins[output.Url!] = origin;
        }
    }

    /// <summary>Notes a task that something came from.</summary>
    public void NoteParent(string? taskId)
    {
        if (taskId is { Length: > 0 } && !_parents.Contains(taskId))
        {
            _parents.Add(taskId);
        }
    }

    /// <summary>The request with what was noted, beside what it knew.</summary>
    public GenRequest AddTo(GenRequest request)
    {
        string[] found = [.. _parents.FindAll(id => !Contains(request.Parents, id))];
        return request with
        {
            Origins = Origin.Together(request.Origins, Origins),
            Parents = found.Length == 0 ? request.Parents : [.. request.Parents, .. found],
        };
    }

    private static bool Contains(IReadOnlyList<string> parents, string id)
    {
        foreach (string parent in parents)
        {
            if (parent == id)
            {
                return true;
            }
        }

        return false;
    }
}
