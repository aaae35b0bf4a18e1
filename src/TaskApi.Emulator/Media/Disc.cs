using System;

namespace TaskApi.Emulator.Media;

/// <summary>A translucent disc with a soft edge, in pixels.</summary>
/// <param name="X">The centre's distance from the left side.</param>
/// <param name="Y">The centre's distance from the top side.</param>
/// <param name="Radius">The distance from the centre at which the disc covers by half.</param>
/// <param name="Edge">The width of the ring in which the cover fades from full to none.</param>
/// <param name="Colour">The colour.</param>
/// <param name="Opacity">How much of what lies below the disc hides, from zero to one.</param>
internal sealed record Disc(double X, double Y, double Radius, double Edge, Rgb Colour, double Opacity)
{
    /// <summary>Blends the disc into one row of a picture, given as red, green and blue bytes.</summary>
    public void Blend(byte[] row, int y)
    {
        double rise = y + 0.5 - Y;
        double outer = Radius + (Edge / 2);
        double inner = Math.Max(0, Radius - (Edge / 2));
        double chord = (outer * outer) - (rise * rise);
        if (chord <= 0)
        {
            return;
        }

        int width = row.Length / 3;
        double half = Math.Sqrt(chord);
        int first = Math.Max(0, (int)(X - half));
        int last = Math.Min(width - 1, (int)(X + half));
        for (int x = first; x <= last; x++)
        {
            double run = x + 0.5 - X;
            double square = (run * run) + (rise * rise);

            // Most pixels lie inside the ring: the square root is for the few on it.
            double cover = square <= inner * inner ? 1 : Math.Max(0, (outer - Math.Sqrt(square)) / (outer - inner));
            BlendPixel(row, x * 3, (int)((cover * Opacity * 256) + 0.5));
        }
    }

    private void BlendPixel(byte[] row, int at, int weight)
    {
        row[at] = Mix(row[at], Colour.Red);
        row[at + 1] = Mix(row[at + 1], Colour.Green);
        row[at + 2] = Mix(row[at + 2], Colour.Blue);

        byte Mix(byte below, byte above) => (byte)(below + ((((above - below) * weight) + 128) >> 8));
    }
}
