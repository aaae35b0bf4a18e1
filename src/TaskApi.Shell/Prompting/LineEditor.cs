using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using TaskApi.Shell.Hosting;

namespace TaskApi.Shell.Prompting;

/// <summary>
/// Reads one line from a terminal with editing, history and completion. Ctrl+C is a key here and not a signal, so that a line can be
/// abandoned while the process lives on.
/// </summary>
internal sealed class LineEditor
{
    private readonly StringBuilder _text = new();
    private int _cursor;
    private (int Left, int Top) _anchor;
    private int _drawnCells;

    /// <summary>Shows a star for each character: the line is a secret.</summary>
    public bool Masked { get; init; }

    public IReadOnlyList<string> History { get; init; } = [];

    /// <summary>What Tab cycles through; null where nothing is completed.</summary>
    public Func<string, int, CompletionCycle?>? Complete { get; init; }

    /// <summary>True when the line ended by Ctrl+D on an empty line: the user leaves.</summary>
    public bool EndOfInput { get; private set; }

    /// <returns>The line, or null when it was abandoned with Ctrl+C or <see cref="EndOfInput"/> is set.</returns>
    public string? ReadLine()
    {
        bool before = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true;
        try
        {
            _anchor = Console.GetCursorPosition();
            string? line = Edit();
            _cursor = _text.Length;
            Draw();
            Console.Out.WriteLine(line is null && !EndOfInput ? "^C" : string.Empty);
            return line;
        }
        finally
        {
            Console.TreatControlCAsInput = before;
        }
    }

    private string? Edit()
    {
        int recalled = History.Count;
        CompletionCycle? cycle = null;
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Tab && Complete is not null)
            {
                cycle ??= Complete(_text.ToString(), _cursor);
                if (cycle is not null)
                {
                    (string text, int cursor) = cycle.Next(backwards: (key.Modifiers & ConsoleModifiers.Shift) != 0);
                    Replace(text, cursor);
                }

                continue;
            }

            cycle = null;
            bool control = (key.Modifiers & ConsoleModifiers.Control) != 0;
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return _text.ToString();
                case ConsoleKey.C when control:
                    return null;
                case ConsoleKey.D when control && _text.Length == 0:
                    EndOfInput = true;
                    return null;
                case ConsoleKey.UpArrow when recalled > 0:
                    recalled--;
                    Replace(History[recalled], History[recalled].Length);
                    break;
                case ConsoleKey.DownArrow when recalled < History.Count:
                    recalled++;
                    string line = recalled < History.Count ? History[recalled] : string.Empty;
                    Replace(line, line.Length);
                    break;
                default:
                    Apply(key, control);
                    break;
            }

            // While text is being pasted one drawing at the end is enough.
            if (!Console.KeyAvailable)
            {
                Draw();
            }
        }
    }

    private void Apply(ConsoleKeyInfo key, bool control)
    {
        switch (key.Key)
        {
            case ConsoleKey.Backspace when _cursor > 0:
                int start = Previous();
                _text.Remove(start, _cursor - start);
                _cursor = start;
                break;
            case ConsoleKey.Delete when _cursor < _text.Length:
                _text.Remove(_cursor, Next() - _cursor);
                break;
            case ConsoleKey.LeftArrow when _cursor > 0:
                _cursor = Previous();
                break;
            case ConsoleKey.RightArrow when _cursor < _text.Length:
                _cursor = Next();
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when control:
                _cursor = 0;
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when control:
                _cursor = _text.Length;
                break;
            case ConsoleKey.Escape:
            case ConsoleKey.U when control:
                _text.Clear();
                _cursor = 0;
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                {
                    _text.Insert(_cursor++, key.KeyChar);
                }

                break;
        }
    }

    private void Replace(string text, int cursor)
    {
        _text.Clear().Append(text);
        _cursor = cursor;
        Draw();
    }

    /// <summary>Where the character before the cursor begins: a letter with its accents, or an emoji, is one.</summary>
    private int Previous()
    {
        int last = 0;
        foreach (int start in StringInfo.ParseCombiningCharacters(_text.ToString(0, _cursor)))
        {
            last = start;
        }

        return last;
    }

    private int Next() => _cursor + StringInfo.GetNextTextElementLength(_text.ToString(), _cursor);

    private void Draw()
    {
        // Half of a surrogate pair has arrived; the other half is the next key.
        if (_cursor > 0 && char.IsHighSurrogate(_text[_cursor - 1]))
        {
            return;
        }

        string shown = Masked ? new string('*', _text.Length) : _text.ToString();
        int cells = CellWidth.Of(shown);
        int width = Console.BufferWidth;
        int height = Console.BufferHeight;
        Console.SetCursorPosition(_anchor.Left, _anchor.Top);
        Console.Out.Write(shown + new string(' ', Math.Max(0, _drawnCells - cells)));

        // A terminal moves to the next row only when something is written there, and scrolls when there is none.
        int written = _anchor.Left + Math.Max(cells, _drawnCells);
        int bottom = _anchor.Top + (written / width);
        if (written > 0 && written % width == 0)
        {
            Console.Out.Write(" \b");
        }

        if (bottom >= height)
        {
            _anchor.Top -= bottom - height + 1;
        }

        _drawnCells = cells;
        int position = _anchor.Left + CellWidth.Of(shown[.._cursor]);
        Console.SetCursorPosition(position % width, Math.Max(0, _anchor.Top + (position / width)));
    }
}
