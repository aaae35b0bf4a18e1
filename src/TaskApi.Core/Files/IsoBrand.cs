using System;
using System.Text;

namespace TaskApi;

/// <summary>MP4's family: films, sound and pictures in one kind of box, told apart by the brands in the first one (ISO/IEC 14496-12).</summary>
internal static class IsoBrand
{
    private const int MajorPlace = 8;
    private const int FirstCompatible = 16;
    private const int BrandLength = 4;

    /// <summary>The type by the first box.</summary>
    /// <param name="head">The beginning of a file whose first box is <c>ftyp</c>.</param>
    public static MediaType Of(ReadOnlySpan<byte> head)
    {
        // Pictures name a general brand first and their own among the others.
        string major = Brand(head, MajorPlace);
        MediaType? type = OfBrand(major);
        int end = Math.Min(head.Length, (head[0] << 24) | (head[1] << 16) | (head[2] << 8) | head[3]);
        for (int place = FirstCompatible; type is null && place + BrandLength <= end; place += BrandLength)
        {
            type = OfBrand(Brand(head, place));
        }

        return type ?? (major is "mif1" or "mif2" or "msf1" ? MediaType.Heic : MediaType.Mp4);
    }

    private static string Brand(ReadOnlySpan<byte> head, int place) =>
        head.Length < place + BrandLength ? "" : Encoding.ASCII.GetString(head.Slice(place, BrandLength).ToArray());

    private static MediaType? OfBrand(string brand) => brand switch
    {
        "avif" or "avis" => MediaType.Avif,
        "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "hevm" or "hevs" => MediaType.Heic,
        "M4A " or "M4B " or "M4P " => MediaType.M4a,
        "qt  " => MediaType.QuickTime,
        "isom" or "mp41" or "mp42" or "avc1" or "dash" or "MSNV" or "M4V " or "M4VH" or "M4VP" or "f4v " => MediaType.Mp4,
        _ when brand.StartsWith("3g", StringComparison.Ordinal) => MediaType.ThreeGp,
        _ when brand.StartsWith("iso", StringComparison.Ordinal) => MediaType.Mp4,
        _ => null,
    };
}
