using System;
using System.Collections.Generic;

namespace TaskApi.Tests.Waiting.Simulation;

/// <summary>
/// Tasks that are submitted at the service's limit and looked at by a policy, in virtual time: thousands of tasks in milliseconds. The
/// service answers after a fixed latency; both verbs have the ten slots that the module has, in a model of their own.
/// </summary>
internal sealed class WaitSimulation
{
    private const double Latency = 0.1;

    private readonly PriorityQueue<Action, (double Time, long Number)> _events = new();
    private readonly SlotModel _postSlots = new();
    private readonly List<double> _looks = [];
    private readonly double[] _durations;
    private readonly double[] _ends;
    private readonly double[] _seen;
    private readonly LookPolicy _policy;
    private long _number;
    private int _submitted;

    private WaitSimulation(double[] durations, LookPolicy policy)
    {
        _durations = durations;
        _ends = new double[durations.Length];
        _seen = new double[durations.Length];
        _policy = policy;
        _policy.Simulation = this;
    }

    /// <summary>The time, in seconds.</summary>
    public double Now { get; private set; }

    /// <summary>The slots for looks.</summary>
    public SlotModel GetSlots { get; } = new();

    /// <summary>Runs until every task's end was seen.</summary>
    public static WaitFigures Run(double[] durations, LookPolicy policy) => new WaitSimulation(durations, policy).Run();

    /// <summary>Calls back at a time.</summary>
    public void At(double time, Action action) => _events.Enqueue(action, (Math.Max(time, Now), _number++));

    /// <summary>When a task ends, for those who know the future.</summary>
    public double EndOf(int task) => _ends[task];

    /// <summary>Looks at a task, with a slot that was taken.</summary>
    public void Look(int task)
    {
        double arrival = Now + (Latency / 2);
        _looks.Add(arrival);
        At(Now + Latency, () =>
        {
            GetSlots.Release(Now);
            bool hasEnded = _ends[task] <= arrival;
            _seen[task] = hasEnded ? Now : 0;
            _policy.Looked(task, hasEnded);
        });
    }

    private WaitFigures Run()
    {
        At(0, Submit);
        while (_events.TryDequeue(out Action? action, out (double Time, long) at))
        {
            Now = at.Time;
            action();
            if (Now > 1e6)
            {
                throw new InvalidOperationException("Some task is never looked at.");
            }
        }

        return new WaitFigures(_ends, _seen, _looks);
    }

    private void Submit()
    {
        while (_submitted < _durations.Length && _postSlots.Take(Now, spare: 0))
        {
            int task = _submitted++;
            _ends[task] = Now + (Latency / 2) + _durations[task];
            At(Now + Latency, () =>
            {
                _postSlots.Release(Now);
                _policy.Accepted(task);
                At(_postSlots.NextFree(Now), Submit);
            });
        }
    }
}
