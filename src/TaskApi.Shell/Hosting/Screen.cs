using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Threading;

namespace TaskApi.Shell.Hosting;

/// <summary>
/// The two output streams and the progress line between them: text in order, ANSI only where a terminal understands it,
/// and the progress line taken away before anything else is written.
/// </summary>
internal sealed class Screen
{
    private const char Escape = '\x1b';

    private readonly Lock _gate = new();
    private string _progress = string.Empty;
    private bool _midLine;

    public Screen()
    {
        // Colours are a terminal's business, and NO_COLOR (no-color.org) turns them off. The old Windows console shows escape sequences as rubbish.
        bool wanted = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb"
            && (!OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("WT_SESSION") is not null);
        OutputHasColour = wanted && !Console.IsOutputRedirected;
        ErrorHasColour = wanted && !Console.IsErrorRedirected;
        PSStyle.Instance.OutputRendering = OutputHasColour || ErrorHasColour ? OutputRendering.Host : OutputRendering.PlainText;
    }

    public bool OutputHasColour { get; }

    public bool ErrorHasColour { get; }

    /// <summary>Whether a line can be edited: keys come from a terminal and the line can be drawn on it.</summary>
    public bool IsTerminal { get; } = !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public bool ShowsProgress { get; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public void WriteOutput(string text) => Write(Console.Out, text, OutputHasColour, !Console.IsOutputRedirected);

    public void WriteError(string text) => Write(Console.Error, text, ErrorHasColour, !Console.IsErrorRedirected);

    /// <summary>Draws the progress line, or takes it away when the text is empty.</summary>
    public void DrawProgress(string line)
    {
        lock (_gate)
        {
            // In the middle of somebody's line there is no room for ours.
            if (_midLine)
            {
                return;
            }

            int left = CellWidth.Of(_progress) - CellWidth.Of(line);
            if (line.Length > 0 || _progress.Length > 0)
            {
                Console.Error.Write($"\r{line}{new string(' ', Math.Max(0, left))}{(line.Length == 0 ? "\r" : string.Empty)}");
            }

            _progress = line;
        }
    }

    /// <summary>Notes that the cursor is at a line's start again: the user pressed Enter.</summary>
    public void LineEnded()
    {
        lock (_gate)
        {
            _midLine = false;
        }
    }

    private void Write(TextWriter writer, string text, bool colour, bool onTerminal)
    {
        if (text.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            DrawProgress(string.Empty);
            bool strip = !colour && text.Contains(Escape, StringComparison.Ordinal);
            writer.Write(strip ? new StringDecorated(text).ToString(OutputRendering.PlainText) : text);
            _midLine = onTerminal ? text[^1] != '\n' : _midLine;
        }
    }
}
