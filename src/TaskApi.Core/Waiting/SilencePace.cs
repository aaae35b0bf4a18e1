using System;

namespace TaskApi;

/// <summary>
/// How often tasks are looked at whose callbacks are awaited. While callbacks come, a look is a sample and becomes rare; where it shows that a
/// task has ended and nobody has called, callbacks are being lost, and the tasks are soon looked at like all others. Used under the planner's lock.
/// </summary>
internal sealed class SilencePace
{
    // Shorter pauses are those that every task has.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private bool _hasBegun;

    /// <summary>The pause between two looks at any of the tasks; zero when callbacks are not relied on.</summary>
    public TimeSpan Pause { get; private set; } = First;

    /// <summary>When one of the tasks may be looked at.</summary>
    public DateTimeOffset NextLook { get; private set; }

    /// <summary>The first task is there.</summary>
    /// <param name="look">When it could be looked at if nobody were to call.</param>
    public void Begin(DateTimeOffset look)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            NextLook = look + First;
        }
    }

    /// <summary>One of the tasks is looked at.</summary>
    public void Looked(DateTimeOffset now) => NextLook = now + Pause;

    /// <summary>It still runs, so nobody could have called.</summary>
    public void FoundRunning(DateTimeOffset now) => Lengthen(now, Pause == TimeSpan.Zero ? 1 : 1.5);

    /// <summary>It has ended, and nobody has called.</summary>
    public void FoundEnded(DateTimeOffset now)
    {
        var shorter = TimeSpan.FromTicks(Pause.Ticks / 4);
        Pause = shorter < Shortest ? TimeSpan.Zero : shorter;
        NextLook = now + Pause;
    }

    /// <summary>A callback has come and was true.</summary>
    public void Called(DateTimeOffset now)
    {
        Pause = Pause < Shortest ? Shortest : Pause;
        Lengthen(now, 1.5);
    }

    private void Lengthen(DateTimeOffset now, double times)
    {
        var longer = TimeSpan.FromTicks((long)(Pause.Ticks * times));
        Pause = longer < Longest ? longer : Longest;
        NextLook = now + Pause;
    }
}
