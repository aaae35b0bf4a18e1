using System;

namespace TaskApi;

/// <summary>How often a download is tried, and how long it pauses before the next try.</summary>
/// <param name="clock">The clock of its pauses.</param>
/// <param name="completedAt">When the task completed; null when nobody knows.</param>
internal sealed class DownloadPatience(TimeProvider clock, DateTimeOffset? completedAt)
{
    private const int MostTries = 6;

    // What is no result three times, or twice not there, is what the server has.
    private const int MostLooks = 3;
    private const int MostAbsences = 2;

    // Content networks take a moment to have a new file everywhere.
    private static readonly TimeSpan NewFor = TimeSpan.FromMinutes(1);

    // Who is told to come again in an hour is told so as an error: the pipeline goes on with the other results.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly GrowingPause _pause = new();
    private int _failed;
    private int _looks;
    private int _absences;

    /// <summary>How many tries have failed.</summary>
    public int Tries { get; private set; }

    private bool IsNew => completedAt is { } completed && clock.GetUtcNow() - WallTime.ToClock(clock, completed) < NewFor;

    /// <summary>Begins to count again: the last try has brought something.</summary>
    public void Progressed()
    {
        _failed = 0;
        _pause.Restart();
    }

    /// <summary>How long to pause before another try; null to give up.</summary>
    public TimeSpan? After(NoResultException fault)
    {
        Tries++;
        bool mayTry = fault.Remedy switch
        {
            Remedy.Time => ++_failed < MostTries && !(fault.Wait > LongestWait),
            Remedy.SecondLook => ++_looks < MostLooks,
            Remedy.Address => IsNew || ++_absences < MostAbsences,
            _ => false,
        };
        return mayTry ? fault.Wait ?? _pause.Next() : null;
    }
}
