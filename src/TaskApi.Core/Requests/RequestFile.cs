using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using CsvHelper;

namespace TaskApi;

/// <summary>
/// Reads requests from files one at a time: a file of a million rows needs the memory of one. A file is a table (.csv, .tsv), JSON Lines
/// (.jsonl, .ndjson) or a JSON list (.json), packed with gzip or not; with another name, its beginning tells.
/// </summary>
public static class RequestFile
{
    /// <summary>Reads the file row by row; a row that cannot be read is a problem of its own.</summary>
    /// <param name="path">The file to open.</param>
    /// <param name="shownPath">The file's path as the user knows it, for messages.</param>
    /// <exception cref="GenServiceException">The file cannot be read at all.</exception>
    public static IEnumerable<RequestFileRow> Read(string path, string shownPath)
    {
        using FileStream stream = Open(path, shownPath);
        using IEnumerator<RequestFileRow> each = ReadRows(stream, path, shownPath).GetEnumerator();
        long line = 0;
        while (MoveNext(each, shownPath, line))
        {
            line = each.Current.Source.Line;
            yield return each.Current;
        }
    }

    /// <summary>How archives begin, workbooks (.xlsx, .ods) among them.</summary>
    private static ReadOnlySpan<byte> ZipMark => "PK\u0003\u0004"u8;

    private static IEnumerable<RequestFileRow> ReadRows(FileStream file, string path, string shownPath)
    {
        using var content = new PeekStream(file);
        if (content.Peek().StartsWith(ZipMark))
        {
            throw new GenServiceException(GenErrorCode.FileNotReadable,
                $"Cannot read '{shownPath}': it is a ZIP archive or an Excel workbook. In Excel, save the table as 'CSV UTF-8'; unpack an archive.");
        }

        bool isPacked = GzipText.IsGzip(content.Peek());
        if (isPacked && file.CanSeek)
        {
            GzipText.Check(file);
        }

        using GzipText? unpacked = isPacked ? new GzipText(content) : null;
        using PeekStream text = unpacked is null ? content : new PeekStream(unpacked);
        RequestFormat format = RequestFormats.FromName(path) ?? RequestFormats.FromStart(text.Peek());
        IEnumerable<RequestFileRow> rows = format switch
        {
            RequestFormat.JsonLines => JsonLinesRequests.Read(text, shownPath),
            RequestFormat.Json => JsonRequests.Read(text, shownPath),
            _ => CsvRequests.Read(text, shownPath, format == RequestFormat.Tsv),
        };
        foreach (RequestFileRow row in rows)
        {
            yield return row;
        }
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

    private static bool MoveNext(IEnumerator<RequestFileRow> rows, string shownPath, long line)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (DecoderFallbackException failure)
        {
            throw Unreadable(shownPath, "it is not UTF-8 text. Save it as UTF-8.", failure);
        }
        catch (CsvFormatException failure)
        {
            throw Unreadable(shownPath, "its header is longer than 4 MB. Is this a table, or a quote never closed?", failure);
        }
        catch (InvalidDataException failure)
        {
            string read = line == 0 ? "No row was read." : FormattableString.Invariant($"The rows up to line {line} were read, no other.");
            throw Unreadable(shownPath, $"its gzip data is damaged or cut off, or something else follows it. {read} Fetch or pack the file anew.", failure);
        }
        catch (IOException failure)
        {
            throw Unreadable(shownPath, failure.Message, failure);
        }
    }

    private static GenServiceException Unreadable(string shownPath, string reason, Exception inner) =>
        new(GenErrorCode.FileNotReadable, $"Cannot read '{shownPath}': {reason}", inner);
}
