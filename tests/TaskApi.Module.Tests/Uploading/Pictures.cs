using System;
using System.IO;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Module.Tests.Uploading;

/// <summary>Small files of each kind, on the disk.</summary>
internal static class Pictures
{
    private static readonly byte[] Png =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>The full path of a file of the folder.</summary>
    public static string In(this string name, TemporaryFolder folder) => Path.Combine(folder.Path, name);

    /// <summary>A picture; each number makes another content.</summary>
    public static string WritePicture(this TemporaryFolder folder, string name, byte number = 0) => Write(folder, name, [.. Png, number]);

    /// <summary>The beginning of a film.</summary>
    public static string WriteFilm(this TemporaryFolder folder, string name, int more = 0) =>
        Write(folder, name, [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 2, 0, .. "isommp41"u8, .. new byte[40 + more]]);

    private static string Write(TemporaryFolder folder, string name, byte[] bytes)
    {
        string path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
