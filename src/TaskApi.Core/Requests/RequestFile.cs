using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace TaskApi;

/// <summary>Reads requests from files of many formats, one at a time: a file of a million rows needs the memory of one.</summary>
public static class RequestFile
{
    /// <summary>Reads the file row by row; a row that cannot be read is a problem of its own.</summary>
    /// <param name="path">The file to open.</param>
    /// <param name="shownPath">The file's path as the user knows it, for messages.</param>
    /// <exception cref="GenServiceException">The file cannot be read at all.</exception>
    public static IEnumerable<RequestFileRow> Read(string path, string shownPath)
    {
        using FileStream stream = Open(path, shownPath);
        IEnumerable<RequestFileRow> rows = IsJsonLines(path) ? JsonLinesRequests.Read(stream, shownPath) : CsvRequests.Read(stream, shownPath);
        using IEnumerator<RequestFileRow> each = rows.GetEnumerator();
        while (MoveNext(each, shownPath))
        {
            yield return each.Current;
        }
    }

    private static bool IsJsonLines(string path)
    {
        string extension = Path.GetExtension(path);
        return extension.Equals(".jsonl", StringComparison.OrdinalIgnoreCase) || extension.Equals(".ndjson", StringComparison.OrdinalIgnoreCase);
    }

    private static FileStream Open(string path, string shownPath)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(shownPath, failure.Message, failure);
        }
    }

    private static bool MoveNext(IEnumerator<RequestFileRow> rows, string shownPath)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (DecoderFallbackException failure)
        {
            throw Unreadable(shownPath, "it is not UTF-8 text. Save it as UTF-8.", failure);
        }
        catch (IOException failure)
        {
            throw Unreadable(shownPath, failure.Message, failure);
        }
    }

    private static GenServiceException Unreadable(string shownPath, string reason, Exception inner) =>
        new(GenErrorCode.FileNotReadable, $"Cannot read '{shownPath}': {reason}", inner);
}
