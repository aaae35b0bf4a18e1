using System;

namespace TaskApi;

/// <summary>A task that somebody waits for, and when to look at it next.</summary>
internal sealed class WaitingTask
{
    /// <summary>How many polls in a row may fail before the wait is given up.</summary>
    public const int MostFailures = 20;

    /// <summary>How long after its submission a task may be unknown to the service.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How likely an end must be before a look is worth a request. Simulated with tasks of 60 s and a spread of 15 %: lower polls more
    /// and sees little sooner; higher sees ends late when few tasks run.
    /// </summary>
    private const double WorthALook = 0.40;

    // Beliefs can be far too long; once a task has been seen running, the next look is never later than this share of its age.
    private const double LongestPauseByAge = 0.065;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPauseAfterFailure = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan TimeForLastLook = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _began;
    private DateTimeOffset? _lastSeenRunning;
    private DateTimeOffset _notBefore;

    public WaitingTask(GenTask task, TaskWait owner, long number, DateTimeOffset now)
    {
        Task = task;
        Owner = owner;
        Number = number;
        _began = task.SubmittedAt ?? now;
        _notBefore = MayHaveEndedLongAgo ? DateTimeOffset.MinValue : now;
        Deadline = owner.Timeout < DateTimeOffset.MaxValue - now ? now + owner.Timeout : DateTimeOffset.MaxValue;
    }

    /// <summary>The task as last seen.</summary>
    public GenTask Task { get; private set; }

    /// <summary>The wait that it belongs to.</summary>
    public TaskWait Owner { get; }

    /// <summary>The order of its coming, which decides between tasks that are due at the same time.</summary>
    public long Number { get; }

    /// <summary>When the wait for it ends.</summary>
    public DateTimeOffset Deadline { get; }

    /// <summary>When it is given up although the last look, at the deadline, has not come back.</summary>
    public DateTimeOffset GiveUpAt => Deadline < DateTimeOffset.MaxValue - TimeForLastLook ? Deadline + TimeForLastLook : Deadline;

    /// <summary>True once its end was handed out.</summary>
    public bool IsOver { get; set; }

    /// <summary>When to look at it next.</summary>
    public DateTimeOffset NextPoll { get; private set; }

    /// <summary>How many polls in a row have failed.</summary>
    public int Failures { get; private set; }

    /// <summary>The age at which it was last seen running, in seconds; 0 before the first look.</summary>
    public double RanAt => _lastSeenRunning is { } seen ? AgeAt(seen) : 0;

    /// <summary>Its age at a moment, in seconds.</summary>
    public double AgeAt(DateTimeOffset moment) => Math.Max(0, (moment - _began).TotalSeconds);

    /// <summary>Known by its id alone and not seen running yet: what is believed about durations says nothing, so it is looked at as soon as can be.</summary>
    private bool MayHaveEndedLongAgo => Task.SubmittedAt is null && _lastSeenRunning is null;

    /// <summary>How likely it is that a look at it sees its end.</summary>
    public double Chance(DurationBook book, DateTimeOffset now) => book.For(Task.Model, Task.Kind).ChanceOfEnd(RanAt, AgeAt(now));

    /// <summary>The age, in seconds, at which it has ended as likely as not.</summary>
    public double LikelyDuration(DurationBook book) => book.For(Task.Model, Task.Kind).AgeAt(RanAt, 0.5);

    /// <summary>Decides when to look next, by what is believed now.</summary>
    public void Plan(DurationBook book)
    {
        DateTimeOffset worth = MayHaveEndedLongAgo ? _notBefore : _began + ToSpan(book.For(Task.Model, Task.Kind).AgeAt(RanAt, WorthALook));
        if (_lastSeenRunning is { } seen && seen + ToSpan(LongestPauseByAge * RanAt) is var latest && worth > latest)
        {
            worth = latest;
        }

        DateTimeOffset next = worth > _notBefore ? worth : _notBefore;
        NextPoll = next < Deadline ? next : Deadline;
    }

    /// <summary>A look has shown it running.</summary>
    public void SeenRunning(GenTask task, DateTimeOffset now)
    {
        Task = task;
        Failures = 0;
        _lastSeenRunning = now;
        // A share of the age: what has run for ten minutes need not be asked every second.
        Pause(TimeSpan.FromSeconds(0.03 * AgeAt(now)), now);
    }

    /// <summary>A look has failed.</summary>
    /// <param name="now">When.</param>
    /// <param name="counts">False when the failure was to be expected.</param>
    public void Failed(DateTimeOffset now, bool counts)
    {
        if (!counts)
        {
            Pause(ShortestPause, now);
            return;
        }

        Failures++;
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Failures - 1));
        Pause(pause < LongestPauseAfterFailure ? pause : LongestPauseAfterFailure, now);
    }

    private void Pause(TimeSpan pause, DateTimeOffset now)
    {
        TimeSpan shortest = Owner.PollInterval > ShortestPause ? Owner.PollInterval : ShortestPause;
        _notBefore = now + (pause > shortest ? pause : shortest);
    }

    // A belief may put an end beyond what a date can hold.
    private static TimeSpan ToSpan(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(365).TotalSeconds));
}
