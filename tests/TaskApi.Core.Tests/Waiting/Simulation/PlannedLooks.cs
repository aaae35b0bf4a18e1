using System;
using System.Collections.Generic;
using System.Globalization;

namespace TaskApi.Tests.Waiting.Simulation;

/// <summary>The module's own plan.</summary>
internal sealed class PlannedLooks : LookPolicy
{
    private const double Reconsider = 0.25;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly PollPlan _plan;
    private readonly PollQueue _queue = new(TimeSpan.FromDays(100), TimeSpan.Zero);
    private readonly Dictionary<long, WaitingTask> _looking = [];
    private double _wake = double.PositiveInfinity;

    private readonly Func<int, Dictionary<string, object?>?> _input;
    private readonly Func<string, IReadOnlyList<LedgerDuration>> _remembered;

    /// <param name="guess">The guess at the tasks' duration, in seconds.</param>
    /// <param name="input">What is known of each task's request; null for nothing.</param>
    /// <param name="remembered">What is remembered of the durations of tasks of a name; null for nothing.</param>
    public PlannedLooks(double guess, Func<int, Dictionary<string, object?>?>? input = null, Func<string, IReadOnlyList<LedgerDuration>>? remembered = null)
    {
        _input = input ?? (static _ => null);
        _remembered = remembered ?? (static _ => []);
        _plan = new PollPlan(new DurationBook(_ => guess));
        _plan.Open(_queue);
    }

    private DateTimeOffset Clock => Start + TimeSpan.FromSeconds(Simulation.Now);

    public override void Accepted(int task)
    {
        var submitted = new GenTask
        {
            Id = task.ToString(CultureInfo.InvariantCulture),
            Model = "m",
            Kind = GenKind.Video,
            Status = GenTaskStatus.Pending,
            SubmittedAt = Clock,
            Input = _input(task),
        };
        var waiting = new WaitingTask(submitted, _queue, task, Clock);
        waiting.Belief(_plan.Durations);
        foreach ((string tasks, DurationBelief belief) in _plan.Durations.TakeNew())
        {
            if (_remembered(tasks) is { Count: > 0 } ends)
            {
                belief.Remember(belief.Weigh(ends));
            }
        }

        _queue.Add(waiting);
        Pump();
    }

    public override void Looked(int task, bool hasEnded)
    {
        _looking.Remove(task, out WaitingTask? looked);
        _plan.Learn(looked!, looked!.Task with { Status = hasEnded ? GenTaskStatus.Completed : GenTaskStatus.Processing }, Clock);
        if (!hasEnded)
        {
            looked.SeenRunning(looked.Task, Clock);
            _queue.Add(looked);
        }

        Pump();
    }

    private void Pump()
    {
        while (Simulation.GetSlots.IsAnyFree(Simulation.Now) && _plan.BestWorth(Clock) is { } worth)
        {
            if (!Simulation.GetSlots.Take(Simulation.Now, PollPlan.SpareSlots(worth)))
            {
                WakeAt(Math.Min(Simulation.GetSlots.NextChange(Simulation.Now), Simulation.Now + Reconsider));
                return;
            }

            WaitingTask task = _plan.Take(Clock, worth)!;
            _looking.Add(task.Number, task);
            Simulation.Look((int)task.Number);
        }

        if (!Simulation.GetSlots.IsAnyFree(Simulation.Now))
        {
            WakeAt(Simulation.GetSlots.NextChange(Simulation.Now));
        }
        else if (_plan.FirstDue != DateTimeOffset.MaxValue)
        {
            // The microsecond keeps the rounding of dates from waking too early for ever.
            WakeAt((_plan.FirstDue - Start).TotalSeconds + 1e-6);
        }
    }

    private void WakeAt(double time)
    {
        if (time >= _wake)
        {
            return;
        }

        _wake = time;
        Simulation.At(time, () =>
        {
            _wake = _wake <= Simulation.Now ? double.PositiveInfinity : _wake;
            Pump();
        });
    }
}
