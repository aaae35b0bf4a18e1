using System;
using System.Globalization;
using System.IO;
using System.Text.Encodings.Web;
using System.Threading;
using System.Threading.Tasks;
using Fluid.Values;

namespace TaskApi.Reporting;

/// <summary>A saved file as a <c>data:</c> address. It is read piece by piece while the page is written, and is never in memory whole.</summary>
internal sealed class EmbeddedMedia : FluidValue
{
    // Three bytes are four letters: pieces of whole threes can be written one after the other.
    private const int PieceLength = 3 * 16 * 1024;

    private readonly string _path;
    private readonly string _mediaType;
    private readonly CancellationToken _stop;

    /// <summary>A file that is there.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="mediaType">What it is, one of the types that the module knows.</param>
    /// <param name="stop">Ends the reading.</param>
    public EmbeddedMedia(string path, string mediaType, CancellationToken stop)
    {
        _path = path;
        _mediaType = mediaType;
        _stop = stop;
    }

    public override FluidValues Type => FluidValues.Object;

    public override bool Equals(FluidValue? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => _path.GetHashCode();

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => 0;

    public override string ToStringValue() => _path;

    public override object ToObjectValue() => this;

    public override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo)
    {
        Write(writer);
        return default;
    }

    [Obsolete("The base class writes through the other method.")]
    public override void WriteTo(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => Write(writer);

    private void Write(TextWriter writer)
    {
        writer.Write("data:");
        writer.Write(_mediaType);
        writer.Write(";base64,");
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] piece = new byte[PieceLength];
        char[] letters = new char[PieceLength / 3 * 4];
        int length;
        while ((length = Fill(file, piece)) > 0)
        {
            _stop.ThrowIfCancellationRequested();
            writer.Write(letters, 0, Convert.ToBase64CharArray(piece, 0, length, letters, 0));
        }
    }

    private static int Fill(FileStream file, byte[] piece)
    {
        int length = 0;
        int read;
        while (length < piece.Length && (read = file.Read(piece, length, piece.Length - length)) > 0)
        {
            length += read;
        }

        return length;
    }
}
