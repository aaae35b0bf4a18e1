using System;

namespace TaskApi;

/// <summary>A task that somebody waits for, and when to look at it next.</summary>
internal sealed class WaitingTask
{
    /// <summary>How many polls in a row may fail before the wait is given up.</summary>
    public const int MostFailures = 20;

    /// <summary>How long after its submission a task may be unknown to the service.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Simulated: with more, hundreds of long tasks are seen a fifth later, because two slots idle.
    private const double LikelyEnd = 0.20;

    // Where fewer of a model's tasks than these have ended by an age, an end is improbable.
    private const double FirstEnds = 0.02;

    // What has run for ten minutes need not be asked every second.
    private const double PauseByAge = 0.015;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPauseAfterFailure = TimeSpan.FromSeconds(30);

    // The service may call a moment before it tells everybody else.
    private const int LooksUponCall = 2;
    private static readonly TimeSpan PauseAfterCall = TimeSpan.FromSeconds(3);

    // Whoever was called this long ago and has not been looked at may have been called long ago.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan TimeForLastLook = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _began;
    private DateTimeOffset? _lastSeenRunning;
    private readonly bool _expectsCallback;
    private readonly bool _isFresh;
    private DurationBelief? _belief;
    private DateTimeOffset? _lastLook;

    // How many looks a callback has yet to bring, and how many callbacks were not true.
    private int _looksUponCall;
    private int _falseCalls;

    /// <param name="task">The task.</param>
    /// <param name="queue">The tasks of its wait.</param>
    /// <param name="number">The order of its coming.</param>
    /// <param name="now">The time by the session's clock.</param>
    /// <param name="clock">The session's clock; null where that is the wall's.</param>
    /// <param name="expectsCallback">True when its end will probably be called.</param>
    public WaitingTask(GenTask task, PollQueue queue, long number, DateTimeOffset now, TimeProvider? clock = null, bool expectsCallback = false)
    {
        Task = task;
        Queue = queue;
        Number = number;
        _began = task.SubmittedAt is not { } submitted ? now : clock is null ? submitted : WallTime.ToClock(clock, submitted);
        Deadline = queue.Timeout < DateTimeOffset.MaxValue - now ? now + queue.Timeout : DateTimeOffset.MaxValue;
        _expectsCallback = expectsCallback && task.SubmittedAt is not null;
        _isFresh = now - _began < Fresh;
        LookNotBefore(MayHaveEndedLongAgo ? now : _began + ShortestPause);
    }

    /// <summary>The task as last seen.</summary>
    public GenTask Task { get; private set; }

    /// <summary>The tasks of the wait that it belongs to.</summary>
    public PollQueue Queue { get; }

    /// <summary>The order of its coming, which decides between tasks that are due at the same time.</summary>
    public long Number { get; }

    /// <summary>When the wait for it ends.</summary>
    public DateTimeOffset Deadline { get; }

    /// <summary>When it is given up although the last look, at the deadline, has not come back.</summary>
    public DateTimeOffset GiveUpAt => Deadline < DateTimeOffset.MaxValue - TimeForLastLook ? Deadline + TimeForLastLook : Deadline;

    /// <summary>True once its end was handed out.</summary>
    public bool IsOver { get; set; }

    /// <summary>True while its callback is awaited: it is looked at rarely. One that has run for long before is looked at once, because it may have been called
    /// before.</summary>
    public bool AwaitsCallback => _expectsCallback && _looksUponCall == 0 && (_isFresh || _lastSeenRunning is not null);

    /// <summary>True while a look is under way that no callback has brought.</summary>
    public bool IsProbe { get; set; }

    /// <summary>True when a callback has brought the look that is under way, or the next one.</summary>
    public bool IsCalled => _looksUponCall > 0;

    /// <summary>When it may be looked at next. What is believed about durations has no say in it, only in what the look is worth.</summary>
    public DateTimeOffset NextLook { get; private set; }

    /// <summary>How many polls in a row have failed.</summary>
    public int Failures { get; private set; }

    /// <summary>The age at which it was last seen running, in seconds; 0 before the first look.</summary>
    public double RanAt => _lastSeenRunning is { } seen ? AgeAt(seen) : 0;

    /// <summary>Its age at a moment, in seconds.</summary>
    public double AgeAt(DateTimeOffset moment) => Math.Max(0, (moment - _began).TotalSeconds);

    /// <summary>Known by its id alone and not seen running yet: what is believed about durations says nothing, so it is looked at as soon as can be.</summary>
    private bool MayHaveEndedLongAgo => Task.SubmittedAt is null && _lastSeenRunning is null;

    /// <summary>What is believed about the durations of tasks like it.</summary>
    public DurationBelief Belief(DurationBook durations) => _belief ??= durations.For(Task);

    /// <summary>The age, in seconds, by which it has ended as likely as not.</summary>
    public double LikelyDuration(DurationBook durations) => Belief(durations).LikelyDuration(RanAt);

    /// <summary>What a look at it would be worth now.</summary>
    public Look LookAt(DurationBook durations, DateTimeOffset now)
    {
        if (MayHaveEndedLongAgo || IsCalled || now >= Deadline)
        {
            return new Look(this, LookWorth.Likely, 1, double.PositiveInfinity);
        }

        EndOutlook outlook = Belief(durations).OutlookOf(RanAt, AgeAt(now));
        // Without a time of submission its age is a lower bound.
        bool isPossible = Task.SubmittedAt is null || outlook.ShareEnded >= FirstEnds;
        LookWorth worth = outlook.Chance >= LikelyEnd ? LookWorth.Likely : isPossible ? LookWorth.Possible : LookWorth.Improbable;
        return new Look(this, worth, outlook.Chance, outlook.Lag);
    }

    /// <summary>A look has shown it running.</summary>
    public void SeenRunning(GenTask task, DateTimeOffset now)
    {
        // A task known by its id alone has a model once the service has told it.
        _belief = task.Model == Task.Model ? _belief : null;
        Task = task;
        Failures = 0;
        _lastSeenRunning = _lastLook = now;
        if (IsCalled && --_looksUponCall == 0)
        {
            _falseCalls++;
        }

        Pause(IsCalled ? PauseAfterCall : TimeSpan.FromSeconds(PauseByAge * AgeAt(now)), now);
    }

    /// <summary>
    /// A callback says that it has ended. It is looked at at once; after callbacks that were not true, later each time, so that whoever forges
    /// them costs next to nothing.
    /// </summary>
    public void Called(DateTimeOffset now)
    {
        if (IsCalled)
        {
            return;
        }

        _looksUponCall = LooksUponCall;
        IsProbe = false;
        DateTimeOffset soonest = _lastLook is { } last ? last + TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_falseCalls, 10))) : now;
        LookNotBefore(soonest > now ? soonest : now);
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
        TimeSpan shortest = Queue.PollInterval > ShortestPause ? Queue.PollInterval : ShortestPause;
        LookNotBefore(now + (pause > shortest ? pause : shortest));
    }

    // The last look is taken when the time for it is over.
    private void LookNotBefore(DateTimeOffset moment) => NextLook = moment < Deadline ? moment : Deadline;
}
