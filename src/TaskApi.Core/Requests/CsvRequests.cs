using System;
using System.Collections.Generic;
using System.IO;
using CsvHelper;

namespace TaskApi;

/// <summary>Reads requests from a table in text form: a header line of parameter names, then a row for each request (RFC 4180).</summary>
internal static class CsvRequests
{
    // A cell is a prompt or a few URLs. The limit keeps a quote that is never closed from drawing a whole file into memory.
    private const int LongestRow = 4 * 1024 * 1024;

    public static IEnumerable<RequestFileRow> Read(Stream stream, string path, bool isTabbed)
    {
        CsvMalformedRecord? malformed = null;
        CsvReaderOptions options = Options(isTabbed, found => malformed = found);
        using CsvReader csv = CsvReader.Create(stream, options, leaveOpen: true);
        Column[] columns = ReadColumns(csv, path);
        while (MoveNext(csv, path, out RequestFileRow? tooLong))
        {
            if (tooLong is not null)
            {
                yield return tooLong;
                yield break;
            }

            var source = new GenSource(path, csv.LineNumber);
            RequestFileRow? row = malformed is { } found ? new RequestFileRow(source, Explain(found)) : ReadRow(columns, csv, source);
            malformed = null;
            if (row is not null)
            {
                yield return row;
            }
        }
    }

    /// <summary>
    /// The separator (comma, the semicolon of many European spreadsheets, tab) is detected; so are a byte order mark and Excel's "sep=;".
    /// With tabs promised by the file's name there is nothing to detect: the commas in a single column of prompts are text.
    /// </summary>
    private static CsvReaderOptions Options(bool isTabbed, Action<CsvMalformedRecord> onMalformed)
    {
        var options = new CsvReaderOptions();
        Set(nameof(CsvReaderOptions.DetectSeparatorHint), !isTabbed);
        if (isTabbed)
        {
            Set(nameof(CsvReaderOptions.Separator), '\t');
        }

        Set(nameof(CsvReaderOptions.MaxRecordSize), LongestRow);
        Set(nameof(CsvReaderOptions.TrackLineNumbers), true);
        Set(nameof(CsvReaderOptions.OnMalformedRecord), onMalformed);
        return options;

        // The properties are init-only, and what that means in metadata differs between the library's builds: compiled against the one for
        // .NET Standard, an initializer does not find them in the one for .NET 10.
        void Set(string name, object value) => typeof(CsvReaderOptions).GetProperty(name)!.SetValue(options, value);
    }

    private static Column[] ReadColumns(CsvReader csv, string path)
    {
        csv.ReadHeader();
        var columns = new Column[csv.Headers.Count];
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < columns.Length; i++)
        {
            string name = csv.Headers[i].Trim();
            if (name.IndexOf('\0') >= 0)
            {
                throw new GenServiceException(GenErrorCode.FileNotReadable,
                    $"Cannot read '{path}': it is no text, or it is UTF-16 without a byte order mark. Save the table as UTF-8, in Excel as 'CSV UTF-8'.");
            }

            columns[i] = new Column(name, RequestFields.FromName(name));
            if (name.Length > 0 && !keys.Add(ParameterName.ToKey(name)))
            {
                // Taking one of them would be a guess, and the generation is paid for.
                throw new GenServiceException(GenErrorCode.FileNotReadable,
                    $"Cannot read '{path}': it has the column '{name}' twice. Rename or remove one of them.");
            }
        }

        return columns;
    }

    private static bool MoveNext(CsvReader csv, string path, out RequestFileRow? tooLong)
    {
        tooLong = null;
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException failure)
        {
            tooLong = new RequestFileRow(new GenSource(path, Math.Max(1, failure.LineNumber)),
                "the row is longer than 4 MB. Is a quote never closed? The rows after it were not read.", endsFile: true);
            return true;
        }
    }

    private static string Explain(CsvMalformedRecord malformed) => malformed.Reason switch
    {
        CsvMalformedReason.UnterminatedQuote =>
            "a quoted cell is never closed, so the rest of the file was taken for its text. Close the quote; write a quote inside quotes twice (\"\").",
        _ => "the quotes are out of place. Put quotes around the whole cell, and write a quote inside it twice (\"\").",
    };

    /// <summary>The row, or null for one whose cells are all empty.</summary>
    private static RequestFileRow? ReadRow(Column[] columns, CsvReader csv, GenSource source)
    {
        if (csv.FieldCount > columns.Length)
        {
            return new RequestFileRow(
                source,
                FormattableString.Invariant($"the row has {csv.FieldCount} cells but the header has {columns.Length}. Put quotes around text that contains ") +
                    FormattableString.Invariant($"the separator '{csv.Separator}'."));
        }

        var row = new RowRequest(source, isRow: true, columns.Length);
        for (int i = 0; i < csv.FieldCount; i++)
        {
            Column column = columns[i];
            if (column.Name.Length == 0 || csv.IsEmpty(i))
            {
                continue;
            }

            string cell = csv.GetString(i);
            if (cell.IndexOf('\uFFFD') >= 0)
            {
                // Excel's plain "CSV" is in the machine's own code page; wrong letters must not get into a paid prompt.
                return new RequestFileRow(source, $"the cell '{column.Name}' holds bytes that are not UTF-8 text. In Excel, save the table as 'CSV UTF-8'.");
            }

            if (!string.IsNullOrWhiteSpace(cell))
            {
                row.Add(column.Field, column.Name, cell);
            }
        }

        return row.IsEmpty ? null : new RequestFileRow(row.ToRequest());
    }

    /// <summary>A column, looked at once for all rows.</summary>
    /// <param name="Name">What the header says; empty for a column without a name, which is left out.</param>
    /// <param name="Field">What the name stands for.</param>
    private sealed record Column(string Name, RequestField Field);
}
