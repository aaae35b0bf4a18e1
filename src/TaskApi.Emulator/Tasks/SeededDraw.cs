using System;

namespace TaskApi.Emulator;

/// <summary>
/// A stream of random numbers that a seed and a number settle (SplitMix64). Each task draws from its own, so what happens to one does not
/// depend on how requests interleave.
/// </summary>
internal struct SeededDraw
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state;

    public SeededDraw(ulong seed, long number) => _state = Mix(seed + (Golden * (ulong)number)) ^ Mix(seed);

    public ulong NextBits()
    {
        _state += Golden;
        return Mix(_state);
    }

    /// <summary>A number from 0 up to but not including 1.</summary>
    public double NextShare() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A normally distributed number of mean 0 and deviation 1 (Box-Muller).</summary>
    public double NextNormal()
    {
        double distance = Math.Sqrt(-2.0 * Math.Log(1.0 - NextShare()));
        return distance * Math.Cos(2.0 * Math.PI * NextShare());
    }

    /// <summary>A random UUID (version 4).</summary>
    public Guid NextUuid()
    {
        byte[] bytes = new byte[16];
        BitConverter.GetBytes(NextBits()).CopyTo(bytes, 0);
        BitConverter.GetBytes(NextBits()).CopyTo(bytes, 8);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
