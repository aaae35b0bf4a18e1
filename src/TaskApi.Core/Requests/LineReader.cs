using System;
using System.IO;
using System.Text;

namespace TaskApi;

/// <summary>Reads lines, and of lines beyond a limit only that they are there: a file that is one endless line must not fill the memory.</summary>
internal sealed class LineReader
{
    private readonly TextReader _text;
    private readonly int _longest;
    private readonly char[] _block = new char[16 * 1024];
    private readonly StringBuilder _line = new();
    private int _start;
    private int _end;

    /// <summary>A reader of lines up to this length.</summary>
    public LineReader(TextReader text, int longest)
    {
        _text = text;
        _longest = longest;
    }

    /// <summary>Reads the next line; false at the end.</summary>
    /// <param name="line">The line, without its end; null when it is too long.</param>
    public bool Read(out string? line)
    {
        _line.Clear();
        bool isTooLong = false;
        bool isThere = false;
        while (_start < _end || Fill())
        {
            isThere = true;
            int length = Array.IndexOf(_block, '\n', _start, _end - _start) - _start;
            bool isWhole = length >= 0;
            length = isWhole ? length : _end - _start;
            isTooLong |= _line.Length + length > _longest;
            if (!isTooLong)
            {
                _line.Append(_block, _start, length);
            }

            _start += isWhole ? length + 1 : length;
            if (isWhole)
            {
                break;
            }
        }

        line = isTooLong ? null : _line.ToString();
        return isThere;
    }

    private bool Fill()
    {
        _start = 0;
        _end = _text.Read(_block, 0, _block.Length);
        return _end > 0;
    }
}
