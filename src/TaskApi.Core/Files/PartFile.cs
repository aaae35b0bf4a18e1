using System;
using System.IO;

namespace TaskApi;

/// <summary>
/// A file while it is written: beside its name, hidden by a leading dot, and gone unless it was kept. Nobody else's is ever touched:
/// another process may be saving the same result into the same folder.
/// </summary>
internal sealed class PartFile : IDisposable
{
    /// <summary>The extension of what is not whole yet.</summary>
    public const string Extension = ".part";

    private const int BufferLength = 128 * 1024;

    // A download that is alive writes at least once a minute.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _path;

    private PartFile(string path, Stream stream)
    {
        _path = path;
        Stream = stream;
    }

    /// <summary>What is written.</summary>
    public Stream Stream { get; }

    /// <summary>Opens a file for the network's pace.</summary>
    public static Stream Open(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferLength, useAsync: true);

    /// <summary>Begins a file.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="name">The name that the whole file will have, without extension.</param>
    /// <param name="open">Opens a new file; fails when there is one.</param>
    /// <param name="now">The time, to know what a crash left behind.</param>
    public static PartFile Create(string folder, string name, Func<string, Stream> open, DateTimeOffset now)
    {
        string path = Path.Combine(folder, "." + name + Extension);
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
            return new PartFile(path, open(path));
        }
    }

    /// <summary>Gives the whole file its name.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="replace">True: a file that is there is replaced, in one step.</param>
    /// <returns>False when a file is there that may not be replaced.</returns>
    public bool Keep(string path, bool replace)
    {
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
