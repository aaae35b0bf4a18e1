using System.Collections.Generic;

namespace TaskApi.Tests.Waiting.Simulation;

/// <summary>Looks at each task at a time of its own, first come first served under the limit.</summary>
internal abstract class QueuedLooks : LookPolicy
{
    private readonly Queue<int> _due = new();

    public override void Accepted(int task) => Plan(task);

    public override void Looked(int task, bool hasEnded)
    {
        if (!hasEnded)
        {
            Plan(task);
        }

        Pump();
    }

    /// <summary>When to look at a task that was accepted, or seen running, now.</summary>
    protected abstract double NextLook(int task);

    private void Plan(int task) => Simulation.At(NextLook(task), () =>
    {
        _due.Enqueue(task);
        Pump();
    });

    private void Pump()
    {
        while (_due.Count > 0 && Simulation.GetSlots.Take(Simulation.Now, spare: 0))
        {
            Simulation.Look(_due.Dequeue());
        }

        if (_due.Count > 0 && Simulation.GetSlots.NextChange(Simulation.Now) is var change && !double.IsInfinity(change))
        {
            Simulation.At(change, Pump);
        }
    }
}

/// <summary>Knows the future: looks once at each task, as soon as it has ended.</summary>
internal sealed class OracleLooks : QueuedLooks
{
    protected override double NextLook(int task) => Simulation.EndOf(task);
}

/// <summary>Looks at each task every five seconds, as one would without the module.</summary>
internal sealed class LooksEveryFiveSeconds : QueuedLooks
{
    protected override double NextLook(int task) => Simulation.Now + 5;
}
