using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi.Pipeline;

/// <summary>
/// The paid tasks that are on their way through the commands of a runspace: accepted, and neither failed nor saved. When an error ends a
/// pipeline, this is what its user still has to fetch; no command alone knows it.
/// </summary>
internal sealed class OpenTasks
{
    private const int LookUpMilliseconds = 100;

    private static readonly ConditionalWeakTable<Runspace, OpenTasks> Books = new();

    private readonly object _gate = new();
    private readonly Dictionary<string, (long Number, Task? Saving)> _tasks = new(StringComparer.Ordinal);
    private readonly List<ProgressBars> _bars = [];
    private int _commands;
    private TimeSpan _patience;
    private long _number;

    /// <summary>How many requests are under way that may become tasks.</summary>
    private int _submissions;

    /// <summary>The book of this thread's runspace.</summary>
    public static OpenTasks Here() => Runspace.DefaultRunspace is { } runspace ? Books.GetOrCreateValue(runspace) : new OpenTasks();

    /// <summary>A command that deals with tasks begins.</summary>
    /// <param name="patience">How long results that are being saved may take when an error ends the pipeline.</param>
    public void Enter(TimeSpan patience)
    {
        lock (_gate)
        {
            _commands++;
            _patience = patience > _patience ? patience : _patience;
        }
    }

    /// <summary>A command is over; with the last one, so is the pipeline, and what it left is history.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _commands--;
            if (_commands == 0)
            {
                _tasks.Clear();
                _patience = TimeSpan.Zero;
            }
        }
    }

    /// <summary>The progress bars of the commands that run: whichever of them has the pipeline's thread draws them all.</summary>
    public IReadOnlyList<ProgressBars> Bars
    {
        get
        {
            lock (_gate)
            {
                return _bars.Count == 0 ? [] : [.. _bars];
            }
        }
    }

    /// <summary>A command has progress to show.</summary>
    public void Add(ProgressBars bars)
    {
        lock (_gate)
        {
            _bars.Add(bars);
        }
    }

    /// <summary>A command has no progress to show any more.</summary>
    public void Remove(ProgressBars bars)
    {
        lock (_gate)
        {
            _bars.Remove(bars);
        }
    }

    /// <summary>Follows a submission to the task that it becomes.</summary>
    public async Task<GenTask> FollowAsync(Task<GenTask> submission)
    {
        Count(1);
        try
        {
            GenTask task = await submission.ConfigureAwait(false);
            Add(task.Id);
            return task;
        }
        finally
        {
            Count(-1);
        }
    }

    /// <summary>A task is on its way.</summary>
    public void Add(string id)
    {
        lock (_gate)
        {
            if (!_tasks.ContainsKey(id))
            {
                _tasks[id] = (_number++, null);
            }
        }
    }

    /// <summary>A task has nothing to fetch.</summary>
    public void Remove(string id)
    {
        lock (_gate)
        {
            _tasks.Remove(id);
        }
    }

    /// <summary>All results of a task are being saved.</summary>
    public void Saving(string id, Task work)
    {
        lock (_gate)
        {
            _tasks[id] = (_tasks.TryGetValue(id, out (long Number, Task? Saving) known) ? known.Number : _number++, work);
        }

        // A table of a million rows leaves a book of those under way.
        const TaskContinuationOptions AtOnce = TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously;
        work.ContinueWith(_ => Remove(id), CancellationToken.None, AtOnce, TaskScheduler.Default);
    }

    /// <summary>What is left to fetch once the results that are being saved are saved, or have taken too long.</summary>
    /// <param name="stop">The user's stop.</param>
    /// <exception cref="OperationCanceledException">The user stopped the pipeline.</exception>
    public (IReadOnlyList<string> Ids, int Submissions) Settle(CancellationToken stop)
    {
        var time = Stopwatch.StartNew();
        while (UnderWay() is { Length: > 0 } saving && time.Elapsed < _patience)
        {
            // What fails stays in the book and is not waited for any more.
            Task.WaitAny(saving, LookUpMilliseconds, stop);
        }

        lock (_gate)
        {
            var open = new List<KeyValuePair<string, (long Number, Task? Saving)>>(_tasks);
            open.RemoveAll(static task => task.Value.Saving?.Status == TaskStatus.RanToCompletion);
            open.Sort(static (a, b) => a.Value.Number.CompareTo(b.Value.Number));
            return (open.ConvertAll(static task => task.Key), _submissions);
        }
    }

    private Task[] UnderWay()
    {
        lock (_gate)
        {
            var saving = new List<Task>();
            foreach ((long _, Task? work) in _tasks.Values)
            {
                if (work is { IsCompleted: false })
                {
                    saving.Add(work);
                }
            }

            return [.. saving];
        }
    }

    private void Count(int change)
    {
        lock (_gate)
        {
            _submissions += change;
        }
    }
}
