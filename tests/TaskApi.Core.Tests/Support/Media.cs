using System;
using System.Text;

namespace TaskApi.Tests.Support;

/// <summary>Small files of each kind.</summary>
internal static class Media
{
    /// <summary>A picture of one pixel.</summary>
    public static readonly byte[] Png =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>The beginning of a film.</summary>
    public static readonly byte[] Mp4 = Encoding.Latin1.GetBytes("\0\0\0\x18" + "ftypisom\0\0\x02\0isommp41" + new string('\0', 40));

    /// <summary>The beginning of a sound.</summary>
    public static readonly byte[] Wav = Encoding.Latin1.GetBytes("RIFF\x24\0\0\0WAVEfmt " + new string('\0', 28));
}
