using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;

namespace TaskApi;

/// <summary>
/// Reads requests from a JSON file: a list of objects as <see cref="JsonLinesRequests"/> takes them, or a single one. Only one of them is in
/// memory at a time, however long the list is.
/// </summary>
internal sealed class JsonRequests
{
    // No documented input comes near this; a request beyond it is another kind of file, or a quote that is never closed.
    private const int LargestRequest = 4 * 1024 * 1024;
    private const string NotRead = " The requests after it were not read.";

    private readonly Stream _stream;
    private readonly string _path;
    private byte[] _window = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isWhole;
    private long _line = 1;

    private JsonRequests(Stream stream, string path)
    {
        _stream = stream;
        _path = path;
    }

    private ReadOnlySpan<byte> Window => _window.AsSpan(_start, _end - _start);

    /// <summary>The requests, one at a time; what is broken beyond its own item ends the reading.</summary>
    public static IEnumerable<RequestFileRow> Read(Stream stream, string path)
    {
        var reader = new JsonRequests(stream, path);
        reader.SkipByteOrderMark();
        switch (reader.Next())
        {
            case '[':
                return reader.ReadList();
            case '{':
                return reader.ReadSingle();
            case null:
                return [reader.Broken("the file is empty. It must hold a list of requests: [ {\"model\":\"provider/name\",\"input\":{\"prompt\":\"...\"}} ].")];
            default:
                return [reader.Broken(
                    "the file does not begin like a list of requests in UTF-8: [ {\"model\":\"provider/name\",\"input\":{\"prompt\":\"...\"}} ].")];
        }
    }

    private IEnumerable<RequestFileRow> ReadSingle()
    {
        yield return ReadItem();
        if (Next() is not null)
        {
            yield return Broken(
                "there is more after the object's end. Several requests make a list, [ {...}, {...} ], or a .jsonl file with one on each line." + NotRead);
        }
    }

    private IEnumerable<RequestFileRow> ReadList()
    {
        Take(1);
        char? next = Next();
        while (next != ']')
        {
            RequestFileRow row = next is null ? Broken("the list is not closed: the file ends before its ']'.") : ReadItem();
            yield return row;
            if (row.EndsFile)
            {
                yield break;
            }

            next = Next();
            if (next == ',')
            {
                Take(1);
                next = Next();
                if (next == ']')
                {
                    yield return Broken("a comma stands before the list's end. Remove it.");
                    yield break;
                }
            }
            else if (next is not (']' or null))
            {
                yield return Broken("a comma is missing between two requests." + NotRead);
                yield break;
            }
        }

        Take(1);
        if (Next() is not null)
        {
            yield return Broken("there is more after the list's end." + NotRead);
        }
    }

    /// <summary>Reads the value that the window begins with.</summary>
    private RequestFileRow ReadItem()
    {
        var source = new GenSource(_path, _line);
        try
        {
            int length;
            while (!TryMeasure(out length) || length > LargestRequest)
            {
                if (Math.Max(length, Window.Length) > LargestRequest)
                {
                    return Broken("the request is longer than 4 MB. Is a quote or a bracket never closed?" + NotRead);
                }

                Fill();
            }

            ReadOnlyMemory<byte> item = _window.AsMemory(_start, length);
            Take(length);
            return ReadItem(item, source);
        }
        catch (JsonException failure)
        {
            _line += failure.LineNumber ?? 0;
            return Broken(JsonLine.Broken + NotRead);
        }
    }

    private static RequestFileRow ReadItem(ReadOnlyMemory<byte> item, GenSource source)
    {
        using var document = JsonDocument.Parse(item);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return new RequestFileRow(source,
                "the list's item is not a JSON object. Each must be like {\"model\":\"provider/name\",\"input\":{\"prompt\":\"...\"}}.");
        }

        try
        {
            return RequestFileRow.Read(document.RootElement, source);
        }
        catch (Exception failure) when (JsonText.IsMalformed(failure))
        {
            // The parser lets pass what fails only when it is read.
            return new RequestFileRow(source, "the request holds bytes that are not UTF-8 text, half of a character (a \\ud800 to \\udfff without its other " +
                "half), or a number beyond all limits.");
        }
    }

    /// <summary>The length of the value that the window begins with; false when the window does not hold all of it.</summary>
    private bool TryMeasure(out int length)
    {
        var reader = new Utf8JsonReader(Window, _isWhole, default);
        bool isThere = reader.Read() && reader.TrySkip();
        length = (int)reader.BytesConsumed;
        return isThere;
    }

    /// <summary>The next character that is not blank, without taking it; null at the end.</summary>
    private char? Next()
    {
        do
        {
            int blanks = 0;
            while (blanks < Window.Length && Window[blanks] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                blanks++;
            }

            Take(blanks);
            if (Window.Length > 0)
            {
                return (char)Window[0];
            }

            Fill();
        }
        while (Window.Length > 0);
        return null;
    }

    private void Take(int count)
    {
        foreach (byte letter in Window.Slice(0, count))
        {
            _line += letter == '\n' ? 1 : 0;
        }

        _start += count;
    }

    private void SkipByteOrderMark()
    {
        Fill();
        ReadOnlySpan<byte> mark = Encoding.UTF8.GetPreamble();
        if (Window.StartsWith(mark))
        {
            _start += mark.Length;
        }
    }

    /// <summary>Moves the window on, and makes it twice as large when most of it is in use already, so that a large request is not measured again for every few
    /// bytes.</summary>
    private void Fill()
    {
        int held = Window.Length;
        byte[] window = held > _window.Length / 2 ? new byte[_window.Length * 2] : _window;
        Array.Copy(_window, _start, window, 0, held);
        _window = window;
        _start = 0;
        _end = held;
        while (_end < _window.Length)
        {
            int count = _stream.Read(_window, _end, _window.Length - _end);
            if (count == 0)
            {
                _isWhole = true;
                break;
            }

            _end += count;
        }
    }

    private RequestFileRow Broken(string problem) => new(new GenSource(_path, _line), problem, endsFile: true);
}
