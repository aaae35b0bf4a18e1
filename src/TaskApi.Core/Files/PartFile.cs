using System;
using System.IO;

namespace TaskApi;

/// <summary>
/// A file while it is written: beside its name, hidden by a leading dot, and gone unless it was kept or left. Nobody else's is ever
/// touched: another process may be saving the same result into the same folder. What a process left, or died over, is gone on with if its
/// record beside it says what it is, and if nobody holds it open.
/// </summary>
internal sealed class PartFile : IDisposable
{
    /// <summary>The extension of what is not whole yet.</summary>
    public const string Extension = ".part";

    private const int BufferLength = 128 * 1024;

    // A download that is alive writes at least once a minute.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _path;
    private readonly bool _mayHaveRecord;
    private bool _isNamed;

    private PartFile(string path, Stream stream, bool mayHaveRecord = true)
    {
        _path = path;
        _mayHaveRecord = mayHaveRecord;
        Stream = stream;
    }

    /// <summary>What is written.</summary>
    public Stream Stream { get; }

    /// <summary>Opens a file for the network's pace. As long as it is open, nobody else can open it.</summary>
    public static Stream Open(string path) => Open(path, FileMode.CreateNew);

    /// <summary>Begins a file.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="name">The name that the whole file will have, without extension.</param>
    /// <param name="open">Opens a new file; fails when there is one.</param>
    /// <param name="now">The time, to know what a crash left behind.</param>
    public static PartFile Create(string folder, string name, Func<string, Stream> open, DateTimeOffset now)
    {
        string path = PathOf(folder, name);
        if (File.Exists(path) && now - File.GetLastWriteTimeUtc(path) > Abandoned)
        {
            Remove(path);
        }

        try
        {
            return new PartFile(path, open(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Mostly another process's, which may have got its name by now, so that looking for it proves nothing. What else it was happens again.
            path = Path.Combine(folder, "." + name + "." + Guid.NewGuid().ToString("N").Substring(0, 8) + Extension);
            return new PartFile(path, open(path), mayHaveRecord: false);
        }
    }

    /// <summary>Takes over what an earlier process left behind; null when there is nothing that can be gone on with.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name that the whole file will have, without extension.</param>
    /// <param name="source">What the file has to be a part of.</param>
    public static (PartFile Part, PartRecord Record)? Adopt(string folder, string name, PartSource source)
    {
        string path = PathOf(folder, name);
        if (PartRecord.Read(path, source) is null || !File.Exists(path))
        {
            return null;
        }

        Stream? stream = null;
        try
        {
            stream = Open(path, FileMode.Open);

            // Whoever was writing it takes the record away before the part gets its name: if it is still there, the part is nobody's.
            if (PartRecord.Read(path, source) is { } record)
            {
                return (new PartFile(path, stream), record);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another process is writing it.
        }

        stream?.Dispose();
        return null;
    }

    /// <summary>Notes what this is a part of, so that a later process can go on with it.</summary>
    public void Note(PartRecord record)
    {
        if (_mayHaveRecord)
        {
            record.Write(_path);
        }
    }

    /// <summary>Empties the file; it is a part of nothing.</summary>
    public void Restart()
    {
        Forget();
        Stream.SetLength(0);
        Stream.Position = 0;
    }

    /// <summary>Closes the file and leaves it for a later process; true when that can go on with it.</summary>
    public bool Leave()
    {
        if (!_mayHaveRecord || !PartRecord.Exists(_path))
        {
            return false;
        }

        try
        {
            Stream.Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Gives the whole file its name.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="replace">True: a file that is there is replaced, in one step.</param>
    /// <returns>False when a file is there that may not be replaced.</returns>
    public bool Keep(string path, bool replace)
    {
        // Before it is closed: see Adopt.
        Forget();
        Stream.Dispose();
        try
        {
            if (replace && File.Exists(path))
            {
                File.Replace(_path, path, destinationBackupFileName: null);
            }
            else
            {
                File.Move(_path, path);
            }

            _isNamed = true;
            return true;
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>Leaves nothing half behind.</summary>
    public void Dispose()
    {
        if (_isNamed)
        {
            // What has the part's name by now is another process's.
            return;
        }

        Forget();
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // Closing writes what is left: on a full disk that fails a second time.
        }

        Remove(_path);
    }

    private static string PathOf(string folder, string name) => Path.Combine(folder, "." + name + Extension);

    private static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None, BufferLength, useAsync: true);

    private void Forget()
    {
        if (_mayHaveRecord)
        {
            PartRecord.Remove(_path);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What was reported before matters more than a left-over file.
        }
    }
}
