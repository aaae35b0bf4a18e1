using System;
using System.Collections.Generic;

namespace TaskApi.Emulator.Media;

/// <summary>The frames of a video and their times.</summary>
internal sealed class VideoTrack
{
    /// <summary>How many units of time a second has.</summary>
    public const int UnitsPerSecond = 1000;

    private const double SecondsPerSway = 8;

    // The view moves by this part of the frame to each side.
    private const double Sway = 0.03;

    /// <summary>Makes the slowly moving picture of a seed.</summary>
    /// <param name="width">The width in pixels, which is even.</param>
    /// <param name="height">The height in pixels, which is even.</param>
    /// <param name="duration">How long the track is, in units of time.</param>
    /// <param name="seed">What the picture depends on.</param>
    public VideoTrack(int width, int height, int duration, uint seed)
    {
        Width = width;
        Height = height;
        Duration = duration;

        // A frame's bytes grow with its size; fewer frames keep a video above full HD small.
        int framesPerSecond = width * height > 1920 * 1088 ? 8 : 10;
        FrameDuration = UnitsPerSecond / framesPerSecond;
        Format = new H264Format(width, height, framesPerSecond);
        Frames = MakeFrames((duration + FrameDuration - 1) / FrameDuration, seed);
    }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>How long the track is, in units of time.</summary>
    public int Duration { get; }

    /// <summary>How long each frame but the last is shown, in units of time; the last has the rest of the duration.</summary>
    public int FrameDuration { get; }

    /// <summary>How the frames are coded.</summary>
    public H264Format Format { get; }

    /// <summary>The frames, each as one unit of the H.264 stream.</summary>
    public IReadOnlyList<byte[]> Frames { get; }

    /// <summary>Whether a player can start at a frame.</summary>
    public static bool IsKeyFrame(int index) => index % H264Writer.LongestScene == 0;

    private List<byte[]> MakeFrames(int count, uint seed)
    {
        var writer = new H264Writer(Format);
        var frames = new List<byte[]>(count);
        for (int i = 0; i < count; i++)
        {
            int scene = i / H264Writer.LongestScene;
            int index = i % H264Writer.LongestScene;
            frames.Add(IsKeyFrame(i) ? writer.KeyPicture(scene, seed + (uint)scene) : MovedFrame(writer, index));
        }

        return frames;
    }

    // The view runs through a lying eight, which starts and ends where the key picture is.
    private byte[] MovedFrame(H264Writer writer, int index)
    {
        double angle = 2 * Math.PI * index * FrameDuration / (UnitsPerSecond * SecondsPerSway);
        return writer.MovedPicture(index, Quarters(Width * Math.Sin(angle)), Quarters(Height * Math.Sin(2 * angle)));

        static int Quarters(double pixels) => (int)Math.Round(4 * Sway * pixels);
    }
}
