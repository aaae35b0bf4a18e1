using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using TaskApi.Shell.Prompting;

namespace TaskApi.Shell.Hosting;

/// <summary>
/// What scripts and cmdlets say and ask. Objects and text go to standard output; errors, warnings and everything said about
/// the work go to standard error, so that what is piped on stays clean.
/// </summary>
internal sealed class ShellUserInterface : PSHostUserInterface
{
    private readonly ProgressLine _progress;
    private readonly Questions _questions;
    private bool _outputIsErrors;

    public ShellUserInterface()
    {
        _progress = new ProgressLine(Screen);
        _questions = new Questions(this);
    }

    /// <summary>Ctrl+C was pressed while the shell read an answer, where it is a key and not a signal.</summary>
    public event EventHandler? StopRequested;

    public Screen Screen { get; } = new();

    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface();

    public override bool SupportsVirtualTerminal => Screen.OutputHasColour || Screen.ErrorHasColour;

    public override void Write(string value)
    {
        if (_outputIsErrors)
        {
            Screen.WriteError(value);
        }
        else
        {
            Screen.WriteOutput(value);
        }
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        // The default background is left alone: the terminal's own may be any colour.
        string background = backgroundColor == RawUI.BackgroundColor ? string.Empty : PSStyle.MapBackgroundColorToEscapeSequence(backgroundColor);
        Write($"{PSStyle.MapForegroundColorToEscapeSequence(foregroundColor)}{background}{value}{PSStyle.Instance.Reset}");
    }

    public override void WriteLine() => Write(Environment.NewLine);

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        Write(foregroundColor, backgroundColor, value);
        WriteLine();
    }

    public override void WriteErrorLine(string value) => WriteStyled(PSStyle.Instance.Formatting.Error, value);

    public override void WriteWarningLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Warning, "WARNING: " + message);

    public override void WriteVerboseLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Verbose, "VERBOSE: " + message);

    public override void WriteDebugLine(string message) => WriteStyled(PSStyle.Instance.Formatting.Debug, "DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record) => _progress.Report(sourceId, record);

    /// <summary>Sends what is written as output to standard error, until the returned object is disposed.</summary>
    public IDisposable OutputIsErrors()
    {
        _outputIsErrors = true;
        return new Scope(() => _outputIsErrors = false);
    }

    public void EndProgress() => _progress.End();

    public override string ReadLine() => ReadLine(masked: false);

    public override SecureString ReadLineAsSecureString()
    {
        var secret = new SecureString();
        foreach (char character in ReadLine(masked: true))
        {
            secret.AppendChar(character);
        }

        secret.MakeReadOnly();
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _questions.AskFields(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _questions.AskChoice(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw new NotSupportedException("This shell does not ask for a user name and password: pass a PSCredential made by the script.");

    private string ReadLine(bool masked)
    {
        EndProgress();
        if (!Screen.IsTerminal)
        {
            return Console.ReadLine() ?? throw new HostException("An answer is needed, but standard input has ended.");
        }

        string? line = new LineEditor { Masked = masked }.ReadLine();
        Screen.LineEnded();
        if (line is null)
        {
            StopRequested?.Invoke(this, EventArgs.Empty);
            throw new PipelineStoppedException();
        }

        return line;
    }

    private void WriteStyled(string style, string text) => Screen.WriteError($"{style}{text}{PSStyle.Instance.Reset}{Environment.NewLine}");
}
