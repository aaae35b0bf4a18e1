using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>How long tasks take, as the looks at them teach: here, and through the ledger for every process that shares it.</summary>
/// <param name="gate">The waiter's lock.</param>
/// <param name="plan">The plan whose book of durations learns.</param>
/// <param name="session">The session whose ledger remembers.</param>
/// <param name="changed">Told when something was remembered: another look may be the best one then.</param>
internal sealed class LearnedDurations(object gate, PollPlan plan, GenSession session, ChangeSignal changed)
{
    /// <summary>Takes what a look has shown into account.</summary>
    /// <param name="task">The task that was looked at.</param>
    /// <param name="seen">What was seen; null when the look failed.</param>
    /// <param name="now">When.</param>
    public void Learn(WaitingTask task, GenTask? seen, DateTimeOffset now)
    {
        LedgerDuration? learned;
        lock (gate)
        {
            learned = seen is null || task.IsOver ? null : plan.Learn(task, seen, now);
        }

        if (learned is not null)
        {
            // Begun before anybody hears of the end and may close the process; not waited for, because nobody's money hangs on it.
            _ = session.Ledger?.NoteDurationAsync(learned);
        }
    }

    /// <summary>
    /// Asks the ledger what is known of tasks that are new here, in the background: nothing is late for it, and until the answer comes, or
    /// when none comes, nothing is known. Called under the lock.
    /// </summary>
    public void Remember(WaitingTask task)
    {
        task.Belief(plan.Durations);
        foreach ((string tasks, DurationBelief belief) in plan.Durations.TakeNew())
        {
            if (session.Ledger is { } ledger && task.Task.Model is not null)
            {
                _ = Task.Run(() => RememberAsync(ledger, tasks, belief));
            }
        }
    }

    private async Task RememberAsync(LedgerBook ledger, string tasks, DurationBelief belief)
    {
        IReadOnlyList<LedgerDuration> known = await ledger.ListDurationsAsync(tasks).ConfigureAwait(false);
        if (known.Count > 0)
        {
            double[,] evidence = belief.Weigh(known);
            lock (gate)
            {
                belief.Remember(evidence);
                changed.Set();
            }
        }
    }
}
