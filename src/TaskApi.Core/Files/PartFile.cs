using System;
using System.IO;
using System.Runtime.InteropServices;

namespace TaskApi;

/// <summary>
/// A file while it is written: beside its name, hidden by a leading dot, under a name of its own that is never used again, and gone unless
/// it was kept or left. It is open for its owner alone until it has its name, and so is its own lock: whoever can open it knows that the
/// owner has left it or has died, and is the owner from then on. So no process touches another one's part, and what a killed one left is
/// always found. What it is a part of is told by the record beside it (<see cref="PartRecord"/>), which is written when there is something
/// worth going on with: a file that arrives at once never has one.
/// </summary>
internal sealed class PartFile : IDisposable
{
    /// <summary>The extension of what is not whole yet.</summary>
    public const string Extension = ".part";

    // What comes from the network comes in pieces that are large enough.
    private const int NoBuffer = 1;
    private const string Mark = "gen-";
    private const int MarkLength = 16;

    // Each is lost only to another process that looks through the folder in that very moment.
    private const int MostTries = 10;

    private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    private bool _isNoted;
    private bool _isNamed;
    private bool _isOver;

    private PartFile(string path, Stream stream)
    {
        Path = path;
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
            string mark = Mark + Guid.NewGuid().ToString("N").Substring(0, MarkLength - Mark.Length);
            string path = System.IO.Path.Combine(folder, "." + name + "." + mark + Extension);
            try
            {
                Stream stream = open(path);

                // On Unix, to make a file and to lock it are two steps: whoever clears up in between takes it for a dead process's.
                if (File.Exists(path))
                {
                    return new PartFile(path, stream);
                }

                stream.Dispose();
                throw new IOException($"The file '{path}' was taken away at once.");
            }
            catch (IOException) when (tries < MostTries)
            {
                // Another name may have more luck.
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

        if (string.CompareOrdinal(part, mark, Mark, 0, Mark.Length) != 0)
        {
            return null;
        }

        for (int i = mark + Mark.Length; i < mark + MarkLength; i++)
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
        Stream? stream = null;
        try
        {
            stream = Open(path, FileMode.Open);

            // Its owner may have given it its name between the two steps of opening: then this is a whole file, and not to be touched.
            if (!File.Exists(path))
            {
                stream.Dispose();
            }
            else if (PartRecord.Read(path) is { } record)
            {
                return (new PartFile(path, stream) { _isNoted = true }, record);
            }
            else
            {
                End(path, stream);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or nothing that this process may touch.
            stream?.Dispose();
        }

        return null;
    }

    /// <summary>Notes what this is a part of, so that a later process can go on with it. What has its name by now is a part of nothing.</summary>
    public void Note(PartRecord record)
    {
        if (_isOver)
        {
            return;
        }

        // Also one that is half written has to go.
        _isNoted = true;
        record.Write(Path);
    }

    /// <summary>Empties the file; it is a part of nothing.</summary>
    public void Restart()
    {
        if (_isNoted)
        {
            // First: other bytes are never those that it tells of.
            File.Delete(PartRecord.Of(Path));
            _isNoted = false;
        }

        Stream.SetLength(0);
        Stream.Position = 0;
    }

    /// <summary>Closes the file and leaves it for a later process; false when that could not go on with it, because nothing was noted.</summary>
    public bool Leave()
    {
        if (_isOver || !_isNoted)
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
        return true;
    }

    /// <summary>Gives the whole file its name.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="replace">True: a file that is there is replaced, in one step.</param>
    /// <returns>False when a file is there that may not be replaced.</returns>
    public bool Keep(string path, bool replace)
    {
        Stream.Flush();
        try
        {
            // While it is open: nobody takes it in between.
            if (!replace || !File.Exists(path))
            {
                File.Move(Path, path);
            }
            else
            {
                if (IsWindows)
                {
                    // Replaces nothing with what is open. Should another process clear it away now, the result is saved again.
                    Stream.Dispose();
                }

                File.Replace(Path, path, destinationBackupFileName: null);
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
        End(Path, Stream, isThere: !_isNamed, isNoted: _isNoted);
    }

    /// <summary>Takes away a file of this module's, if that is possible: what was reported before matters more than a left-over file.</summary>
    internal static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is found again when the folder is looked through the next time.
        }
    }

    /// <summary>Opens a file for this process alone, which Windows renames only if that is allowed to others as well.</summary>
    private static FileStream Open(string path, FileMode mode) =>
        new(path, mode, FileAccess.ReadWrite, IsWindows ? FileShare.Delete : FileShare.None, NoBuffer);

    /// <summary>Takes away what is left of a part while nobody else can open it, its record last: a record without a part is nobody's.</summary>
    private static void End(string path, Stream stream, bool isThere = true, bool isNoted = true)
    {
        if (isThere)
        {
            Remove(path);
        }

        if (isNoted)
        {
            Remove(PartRecord.Of(path));
        }

        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // Closing writes what is left: on a full disk that fails a second time.
        }
    }
}
