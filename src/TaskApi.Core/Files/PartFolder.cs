using System;
using System.Collections.Generic;
using System.IO;

namespace TaskApi;

/// <summary>
/// What earlier processes, stopped or killed, left in a folder. It is looked through once, when it is first asked: what nobody can go on
/// with is cleared away then, the rest waits for its task. What is no part of this module's is never touched.
/// </summary>
/// <param name="folder">The folder's full path; it need not exist.</param>
internal sealed class PartFolder(string folder)
{
    // The paths of parts, by the names that they will have.
    private readonly Dictionary<string, List<string>> _left = new(StringComparer.Ordinal);
    private bool _isListed;

    /// <summary>Clears away what nobody can go on with.</summary>
    public void Sweep()
    {
        lock (_left)
        {
            if (_isListed)
            {
                return;
            }

            _isListed = true;
            foreach (string path in Hidden())
            {
                Look(path);
            }
        }
    }

    /// <summary>Tells of a part that was left just now.</summary>
    /// <param name="path">The part's path.</param>
    public void Add(string path)
    {
        if (PartFile.NameOf(path) is { } name)
        {
            lock (_left)
            {
                if (!_left.TryGetValue(name, out List<string>? paths))
                {
                    _left.Add(name, paths = []);
                }

                paths.Add(path);
            }
        }
    }

    /// <summary>Takes over the longest part of a result that nobody is writing; the others of the same result are cleared away.</summary>
    /// <param name="name">The name that the whole file will have, without extension.</param>
    /// <param name="source">What it has to be a part of; null for a text.</param>
    /// <returns>Null when there is nothing to go on with.</returns>
    public (PartFile Part, PartRecord Record)? TakeOver(string name, PartSource? source)
    {
        Sweep();
        (PartFile Part, PartRecord Record)? best = null;
        foreach (string path in Candidates(name))
        {
            if (PartFile.TakeOver(path) is not var (part, record))
            {
                continue;
            }

            if (record.Source != source)
            {
                // Another task's, which may want it.
                _ = part.Leave();
                Add(path);
            }
            else if (best is { } other && other.Part.Stream.Length >= part.Stream.Length)
            {
                part.Dispose();
            }
            else
            {
                best?.Part.Dispose();
                best = (part, record);
            }
        }

        return best;
    }

    /// <summary>Clears away the parts of a result whose file is there.</summary>
    /// <param name="name">The file's name, without extension.</param>
    /// <param name="source">The result; null for a text.</param>
    public void Clear(string name, PartSource? source) => TakeOver(name, source)?.Part.Dispose();

    private string[] Hidden()
    {
        try
        {
            return Directory.GetFiles(folder, ".*" + PartFile.Extension + "*");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder that is not there has no parts; what else is wrong with it is told by whoever writes into it.
            return [];
        }
    }

    private void Look(string path)
    {
        if (PartFile.NameOf(path) is null)
        {
            ClearRecord(path);
            return;
        }

        _ = PartFile.TakeOver(path)?.Part.Leave();

        // Also one that somebody has at the moment, who may be looking as well.
        if (File.Exists(path))
        {
            Add(path);
        }
    }

    /// <summary>Clears a record away whose part is not there: the part came before it, and is whole by now or gone.</summary>
    private static void ClearRecord(string path)
    {
        string part = path.EndsWith(PartRecord.Extension, StringComparison.Ordinal) ? path.Substring(0, path.Length - PartRecord.Extension.Length) : path;
        if (PartFile.NameOf(part) is not null && !File.Exists(part))
        {
            PartFile.Remove(path);
        }
    }

    private string[] Candidates(string name)
    {
        lock (_left)
        {
            if (!_left.TryGetValue(name, out List<string>? paths))
            {
                return [];
            }

            _left.Remove(name);
            return [.. paths];
        }
    }
}
