using System;

namespace TaskApi;

/// <summary>
/// Translates between a session's clock, which runs fast with the local emulator, and the clock on the wall: what people are told is never in the
/// future.
/// </summary>
internal static class WallTime
{
    /// <summary>The time on the wall, with the machine's offset.</summary>
    public static DateTimeOffset Now(TimeProvider clock) =>
        clock is ScaledTimeProvider scaled ? TimeZoneInfo.ConvertTime(scaled.ToInner(scaled.GetUtcNow()), scaled.LocalTimeZone) : clock.GetLocalNow();

    /// <summary>The session's time at a moment that is told by the wall's.</summary>
    public static DateTimeOffset ToClock(TimeProvider clock, DateTimeOffset wall) => clock is ScaledTimeProvider scaled ? scaled.FromInner(wall) : wall;

    /// <summary>A task with its duration as the service counts it, where that is not what the wall's clock says.</summary>
    public static GenTask Measured(TimeProvider clock, GenTask task) =>
        clock is ScaledTimeProvider && task is { SubmittedAt: { } submitted, CompletedAt: { } completed }
            ? task with { Elapsed = ToClock(clock, completed) - ToClock(clock, submitted) }
            : task;
}
