using System;
using System.Threading;

namespace TaskApi;

/// <summary>
/// A clock that runs a number of times as fast as another one, from the moment of its creation: at speed 10, a task that takes
/// a minute is done after six seconds. Timers come due accordingly, rounded up to whole milliseconds of the inner clock, so that none is early.
/// </summary>
public sealed class ScaledTimeProvider : TimeProvider
{
    private readonly TimeProvider _inner;
    private readonly double _speed;
    private readonly DateTimeOffset _startUtc;
    private readonly long _startTimestamp;

    /// <summary>A clock that starts now, at the inner clock's time.</summary>
    /// <param name="speed">How many seconds pass for each second of the inner clock; above zero and finite.</param>
    /// <param name="inner">The clock to follow; the system's when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is not a finite number above zero.</exception>
    public ScaledTimeProvider(double speed, TimeProvider? inner = null)
    {
        if (!(speed > 0) || double.IsInfinity(speed))
        {
            throw new ArgumentOutOfRangeException(nameof(speed), speed, "The speed must be a finite number above zero.");
        }

        _inner = inner ?? System;
        _speed = speed;
        _startUtc = _inner.GetUtcNow();
        _startTimestamp = _inner.GetTimestamp();
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => _inner.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _inner.LocalTimeZone;

    /// <inheritdoc/>
    /// <remarks>Counted from the inner clock's timestamps, so a correction of the machine's clock is not multiplied.</remarks>
    public override DateTimeOffset GetUtcNow() => _startUtc + GetElapsedTime(_startTimestamp, GetTimestamp());

    /// <inheritdoc/>
    public override long GetTimestamp() => _startTimestamp + (long)((_inner.GetTimestamp() - _startTimestamp) * _speed);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(this, _inner.CreateTimer(callback, state, ToInner(dueTime), ToInner(period)));

    /// <summary>The inner clock's moment for one of this clock's.</summary>
    internal DateTimeOffset ToInner(DateTimeOffset moment) => Shift(_startUtc, (moment - _startUtc).Ticks / _speed);

    /// <summary>This clock's moment for one of the inner clock's.</summary>
    internal DateTimeOffset FromInner(DateTimeOffset moment) => Shift(_startUtc, (moment - _startUtc).Ticks * _speed);

    /// <summary>The inner clock's span for a span of this one; "never" and "at once" stay what they are.</summary>
    internal TimeSpan ToInner(TimeSpan span) =>
        span <= TimeSpan.Zero ? span : TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(span.TotalMilliseconds / _speed)));

    /// <summary>A moment so many ticks later; the first or last there is when it would be beyond. Tasks from files can be from any time.</summary>
    private static DateTimeOffset Shift(DateTimeOffset from, double ticks) =>
        ticks <= DateTimeOffset.MinValue.Ticks - (double)from.UtcTicks ? DateTimeOffset.MinValue
        : ticks >= DateTimeOffset.MaxValue.Ticks - (double)from.UtcTicks ? DateTimeOffset.MaxValue
        : from.AddTicks((long)ticks);
}
