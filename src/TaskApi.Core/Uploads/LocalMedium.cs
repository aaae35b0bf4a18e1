using System;
using System.IO;
using System.Security.Cryptography;

namespace TaskApi;

/// <summary>A local file that is a picture, a film or a sound by its first bytes: nothing else is ever uploaded.</summary>
internal sealed class LocalMedium
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>The largest picture, in bytes.</summary>
    public const long LargestPicture = 50 * Megabyte;

    /// <summary>The largest film or sound, in bytes.</summary>
    public const long LargestOther = 500 * Megabyte;

    private readonly object _gate = new();
    private readonly DateTime _writtenAt;
    private string? _sha256;

    private LocalMedium(FileInfo file, MediaType type)
    {
        Path = file.FullName;
        Length = file.Length;
        Type = type;
        _writtenAt = file.LastWriteTimeUtc;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The size in bytes.</summary>
    public long Length { get; }

    /// <summary>What it is.</summary>
    public MediaType Type { get; }

    /// <summary>Looks at a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="problem">Why it is not uploaded, in words that go on after the path; empty when it may be.</param>
    /// <returns>Null: there is a problem.</returns>
    public static LocalMedium? Look(string path, out string problem)
    {
        problem = "";
        try
        {
            // Elsewhere those are names like others.
            if (System.IO.Path.DirectorySeparatorChar == '\\' && LocalPath.DeviceIn(path) is { } device)
            {
                problem = $"names the device {device}, which is no file";
                return null;
            }

            var file = new FileInfo(path);
            if (!file.Exists)
            {
                problem = Directory.Exists(path) ? "is a folder" : "is not there";
                return null;
            }

            // Before it is opened: pipes, devices and what the system makes up have no length, and may never end.
            MediaType? type = file.Length == 0 ? null : TypeOf(file);
            problem = file.Length == 0 ? "is empty" : Judge(file, type);
            return problem.Length == 0 ? new LocalMedium(file, type!) : null;
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            problem = $"cannot be read: {failure.Message.TrimEnd('.')}";
            return null;
        }
    }

    /// <summary>True for what goes wrong with files.</summary>
    public static bool IsOfDisk(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or System.Security.SecurityException;

    /// <summary>True while the file is as it was when it was looked at, as far as its size and time tell.</summary>
    public bool IsUnchanged()
    {
        var now = new FileInfo(Path);
        return now.Exists && now.Length == Length && now.LastWriteTimeUtc == _writtenAt;
    }

    /// <summary>The file, to be read from its beginning.</summary>
    public FileStream Open() => Open(Path);

    /// <summary>The SHA-256 of the content, in small hexadecimal digits; read once.</summary>
    /// <exception cref="GenServiceException">The file cannot be read, or is another one by now.</exception>
    public string Sha256()
    {
        lock (_gate)
        {
            return _sha256 ??= Hash();
        }
    }

    /// <summary>The error for a file that is not the one any more that was looked at.</summary>
    public GenServiceException Changed() =>
        new(
            GenErrorCode.FileNotReadable,
            $"The file '{Path}' was changed while it was being read or uploaded. Nothing was charged; send it again when it is whole.");

    /// <summary>The error for a file that cannot be read any more.</summary>
    public GenServiceException Unreadable(Exception failure) =>
        new(GenErrorCode.FileNotReadable, $"The file '{Path}' cannot be read: {failure.Message.TrimEnd('.')}. Nothing was charged.", failure);

    private string Hash()
    {
        try
        {
            using FileStream content = Open();
            using var hash = SHA256.Create();
            string digest = Sha256Text.Of(hash.ComputeHash(content));
            return content.Length == Length && IsUnchanged() ? digest : throw Changed();
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            throw Unreadable(failure);
        }
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, FileOptions.SequentialScan);

    private static MediaType? TypeOf(FileInfo file)
    {
        byte[] head = new byte[MediaSignature.HeadLength];
        using FileStream content = Open(file.FullName);
        int length = 0;
        int read;
        while (length < head.Length && (read = content.Read(head, length, head.Length - length)) > 0)
        {
            length += read;
        }

        return MediaSignature.Of(head.AsSpan(0, length));
    }

    private static string Judge(FileInfo file, MediaType? type)
    {
        if (type is not { IsMedium: true, IsText: false })
        {
            return "is no picture, film or sound by its first bytes, and nothing else is uploaded";
        }

        long most = MediumKind.Of(type) == GenKind.Image ? LargestPicture : LargestOther;
        return file.Length < type.Shortest ? FormattableString.Invariant($"has only {file.Length} bytes, which are no whole file of the type {type.Name}")
            : file.Length > most
                ? FormattableString.Invariant($"has {file.Length / Megabyte} MB; {MediumKind.Name(MediumKind.Of(type))} may have at most {most / Megabyte}")
            : "";
    }
}
