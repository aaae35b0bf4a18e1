using System.Collections.Generic;

namespace TaskApi;

/// <summary>
/// Remembers which keys the rows of files have had. Of a key only a hash is kept, so that a million rows need some tens of megabytes
/// whatever their keys are, and rows without a key nothing.
/// </summary>
internal sealed class KeyBook
{
    private const ulong Start = 14695981039346656037;

    // Most tables number their rows. Keys that only ascend cannot meet, so they are just noted, which costs a tenth of looking them up;
    // the first one that is out of order moves them to the dictionary.
    private List<KeyValuePair<ulong, long>>? _ascending = [];
    private string? _last;

    // The first row of a file with that key, by the hash of both.
    private Dictionary<ulong, long>? _lines;
    private string? _path;
    private ulong _pathHash;

    /// <summary>Notes a row's key.</summary>
    /// <returns>The line of an earlier row of the same file with the same key; null when there is none, or it is this row given again.</returns>
    public long? Note(string key, GenSource source)
    {
        bool isNewFile = !ReferenceEquals(_path, source.Path);
        if (isNewFile)
        {
            // Rows of one file come together, so this is once a file.
            _path = source.Path;
            _pathHash = Hash(Start, source.Path);
        }

        ulong hash = Hash(_pathHash, key);
        if (_ascending is not null && (_last is null || (!isNewFile && IsAfter(key, _last))))
        {
            _ascending.Add(new KeyValuePair<ulong, long>(hash, source.Line));
            _last = key;
            return null;
        }

        Dictionary<ulong, long> lines = _lines ??= LookUp();
        if (lines.TryGetValue(hash, out long line))
        {
            return line == source.Line ? null : line;
        }

        lines.Add(hash, source.Line);
        return null;
    }

    /// <summary>row9 comes before row10, as people count.</summary>
    private static bool IsAfter(string key, string last) => key.Length == last.Length ? string.CompareOrdinal(key, last) > 0 : key.Length > last.Length;

    private Dictionary<ulong, long> LookUp()
    {
        var lines = new Dictionary<ulong, long>(_ascending!.Count * 2);
        foreach (KeyValuePair<ulong, long> known in _ascending)
        {
            lines[known.Key] = known.Value;
        }

        _ascending = null;
        _last = null;
        return lines;
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
