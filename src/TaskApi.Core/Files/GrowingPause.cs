using System;

namespace TaskApi;

/// <summary>
/// The pauses between tries of what does not come: half a second to one, then twice as long each time, up to four to eight. Those who
/// failed together shall not come again together, so the length is drawn. Used by one thread at a time.
/// </summary>
internal sealed class GrowingPause
{
    private const double Longest = 8;

    private static readonly Random Draws = new();

    private int _pauses;

    /// <summary>Begins again with a short one.</summary>
    public void Restart() => _pauses = 0;

    /// <summary>The next pause.</summary>
    public TimeSpan Next()
    {
        double share;
        lock (Draws)
        {
            share = 0.5 + (Draws.NextDouble() / 2);
        }

        return TimeSpan.FromSeconds(Math.Min(Math.Pow(2, _pauses++), Longest) * share);
    }
}
