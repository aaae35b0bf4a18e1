using System;

namespace TaskApi.Emulator.Media;

/// <summary>A colour as brightness and two colour differences, as videos store it.</summary>
internal readonly record struct YCbCr(int Y, int Cb, int Cr)
{
    /// <summary>The mid-grey that H.264 predicts where there is nothing to predict from (ISO/IEC 14496-10, section 8.3.3.3).</summary>
    public static readonly YCbCr Grey = new(128, 128, 128);

    /// <summary>Converts a colour by ITU-R BT.709, with the range 16 to 235 for brightness and 16 to 240 for the differences.</summary>
    public static YCbCr From(Rgb colour)
    {
        double red = colour.Red / 255.0;
        double green = colour.Green / 255.0;
        double blue = colour.Blue / 255.0;
        double brightness = (0.2126 * red) + (0.7152 * green) + (0.0722 * blue);
        return new YCbCr(
            (int)Math.Round(16 + (219 * brightness)),
            (int)Math.Round(128 + (224 * (blue - brightness) / 1.8556)),
            (int)Math.Round(128 + (224 * (red - brightness) / 1.5748)));
    }

    /// <summary>How far another colour is.</summary>
    public int DistanceTo(YCbCr other) => Math.Abs(Y - other.Y) + Math.Abs(Cb - other.Cb) + Math.Abs(Cr - other.Cr);
}
