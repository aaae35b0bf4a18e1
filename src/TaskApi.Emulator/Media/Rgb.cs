using System;

namespace TaskApi.Emulator.Media;

/// <summary>A colour with eight bits for each of red, green and blue.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>The colour of a hue (in turns, so that 1.25 is 0.25), a saturation and a value from zero to one.</summary>
    public static Rgb FromHsv(double hue, double saturation, double value)
    {
        return new Rgb(Channel(5), Channel(3), Channel(1));

        // Each channel is the same trapezoid over the six sextants of the hue, shifted by a third of a turn.
        byte Channel(int shift)
        {
            double sextant = (shift + (hue * 6)) % 6;
            double depth = Math.Max(0, Math.Min(1, Math.Min(sextant, 4 - sextant)));
            return (byte)Math.Round(255 * value * (1 - (saturation * depth)));
        }
    }

    /// <summary>The colour at a place between two colours: zero is the first, one is the second.</summary>
    public static Rgb Between(Rgb first, Rgb second, double place)
    {
        return new Rgb(Channel(first.Red, second.Red), Channel(first.Green, second.Green), Channel(first.Blue, second.Blue));

        byte Channel(byte from, byte to) => (byte)Math.Round(from + ((to - from) * place));
    }
}
