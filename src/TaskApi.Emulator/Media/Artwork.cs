using System;

namespace TaskApi.Emulator.Media;

/// <summary>
/// The abstract picture of a seed: translucent discs over a vertical gradient of two colours. Away from the discs' edges a
/// row has long runs of one colour, which is what keeps the files small.
/// </summary>
internal sealed class Artwork
{
    private const int DiscCount = 5;
    private readonly int _width;
    private readonly int _height;
    private readonly Rgb _top;
    private readonly Rgb _bottom;
    private readonly Disc[] _discs = new Disc[DiscCount];

    /// <summary>Composes the picture of a seed.</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="edge">How many pixels wide the soft edge of a shape is.</param>
    /// <param name="seed">What to compose from.</param>
    public Artwork(int width, int height, double edge, uint seed)
    {
        _width = width;
        _height = height;
        var random = new SeededRandom(seed);
        double hue = random.Next();

        // A deep colour over a light one an eighth to a third of the colour wheel away looks like a sky at dusk.
        double turn = random.Between(0.12, 0.33) * (random.Next() < 0.5 ? -1 : 1);
        _top = Rgb.FromHsv(hue + 1, random.Between(0.6, 0.8), random.Between(0.3, 0.45));
        _bottom = Rgb.FromHsv(hue + turn + 1, random.Between(0.4, 0.6), random.Between(0.85, 1));

        double unit = Math.Min(width, height);
        for (int i = 0; i < DiscCount; i++)
        {
            // Each disc keeps to its own part of the width, or a seed may heap them all on one side.
            double x = (i + random.Next()) / DiscCount * width;
            double y = random.Between(0.1, 0.9) * height;
            double radius = random.Between(0.12, 0.42) * unit;
            Rgb colour = Rgb.FromHsv(hue + (turn * random.Between(0.3, 1.6)) + 1, random.Between(0.3, 0.6), 1);
            _discs[i] = new Disc(x, y, radius, edge, colour, random.Between(0.2, 0.5));
        }
    }

    /// <summary>Makes a row that <see cref="PaintRow"/> can paint: red, green and blue bytes for each pixel.</summary>
    public byte[] NewRow() => new byte[_width * 3];

    /// <summary>Paints one row of the picture.</summary>
    public void PaintRow(byte[] row, int y)
    {
        Rgb sky = Rgb.Between(_top, _bottom, (y + 0.5) / _height);
        for (int at = 0; at < row.Length; at += 3)
        {
            row[at] = sky.Red;
            row[at + 1] = sky.Green;
            row[at + 2] = sky.Blue;
        }

        foreach (Disc disc in _discs)
        {
            disc.Blend(row, y);
        }
    }
}
