using System;

namespace TaskApi.Emulator;

/// <summary>The limit of one key for one verb.</summary>
internal sealed class RateGate(TimeProvider clock, bool enforce)
{
    private readonly object _lock = new();
    private readonly long _second = clock.TimestampFrequency;
    private readonly ArrivalMeter _meter = new(clock.TimestampFrequency);

    // The last arrivals that were let in; _next is the oldest once the ring is full.
    private readonly long[] _admitted = new long[RateLimiter.RequestsPerSecond];
    private int _count;
    private int _next;
    private bool _banned;
    private long _banEnd;
    private long _requests;
    private int _bans;

    public RateFigures Figures
    {
        get
        {
            lock (_lock)
            {
                return new RateFigures(_requests, _meter.Largest, _bans);
            }
        }
    }

    /// <summary>Takes an arrival: 0 lets it in, any other number is the whole seconds after which to try again.</summary>
    public int Arrive()
    {
        lock (_lock)
        {
            // The clock is read inside the lock, so that timestamps come in order.
            long now = clock.GetTimestamp();
            _requests++;
            _meter.Add(now);
            if (!enforce)
            {
                return 0;
            }

            if (_banned && now < _banEnd)
            {
                return (int)((_banEnd - now + _second - 1) / _second);
            }

            _banned = false;
            if (_count == _admitted.Length && now - _admitted[_next] < _second)
            {
                return Ban(now);
            }

            _admitted[_next] = now;
            _next = (_next + 1) % _admitted.Length;
            _count = Math.Min(_count + 1, _admitted.Length);
            return 0;
        }
    }

    private int Ban(long now)
    {
        _banned = true;
        _banEnd = now + (RateLimiter.BanSeconds * _second);
        _count = 0;
        _next = 0;
        _bans++;
        return RateLimiter.BanSeconds;
    }
}
