namespace TaskApi.Emulator.Media;

/// <summary>A small random sequence that a seed determines on every runtime, which <see cref="System.Random"/> does not promise.</summary>
internal sealed class SeededRandom
{
    private uint _state;

    /// <summary>Starts the sequence of a seed.</summary>
    public SeededRandom(uint seed) => _state = seed;

    /// <summary>The next number of the sequence, at least zero and less than one.</summary>
    public double Next()
    {
        // A Weyl sequence through the finalizer of MurmurHash3: neighbouring seeds, zero included, give unrelated numbers.
        _state += 0x9E3779B9;
        uint mixed = _state;
        mixed = (mixed ^ (mixed >> 16)) * 0x85EBCA6B;
        mixed = (mixed ^ (mixed >> 13)) * 0xC2B2AE35;
        mixed ^= mixed >> 16;
        return mixed / (uint.MaxValue + 1.0);
    }

    /// <summary>The next number, at least <paramref name="low"/> and less than <paramref name="high"/>.</summary>
    public double Between(double low, double high) => low + ((high - low) * Next());
}
