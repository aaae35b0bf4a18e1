using System;
using System.Globalization;

namespace TaskApi.Emulator.Media;

/// <summary>Turns the words that requests use for the size of a picture into pixels.</summary>
internal static class FrameSize
{
    private const double WidestRatio = 8;
    private const int DefaultShortSide = 720;
    private const int DefaultLongSide = 1024;

    /// <summary>The width and the height of what a request asks for.</summary>
    /// <param name="aspectRatio">Such as <c>16:9</c>; otherwise a picture is square and a video is 16:9.</param>
    /// <param name="resolution">Such as <c>720p</c> or <c>4k</c> for a video's short side, <c>2K</c> for a picture's long side.</param>
    /// <param name="video">Whether the size is a video's, whose sides are even (4:2:0 halves the colour in both directions).</param>
    /// <returns>The size in pixels.</returns>
    public static (int Width, int Height) For(string? aspectRatio, string? resolution, bool video)
    {
        double ratio = Ratio(aspectRatio) ?? (video ? 16.0 / 9 : 1);
        double stretch = Math.Max(ratio, 1 / ratio);
        double longSide = video ? Math.Min(ShortSide(resolution) * stretch, Mp4Writer.MaxSide) : LongSide(resolution);
        double shortSide = longSide / stretch;
        int step = video ? 2 : 1;
        int rounded = Round(shortSide, step);
        return ratio < 1 ? (rounded, Round(longSide, step)) : (Round(longSide, step), rounded);
    }

    private static int Round(double side, int step) => (int)Math.Round(side / step, MidpointRounding.AwayFromZero) * step;

    private static double? Ratio(string? aspectRatio)
    {
        string[] sides = (aspectRatio ?? string.Empty).Split(':');
        if (sides.Length != 2 || !TryParse(sides[0], out double width) || !TryParse(sides[1], out double height))
        {
            return null;
        }

        // A division by zero gives infinity or not-a-number, and fails here too.
        double ratio = width / height;
        return ratio is >= 1 / WidestRatio and <= WidestRatio ? ratio : null;
    }

    private static int ShortSide(string? resolution) => Words(resolution) switch
    {
        "2k" => 1440,
        "4k" => 2160,
        string words when IsNumberBefore(words, 'p', out double lines) && lines is >= 144 and <= 2160 => (int)lines,
        _ => DefaultShortSide,
    };

    private static int LongSide(string? resolution) =>
        IsNumberBefore(Words(resolution), 'k', out double thousands) && thousands is >= 0.25 and <= 4
            ? (int)(thousands * 1024)
            : DefaultLongSide;

    private static string Words(string? resolution) => (resolution ?? string.Empty).Trim().ToLowerInvariant();

    private static bool IsNumberBefore(string words, char unit, out double number)
    {
        number = 0;
        return words.Length > 1 && words[words.Length - 1] == unit && TryParse(words.Substring(0, words.Length - 1), out number);
    }

    private static bool TryParse(string text, out double number) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
