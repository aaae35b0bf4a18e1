using System;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>Finds results that were saved before: their name is known, but for the extension, which follows what they are.</summary>
internal static class SavedFile
{
    private const int BufferLength = 128 * 1024;

    /// <summary>The file of a result; null when there is none.</summary>
    /// <param name="task">The task.</param>
    /// <param name="index">Which of the task's results.</param>
    /// <param name="folder">The folder's full path; it need not exist.</param>
    /// <param name="name">The file's name, without extension.</param>
    public static GenFile? Find(GenTask task, int index, string folder, string name)
    {
        GenOutput output = task.Outputs[index];
        try
        {
            if (!Directory.Exists(folder))
            {
                return null;
            }

            string[] paths = Directory.GetFiles(folder, name + ".*");
            Array.Sort(paths, StringComparer.Ordinal);
            string wanted = output.Url is { } url && Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
                ? ReceivedType.ExtensionOf(address)
                : TextForm.OfResult(output).Extension;
            string? path = Array.Find(paths, candidate => IsResult(candidate, name, wanted, output) && HasExtension(candidate, wanted))
                ?? Array.Find(paths, candidate => IsResult(candidate, name, wanted, output));
            return path is null ? null : Read(path, output, task);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is not known to be the result; saving it tells why.
            return null;
        }
    }

    /// <summary>True when two results are the same one. An address may be signed anew each time it is asked for.</summary>
    public static bool IsSame(GenTask task, GenOutput output, GenTask otherTask, GenOutput other) =>
        task.Id == otherTask.Id && output.Text == other.Text && WithoutQuery(output.Url) == WithoutQuery(other.Url);

    /// <summary>What is known of a file that is there.</summary>
    public static GenFile Read(string path, GenOutput output, GenTask task)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] head = new byte[MediaSignature.HeadLength];
        int length = 0;
        int read;
        while (length < head.Length && (read = file.Read(head, length, head.Length - length)) > 0)
        {
            length += read;
        }

        MediaType type = ReceivedType.OfFile(head.AsSpan(0, length), length == file.Length, Path.GetExtension(path));
        return new GenFile { Path = path, Length = file.Length, MediaType = type.Name, Output = output, Task = task };
    }

    /// <summary>The SHA-256 of a file that is there, as <see cref="GenFile.Sha256"/> tells it; null when it cannot be read.</summary>
    public static async Task<string?> HashAsync(string path, CancellationToken stop)
    {
        try
        {
            using var file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                BufferLength,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[BufferLength];
            int read;
            while ((read = await file.ReadAsync(buffer, 0, buffer.Length, stop).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
            }

            return Hex(hash.GetHashAndReset());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A hash as a text, in small hexadecimal letters.</summary>
    public static string Hex(byte[] hash)
    {
        var text = new StringBuilder(2 * hash.Length);
        foreach (byte value in hash)
        {
            text.Append(value.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static string? WithoutQuery(string? url) => url?.Split('?', '#')[0];

    private static bool IsResult(string path, string name, string wanted, GenOutput output)
    {
        string extension = Path.GetExtension(path);
        bool isNamed = extension.Length > 1 && Path.GetFileName(path).Equals(name + extension, StringComparison.Ordinal)
            && !extension.Equals(PartFile.Extension, StringComparison.OrdinalIgnoreCase);
        // Somebody's notes beside a picture are not the picture.
        bool isNote = !HasExtension(path, wanted) && MediaType.ByExtension(extension) is { IsText: true, IsMedium: false }
            && ReceivedType.ExpectsMedium(MediaType.ByExtension(wanted), output);
        return isNamed && !isNote && (output.Text is null || HasExtension(path, wanted)) && new FileInfo(path).Length > 0;
    }

    private static bool HasExtension(string path, string extension) => Path.GetExtension(path).Equals(extension, StringComparison.OrdinalIgnoreCase);
}
