using System;

namespace TaskApi.Emulator;

/// <summary>Tells bodies apart without keeping them (FNV-1a, 64 bits).</summary>
internal static class BodyHash
{
    public static ulong Of(ReadOnlySpan<byte> body)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in body)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash;
    }
}
