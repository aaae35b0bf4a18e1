using System;

namespace TaskApi.Emulator;

/// <summary>How long the emulated tasks take. No page gives times: these are round figures of the order that users tell.</summary>
internal static class TaskDurations
{
    public static readonly TimeSpan Video = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan Image = TimeSpan.FromSeconds(12);
    public static readonly TimeSpan Audio = TimeSpan.FromSeconds(25);

    /// <summary>The deviation of the duration's logarithm.</summary>
    public const double Spread = 0.15;

    private const double ShortestPending = 1;
    private const double LongestPending = 3;

    /// <summary>Draws how many seconds a task waits, and how many it takes in all.</summary>
    public static (double Pending, double Total) Draw(GenKind kind, ref SeededDraw draw)
    {
        double pending = ShortestPending + ((LongestPending - ShortestPending) * draw.NextShare());
        double mean = MeanOf(kind).TotalSeconds;

        // A log-normal number's mean lies above its median by the factor exp(spread² / 2).
        double total = mean * Math.Exp((Spread * draw.NextNormal()) - (Spread * Spread / 2));
        return (pending, Math.Max(total, pending + 1));
    }

    public static TimeSpan MeanOf(GenKind kind) => kind switch
    {
        GenKind.Video => Video,
        GenKind.Image => Image,
        _ => Audio,
    };
}
