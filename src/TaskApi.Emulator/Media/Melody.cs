using System;

namespace TaskApi.Emulator.Media;

/// <summary>A gentle tune of plucked notes over a held chord, made from a seed.</summary>
internal sealed class Melody
{
    private const double SecondsPerNote = 0.4;
    private const double LongestFade = 0.5;

    // The four weights add up to less than one, so the loudest moment cannot clip.
    private const double ChordWeight = 0.11;
    private const double NoteWeight = 0.4;
    private const double OvertoneWeight = 0.12;

    // Semitones above the root: the major pentatonic scale has no two notes that clash.
    private static readonly int[] Scale = [0, 2, 4, 7, 9, 12, 14, 16];
    private static readonly int[] Chord = [0, 7, 16];

    private readonly double _samplesPerSecond;
    private readonly double _seconds;
    private readonly double[] _chord;
    private readonly double[] _notes = new double[16];

    /// <summary>Composes the tune of a seed.</summary>
    /// <param name="samplesPerSecond">The sample rate.</param>
    /// <param name="count">How many samples the tune has.</param>
    /// <param name="seed">What to compose from.</param>
    public Melody(int samplesPerSecond, int count, uint seed)
    {
        _samplesPerSecond = samplesPerSecond;
        _seconds = count / (double)samplesPerSecond;
        var random = new SeededRandom(seed);
        double root = random.Between(104, 196); // Any pitch, in or out of tune with a piano: it sounds alone.
        _chord = Array.ConvertAll(Chord, step => Frequency(root, step));

        int step = (int)random.Between(0, Scale.Length);
        for (int i = 0; i < _notes.Length; i++)
        {
            _notes[i] = Frequency(root * 2, Scale[step]);

            // Small steps up and down sing better than leaps.
            step = Math.Max(0, Math.Min(Scale.Length - 1, step + (int)Math.Round(random.Between(-2.5, 2.5))));
        }
    }

    /// <summary>The sample at a place, more than minus one and less than one.</summary>
    public double At(int index)
    {
        double time = index / _samplesPerSecond;
        double sound = 0;
        foreach (double frequency in _chord)
        {
            sound += ChordWeight * Wave(frequency, time);
        }

        int note = (int)(time / SecondsPerNote);
        double sinceStart = time - (note * SecondsPerNote);
        double pitch = _notes[note % _notes.Length];
        double voice = (NoteWeight * Wave(pitch, sinceStart)) + (OvertoneWeight * Wave(pitch * 2, sinceStart));
        return Fade(time) * (sound + (Pluck(sinceStart) * voice));
    }

    private static double Frequency(double root, int semitones) => root * Math.Pow(2, semitones / 12.0);

    private static double Wave(double frequency, double time) => Math.Sin(2 * Math.PI * frequency * time);

    // A quick rise, a decay, and a last slope to silence: a note that is cut off would click.
    private static double Pluck(double sinceStart)
    {
        double rise = Math.Min(1, sinceStart / 0.015);
        double end = Math.Min(1, (SecondsPerNote - sinceStart) / 0.05);
        return rise * end * Math.Exp(-4 * sinceStart);
    }

    private double Fade(double time)
    {
        double length = Math.Min(LongestFade, _seconds / 4);
        return Math.Min(1, Math.Min(time, _seconds - time) / length);
    }
}
