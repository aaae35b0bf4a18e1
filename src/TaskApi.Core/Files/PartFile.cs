using System;
using System.IO;

namespace TaskApi;

/// <summary>
/// A file while it is written: beside its name, hidden by a leading dot, under a name of its own that is never used again, and gone unless
/// it was kept or left. The record beside it (<see cref="PartRecord"/>) is its lock: it is there before the part and after it, and open for
/// its owner alone. Whoever can open it knows that the owner has left the part or has died, even between closing the part and giving it its
/// name, and is the owner from then on. So no process touches another one's part, and what a killed one left is always known by its record.
/// </summary>
internal sealed class PartFile : IDisposable
{
    /// <summary>The extension of what is not whole yet.</summary>
    public const string Extension = ".part";

    // What comes from the network comes in pieces that are large enough.
    private const int NoBuffer = 1;
    private const int MarkLength = 16;
    private const int MostTries = 3;

    private readonly FileStream _record;
    private bool _isNamed;
    private bool _isOver;

    private PartFile(string path, FileStream record, Stream stream)
    {
        Path = path;
        _record = record;
        Stream = stream;
    }

    /// <summary>Where it is until it is whole.</summary>
    public string Path { get; }

    /// <summary>What is written.</summary>
    public Stream Stream { get; }

    /// <summary>Opens a file for the network's pace, without a buffer. As long as it is open, nobody else can open it.</summary>
    public static Stream Open(string path) => Open(path, FileMode.CreateNew);

    /// <summary>Begins a file.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="name">The name that the whole file will have, without extension.</param>
    /// <param name="open">Opens a new file.</param>
    public static PartFile Create(string folder, string name, Func<string, Stream> open)
    {
        for (int tries = 1; ; tries++)
        {
            string path = System.IO.Path.Combine(folder, "." + name + "." + Guid.NewGuid().ToString("N").Substring(0, MarkLength) + Extension);
            if (Lock(path, tries == MostTries) is not { } record)
            {
                continue;
            }

            try
            {
                return new PartFile(path, record, open(path));
            }
            catch
            {
                End(path, record);
                throw;
            }
        }
    }

    /// <summary>The name that a part will have when it is whole, without extension; null for a file that is no part of this module's.</summary>
    public static string? NameOf(string path)
    {
        string part = System.IO.Path.GetFileName(path);
        int mark = part.Length - Extension.Length - MarkLength;
        if (mark < 3 || part[0] != '.' || part[mark - 1] != '.' || !part.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        for (int i = mark; i < mark + MarkLength; i++)
        {
            if (part[i] is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
            {
                return null;
            }
        }

        return part.Substring(1, mark - 2);
    }

    /// <summary>Takes over a part that an earlier process left. What is of no use to anybody is cleared away.</summary>
    /// <param name="path">The part's path.</param>
    /// <returns>The part and what it is of; null when somebody has it, or there is nothing to go on with.</returns>
    public static (PartFile Part, PartRecord Record)? TakeOver(string path)
    {
        FileStream? file = null;
        try
        {
            file = PartRecord.Open(path, FileMode.Open);
            if (File.Exists(path) && PartRecord.Read(file) is { } record)
            {
                return (new PartFile(path, file, Open(path, FileMode.Open)), record);
            }

            End(path, file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or nothing that this process may touch.
            file?.Dispose();
        }

        return null;
    }

    /// <summary>Notes what this is a part of, so that a later process can go on with it.</summary>
    public void Note(PartRecord record) => record.Write(_record);

    /// <summary>Empties the file; it is a part of nothing.</summary>
    public void Restart()
    {
        _record.SetLength(0);
        Stream.SetLength(0);
        Stream.Position = 0;
    }

    /// <summary>Closes the file and leaves it for a later process; false when that could not go on with it.</summary>
    public bool Leave()
    {
        if (_isOver || _record.Length == 0)
        {
            return false;
        }

        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            return false;
        }

        _isOver = true;
        _record.Dispose();
        return true;
    }

    /// <summary>Gives the whole file its name.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="replace">True: a file that is there is replaced, in one step.</param>
    /// <returns>False when a file is there that may not be replaced.</returns>
    public bool Keep(string path, bool replace)
    {
        // Not every system renames what is open. The record is open all the while: nobody takes the part in between.
        Stream.Dispose();
        try
        {
            if (replace && File.Exists(path))
            {
                File.Replace(Path, path, destinationBackupFileName: null);
            }
            else
            {
                File.Move(Path, path);
            }

            _isNamed = true;
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            // It is of no use any more.
        }

        Dispose();
        return _isNamed;
    }

    /// <summary>Leaves nothing half behind.</summary>
    public void Dispose()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // Closing writes what is left: on a full disk that fails a second time.
        }

        End(Path, _record);
    }

    /// <summary>
    /// Makes a record and locks it, which are two steps on Unix: whoever clears up in between takes the record for a dead process's, and
    /// takes it away.
    /// </summary>
    /// <returns>Null when that happened: another name may have more luck.</returns>
    private static FileStream? Lock(string path, bool isLast)
    {
        FileStream record;
        try
        {
            record = PartRecord.Open(path, FileMode.CreateNew);
        }
        catch (IOException) when (!isLast)
        {
            return null;
        }

        if (File.Exists(record.Name))
        {
            return record;
        }

        record.Dispose();
        return isLast ? throw new IOException($"The file '{record.Name}' was taken away at once.") : null;
    }

    private static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None, NoBuffer);

    /// <summary>Takes away what is left of a part, its record last: a part without one would stay for ever.</summary>
    private static void End(string path, FileStream record)
    {
        if (!Remove(path))
        {
            record.Dispose();
            return;
        }

        // While it is locked, see Lock; Windows does it only afterwards, but makes and locks a file in one step.
        _ = Remove(record.Name);
        record.Dispose();
        _ = Remove(record.Name);
    }

    private static bool Remove(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What was reported before matters more than a left-over file.
            return failure is DirectoryNotFoundException;
        }
    }
}
