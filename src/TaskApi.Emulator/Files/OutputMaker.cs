using System;
using TaskApi.Emulator.Media;

namespace TaskApi.Emulator;

/// <summary>Makes the files of a completed task, always the same ones for the same task.</summary>
internal static class OutputMaker
{
    private const uint SeedStep = 0x9E3779B9;

    private static readonly TimeSpan FilmLength = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SpeechLength = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan MusicLength = TimeSpan.FromSeconds(8);

    /// <summary>Makes the file of that number, counted from 1.</summary>
    public static byte[] Make(EmulatedTask task, string extension, int number)
    {
        uint seed = SeedOf(task, number);
        TaskShape shape = task.Shape;
        if (extension == "wav")
        {
            return WavWriter.Write(shape.Duration ?? (task.Model.Provider == "suno-ai" ? MusicLength : SpeechLength), seed);
        }

        bool film = extension == "mp4";
        (int width, int height) = FrameSize.For(shape.AspectRatio, shape.Resolution, film);
        return film
            ? Mp4Writer.Write(width, height, shape.Duration ?? FilmLength, seed)
            : PngWriter.Write(width, height, seed);
    }

    public static string TagOf(EmulatedTask task, int number) => $"\"{SeedOf(task, number):x8}\"";

    private static uint SeedOf(EmulatedTask task, int number) => unchecked(task.Seed + (SeedStep * (uint)number));
}
