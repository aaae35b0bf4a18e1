using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>
/// Gathers what a report is about, in the order in which it comes. A task that comes several times, once for each of its files, is one entry.
/// </summary>
public sealed class ReportEntries
{
    private readonly List<ReportEntry> _entries = [];
    private readonly Dictionary<string, List<GenFile>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds a task; one that is there already is replaced when the new one knows more.</summary>
    public void Add(GenTask task)
    {
        if (!_places.TryGetValue(task.Id, out int place))
        {
            _places.Add(task.Id, _entries.Count);
            _entries.Add(new ReportEntry { Task = task });
            return;
        }

        GenTask known = _entries[place].Task;
        if (task.IsEnded && (!known.IsEnded || task.Outputs.Count >= known.Outputs.Count))
        {
            _entries[place] = _entries[place] with { Task = task };
        }
    }

    /// <summary>Remembers where a result was saved; its task comes by itself.</summary>
    public void Add(GenFile file)
    {
        if (!_files.TryGetValue(file.TaskId, out List<GenFile>? files))
        {
            _files.Add(file.TaskId, files = []);
        }

        files.Add(file);
    }

    /// <summary>Adds a request of a batch, with its task where it has one.</summary>
    public void Add(LedgerEntry entry)
    {
        if (entry.State == LedgerState.Accepted && entry.Task is { } task)
        {
            Add(task);
            return;
        }

        GenRequest request = entry.Request;
        _entries.Add(new ReportEntry
        {
            State = entry.State,
            Problem = entry.Problem,
            Task = new GenTask
            {
                Model = request.Model,
                Input = request.Input,
                Key = request.Key,
                Source = request.Source,
                Batch = entry.Batch,
                EstimatedCost = entry.EstimatedCost,
            },
        });
    }

    /// <summary>The entries with the files of their results.</summary>
    /// <param name="ledger">What knows the files that were saved; null for nothing.</param>
    public IReadOnlyList<ReportEntry> ToList(LedgerBook? ledger)
    {
        var entries = new List<ReportEntry>(_entries.Count);
        foreach (ReportEntry entry in _entries)
        {
            List<GenFile> saved = _files.TryGetValue(entry.Task.Id, out List<GenFile>? known) ? known : [];
            GenTask task = WithOutputsOf(saved, entry.Task);
            var files = new LedgerFile?[task.Outputs.Count];
            for (int i = 0; i < files.Length; i++)
            {
                files[i] = Find(saved, task, i) ?? (task.Id.Length == 0 ? null : ledger?.FindFile(task, i));
            }

            entries.Add(entry with { Task = task, Files = files });
        }

        return entries;
    }

    /// <summary>A file's result belongs to its task, also where the task came without its results, as from a table.</summary>
    private static GenTask WithOutputsOf(List<GenFile> saved, GenTask task)
    {
        foreach (GenFile file in saved)
        {
            if (Place(task, file) < 0)
            {
                task = task with { Outputs = [.. task.Outputs, file.Output] };
            }
        }

        return task;
    }

    /// <summary>The file that came down the pipeline for a result; the last one counts.</summary>
    private static LedgerFile? Find(List<GenFile> saved, GenTask task, int output)
    {
        GenFile? file = saved.FindLast(candidate => Place(task, candidate) == output);
        return file is null ? null : new LedgerFile(task.Id, output, file.Path, file.Length, file.MediaType);
    }

    private static int Place(GenTask task, GenFile file)
    {
        for (int i = 0; i < task.Outputs.Count; i++)
        {
            if (SavedFile.IsSame(task, task.Outputs[i], file.Task, file.Output))
            {
                return i;
            }
        }

        return -1;
    }
}
