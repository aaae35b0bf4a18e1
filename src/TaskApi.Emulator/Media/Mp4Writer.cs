using System;

namespace TaskApi.Emulator.Media;

/// <summary>Writes MP4 videos that show the slowly moving picture of a seed.</summary>
internal static class Mp4Writer
{
    /// <summary>The longest side that a video may have.</summary>
    public const int MaxSide = 8192;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Writes a video.</summary>
    /// <param name="width">The width in pixels, which is even.</param>
    /// <param name="height">The height in pixels, which is even.</param>
    /// <param name="duration">How long the video lasts, exact to the millisecond.</param>
    /// <param name="seed">What the picture depends on.</param>
    /// <returns>The file.</returns>
    public static byte[] Write(int width, int height, TimeSpan duration, uint seed)
    {
        CheckSide(width, nameof(width));
        CheckSide(height, nameof(height));
        double units = Math.Round(duration.TotalSeconds * VideoTrack.UnitsPerSecond);
        if (units < 1 || duration > Longest)
        {
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "A video lasts from a millisecond to an hour.");
        }

        return new Mp4Container(new VideoTrack(width, height, (int)units, seed)).ToArray();
    }

    private static void CheckSide(int side, string name)
    {
        if (side is < 2 or > MaxSide || side % 2 != 0)
        {
            throw new ArgumentOutOfRangeException(name, side, $"A side of a video is an even number of pixels up to {MaxSide}.");
        }
    }
}
