using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text;
using TaskApi.Shell.Hosting;

namespace TaskApi.Shell.Prompting;

/// <summary>Reads statements, from a terminal or from redirected input, and runs each when it is complete.</summary>
internal sealed class PromptLoop(ShellSession session)
{
    private readonly List<string> _history = [];
    private readonly Screen _screen = session.UserInterface.Screen;
    private readonly bool _interactive = !Console.IsInputRedirected;
    private bool _ended;

    public int Run()
    {
        session.OutlivesCtrlC = _interactive;
        int lastCode = ExitCodes.Success;
        while (!_ended)
        {
            string? statement = ReadStatement();
            if (string.IsNullOrWhiteSpace(statement))
            {
                continue;
            }

            RunOutcome outcome = session.Run(new Command(statement, isScript: true, useLocalScope: false));
            if (session.ExitRequested is { } code)
            {
                return code;
            }

            if (outcome == RunOutcome.Stopped && !_interactive)
            {
                return session.StoppedExitCode();
            }

            lastCode = outcome == RunOutcome.Completed && session.LastStatementSucceeded ? ExitCodes.Success : ExitCodes.Failure;
        }

        // Lines piped in are a script without a name, judged as -Command judges its text; a person who leaves did nothing wrong.
        return _interactive ? ExitCodes.Success : lastCode;
    }

    /// <returns>A statement; null when it was abandoned or the input ended before there was one.</returns>
    private string? ReadStatement()
    {
        var statement = new StringBuilder();
        string prompt = _interactive ? Prompt() : string.Empty;
        while (true)
        {
            if (_interactive)
            {
                _screen.WriteOutput(prompt);
            }

            string? line = ReadLine(statement.ToString());
            if (line is null)
            {
                // What redirected input left unfinished is run all the same: the parser says best what is missing.
                return _interactive ? null : statement.ToString();
            }

            statement.Append(line);
            Parser.ParseInput(statement.ToString(), out _, out ParseError[] errors);
            if (!errors.Any(error => error.IncompleteInput))
            {
                return statement.ToString();
            }

            statement.Append('\n');
            prompt = ">> ";
        }
    }

    private string? ReadLine(string linesBefore)
    {
        if (!_screen.IsTerminal)
        {
            string? read = Console.In.ReadLine();
            _ended = read is null;
            return read;
        }

        var editor = new LineEditor { History = _history, Complete = (text, cursor) => Complete(linesBefore, text, cursor) };
        string? line = editor.ReadLine();
        _screen.LineEnded();
        _ended = editor.EndOfInput;
        if (!string.IsNullOrWhiteSpace(line) && (_history.Count == 0 || _history[^1] != line))
        {
            _history.Add(line);
        }

        return line;
    }

    /// <summary>The text of the user's own <c>prompt</c> function, which PowerShell defines when the user does not.</summary>
    private string Prompt()
    {
        try
        {
            using Pipeline pipeline = session.Runspace.CreatePipeline("prompt");
            return pipeline.Invoke().FirstOrDefault()?.ToString() ?? "PS> ";
        }
        catch (RuntimeException)
        {
            return "PS> ";
        }
    }

    private CompletionCycle? Complete(string linesBefore, string line, int cursor)
    {
        using var powershell = PowerShell.Create();
        powershell.Runspace = session.Runspace;
        CommandCompletion found = CommandCompletion.CompleteInput(linesBefore + line, linesBefore.Length + cursor, null, powershell);
        int start = found.ReplacementIndex - linesBefore.Length;
        if (found.CompletionMatches.Count == 0 || start < 0)
        {
            return null;
        }

        string[] completions = [.. found.CompletionMatches.Select(match => match.CompletionText)];
        return new CompletionCycle(line[..start], line[(start + found.ReplacementLength)..], completions);
    }
}
