using System;

namespace TaskApi.Emulator.Media;

/// <summary>Writes PNG pictures (RFC 2083).</summary>
internal static class PngWriter
{
    /// <summary>The longest side that a picture may have.</summary>
    public const int MaxSide = 8192;

    // Just enough to hide the steps of a slanted edge.
    private const double SoftEdge = 2.5;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Writes the abstract picture of a seed.</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="seed">What the picture depends on.</param>
    /// <returns>The file.</returns>
    public static byte[] Write(int width, int height, uint seed)
    {
        CheckSide(width, nameof(width));
        CheckSide(height, nameof(height));

        var file = new BigEndianWriter();
        file.Bytes(Signature);
        WriteChunk(file, "IHDR", Header(width, height));
        WriteChunk(file, "IDAT", ImageData(width, height, new Artwork(width, height, SoftEdge, seed)));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void CheckSide(int side, string name)
    {
        if (side is < 1 or > MaxSide)
        {
            throw new ArgumentOutOfRangeException(name, side, $"A side of a picture is 1 to {MaxSide} pixels long.");
        }
    }

    // RFC 2083, section 4.1.1.
    private static byte[] Header(int width, int height)
    {
        var header = new BigEndianWriter();
        header.Number32(width);
        header.Number32(height);
        header.Byte(8); // Bits for each sample.
        header.Byte(2); // Colour type: red, green and blue.
        header.Byte(0); // Compression: deflate.
        header.Byte(0); // Filter method: one of five filters for each row.
        header.Byte(0); // No interlace.
        return header.ToArray();
    }

    private static byte[] ImageData(int width, int height, Artwork artwork)
    {
        // RFC 2083, section 6.3: the Sub filter stores the difference from the pixel to the left. Runs of one colour become
        // runs of zeros whatever the colour, and so compress to almost nothing.
        const byte SubFilter = 1;
        const int BytesPerPixel = 3;

        byte[] row = artwork.NewRow();
        byte[] filtered = new byte[1 + (width * BytesPerPixel)];
        filtered[0] = SubFilter;
        using var zlib = new ZlibWriter();
        for (int y = 0; y < height; y++)
        {
            artwork.PaintRow(row, y);
            for (int i = 0; i < row.Length; i++)
            {
                filtered[i + 1] = (byte)(i < BytesPerPixel ? row[i] : row[i] - row[i - BytesPerPixel]);
            }

            zlib.Write(filtered);
        }

        return zlib.Finish();
    }

    // RFC 2083, section 3.2: the length counts the data alone, the checksum covers the type and the data.
    private static void WriteChunk(BigEndianWriter file, string type, byte[] data)
    {
        var body = new BigEndianWriter();
        body.Ascii(type);
        body.Bytes(data);
        byte[] bytes = body.ToArray();

        file.Number32(data.Length);
        file.Bytes(bytes);
        file.Number32(Crc32.Compute(bytes, 0, bytes.Length));
    }
}
