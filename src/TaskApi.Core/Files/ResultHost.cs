using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>
/// A host that results come from. It is down when no connection comes about, or when several downloads in a row got nothing else than
/// that it is busy; the first proper answer ends that. Safe for use by many threads.
/// </summary>
/// <param name="clock">The clock of the pauses.</param>
internal sealed class ResultHost(TimeProvider clock)
{
    // One result may have its own trouble; so many different ones in a row are the host's.
    private const int EnoughComplaints = 3;

    // For all downloads together.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // How often somebody may look whether a host is back that was given up.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(8);

    private readonly object _gate = new();
    private readonly HashSet<object> _complaints = [];
    private readonly GrowingPause _pause = new();
    private DateTimeOffset? _downSince;
    private DateTimeOffset _nextTry;
    private bool _isGivenUp;
    private string _reason = "";

    // Changes with each answer, and when all shall try again.
    private int _round;

    /// <summary>A try begins.</summary>
    /// <param name="asker">The download that tries.</param>
    /// <exception cref="NoResultException">The host is down, and it is not yet time to try again.</exception>
    public HostVisit Visit(object asker)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            if (_downSince is not null && now < _nextTry)
            {
                throw new NoResultException(_reason) { Remedy = Remedy.Time, Host = this };
            }

            if (_isGivenUp)
            {
                // Nobody else for a while: a connection that nobody takes may hang for long.
                _nextTry = now + BetweenLooks;
            }

            return new HostVisit(this, asker, _round);
        }
    }

    /// <summary>It works.</summary>
    public void Answered()
    {
        lock (_gate)
        {
            _round++;
            _downSince = null;
            _isGivenUp = false;
            _complaints.Clear();
            _pause.Restart();
        }
    }

    /// <summary>A try got nothing; true when the host is down for everybody.</summary>
    /// <param name="asker">The download that tried.</param>
    /// <param name="round">Which try of the host it was.</param>
    /// <param name="isSurelyDown">True: there was no connection with it.</param>
    /// <param name="reason">What happened, for a person to read.</param>
    /// <param name="wait">How long the host asks to wait; null when it does not say.</param>
    public bool Failed(object asker, int round, bool isSurelyDown, string reason, TimeSpan? wait)
    {
        lock (_gate)
        {
            if (round != _round)
            {
                // Somebody had an answer since this try began, or the next one is agreed upon already.
                return _downSince is not null;
            }

            _complaints.Add(asker);
            if (_downSince is null && !isSurelyDown && _complaints.Count < EnoughComplaints)
            {
                return false;
            }

            DateTimeOffset now = clock.GetUtcNow();
            _downSince ??= now;
            _reason = reason;
            _round++;
            TimeSpan pause = _isGivenUp ? BetweenLooks : _pause.Next();
            _nextTry = now + (wait > pause ? wait.Value : pause);
            return true;
        }
    }

    /// <summary>How long everybody waits before the host is tried again; null when it has been down for too long.</summary>
    public TimeSpan? Pause()
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            _isGivenUp |= now - _downSince >= Patience;

            // Timers count whole milliseconds, and drop the rest: whoever comes too early would wait once more.
            return _isGivenUp ? null : _downSince is null || _nextTry <= now ? TimeSpan.Zero
                : TimeSpan.FromMilliseconds(Math.Ceiling((_nextTry - now).TotalMilliseconds));
        }
    }
}
