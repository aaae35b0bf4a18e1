using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>
/// How long tasks usually take: a guess for each kind until a model's own tasks have been seen. Nothing documented gives times; the
/// guesses only decide when to look, never whether.
/// </summary>
internal sealed class TypicalDurations
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, TimeSpan> _seen = new(StringComparer.Ordinal);

    /// <summary>Before this, looking is useless.</summary>
    public TimeSpan Shortest(string? model, GenKind kind) => TimeSpan.FromTicks((long)(Typical(model, kind).Ticks * 0.6));

    /// <summary>How long to wait between two looks at a task: a share of its age, so that short tasks are seen soon and long ones are not asked in vain.</summary>
    public TimeSpan Pause(GenTask task, DateTimeOffset now)
    {
        TimeSpan age = task.SubmittedAt is { } submitted ? now - submitted : Typical(task.Model, task.Kind);
        var pause = TimeSpan.FromTicks(age.Ticks / 8);
        return pause < ShortestPause ? ShortestPause : pause > LongestPause ? LongestPause : pause;
    }

    /// <summary>Takes what a task took into account.</summary>
    public void Learn(string? model, TimeSpan elapsed)
    {
        if (model is null)
        {
            return;
        }

        lock (_seen)
        {
            _seen[model] = _seen.TryGetValue(model, out TimeSpan before) ? TimeSpan.FromTicks(((before.Ticks * 4) + elapsed.Ticks) / 5) : elapsed;
        }
    }

    private TimeSpan Typical(string? model, GenKind kind)
    {
        lock (_seen)
        {
            if (model is not null && _seen.TryGetValue(model, out TimeSpan seen))
            {
                return seen;
            }
        }

        return kind switch
        {
            GenKind.Image => TimeSpan.FromSeconds(10),
            GenKind.Audio => TimeSpan.FromSeconds(20),
            _ => TimeSpan.FromSeconds(50),
        };
    }
}
