using System;

namespace TaskApi.Emulator.Media;

/// <summary>Chooses the level that tells a decoder how much work a stream is (ISO/IEC 14496-10, table A-1).</summary>
internal static class H264Level
{
    // level_idc, macroblocks a second, macroblocks a frame.
    private static readonly (int Level, int Rate, int Frame)[] Limits =
    [
        (10, 1485, 99),
        (11, 3000, 396),
        (12, 6000, 396),
        (13, 11880, 396),
        (21, 19800, 792),
        (22, 20250, 1620),
        (30, 40500, 1620),
        (31, 108000, 3600),
        (32, 216000, 5120),
        (40, 245760, 8192),
        (50, 589824, 22080),
        (51, 983040, 36864),
        (52, 2073600, 36864),
        (60, 4177920, 139264),
    ];

    /// <summary>The lowest level for a frame of so many macroblocks a side and so many frames a second.</summary>
    public static int For(int columns, int rows, int framesPerSecond)
    {
        int frame = columns * rows;
        foreach ((int level, int rateLimit, int frameLimit) in Limits)
        {
            // Section A.3.1: neither side may exceed the square root of eight times the frame's limit.
            if (frame <= frameLimit && frame * framesPerSecond <= rateLimit && Math.Max(columns, rows) <= Math.Sqrt(8 * frameLimit))
            {
                return level;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(columns), frame, "No level of H.264 allows so large a frame.");
    }
}
