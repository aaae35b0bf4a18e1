using System;
using System.IO;
using System.Text;

namespace TaskApi.Emulator.Media;

/// <summary>Writes WAV sounds (RIFF with PCM samples; Multimedia Programming Interface and Data Specifications 1.0, chapter 3).</summary>
internal static class WavWriter
{
    private const int SamplesPerSecond = 8000;
    private const int BytesPerSample = 2;
    private const int HeaderLength = 44;

    /// <summary>Writes the melody of a seed: one channel, 16 bits, 8 kHz.</summary>
    /// <param name="duration">How long the sound lasts.</param>
    /// <param name="seed">What the melody depends on.</param>
    /// <returns>The file.</returns>
    public static byte[] Write(TimeSpan duration, uint seed)
    {
        // The format counts bytes in 32 bits, and an array of .NET in 31.
        double count = Math.Round(duration.TotalSeconds * SamplesPerSecond);
        if (count < 0 || count > (int.MaxValue / BytesPerSample) - HeaderLength)
        {
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "A sound cannot last so long, or less than no time.");
        }

        int dataLength = (int)count * BytesPerSample;
        byte[] file = new byte[HeaderLength + dataLength];
        using var writer = new BinaryWriter(new MemoryStream(file));
        WriteHeader(writer, dataLength);
        var melody = new Melody(SamplesPerSecond, (int)count, seed);
        for (int i = 0; i < (int)count; i++)
        {
            writer.Write((short)Math.Round(melody.At(i) * short.MaxValue));
        }

        return file;
    }

    private static void WriteHeader(BinaryWriter writer, int dataLength)
    {
        writer.Write(Encoding.ASCII.GetBytes("RIFF"));
        writer.Write(HeaderLength - 8 + dataLength); // All that follows this number.
        writer.Write(Encoding.ASCII.GetBytes("WAVEfmt "));
        writer.Write(16); // The length of the format chunk.
        writer.Write((short)1); // Format: PCM.
        writer.Write((short)1); // Channels.
        writer.Write(SamplesPerSecond);
        writer.Write(SamplesPerSecond * BytesPerSample); // Bytes a second.
        writer.Write((short)BytesPerSample); // Bytes for a sample of all channels.
        writer.Write((short)(BytesPerSample * 8));
        writer.Write(Encoding.ASCII.GetBytes("data"));
        writer.Write(dataLength);
    }
}
