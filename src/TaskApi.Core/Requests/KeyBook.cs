using System.Collections.Generic;

namespace TaskApi;

/// <summary>
/// Remembers which keys the rows of files have had. Of a key only a hash is kept, so that a million rows need some tens of megabytes
/// whatever their keys are, and rows without a key nothing.
/// </summary>
internal sealed class KeyBook
{
    private const ulong Start = 14695981039346656037;

    // The first row of a file with that key, by the hash of both.
    private readonly Dictionary<ulong, long> _lines = new();
    private string? _path;
    private ulong _pathHash;

    /// <summary>Notes a row's key.</summary>
    /// <returns>The line of an earlier row of the same file with the same key; null when there is none, or it is this row given again.</returns>
    public long? Note(string key, GenSource source)
    {
        if (!ReferenceEquals(_path, source.Path))
        {
            // Rows of one file come together, so this is once a file.
            _path = source.Path;
            _pathHash = Hash(Start, source.Path);
        }

        ulong hash = Hash(_pathHash, key);
        if (_lines.TryGetValue(hash, out long line))
        {
            return line == source.Line ? null : line;
        }

        _lines.Add(hash, source.Line);
        return null;
    }

    /// <summary>FNV-1a, 64 bits: among a million keys, the chance that two different ones meet is one in thirty million.</summary>
    private static ulong Hash(ulong hash, string text)
    {
        foreach (char letter in text)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        return hash;
    }
}
