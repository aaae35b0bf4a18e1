using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>When tasks that nobody here waits for will probably have ended, by what the ledger remembers of such tasks.</summary>
internal static class BatchOutlook
{
    /// <summary>The time until the last of them has probably ended; zero when all should have; null for none, or when of some nothing is remembered.</summary>
    /// <param name="running">Tasks that ran when they were last seen.</param>
    /// <param name="remembered">What is remembered of the durations of tasks of a name.</param>
    /// <param name="clock">The session's clock.</param>
    public static TimeSpan? Left(IEnumerable<GenTask> running, Func<string, IReadOnlyList<LedgerDuration>> remembered, TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        var durations = new DurationBook();
        var queue = new PollQueue(TimeSpan.MaxValue, TimeSpan.Zero);
        var waiting = new List<WaitingTask>();
        foreach (GenTask task in running)
        {
            var item = new WaitingTask(task, queue, waiting.Count, now, clock);
            item.Belief(durations);
            waiting.Add(item);
        }

        foreach ((string tasks, DurationBelief belief) in durations.TakeNew())
        {
            IReadOnlyList<LedgerDuration> ends = remembered(tasks);
            if (ends.Count == 0)
            {
                // A guess is good enough to decide where to look, and no time to tell.
                return null;
            }

            belief.Remember(belief.Weigh(ends));
        }

        return waiting.Count > 0 ? WaitOutlook.Of(waiting, durations, clock).Left : null;
    }
}
