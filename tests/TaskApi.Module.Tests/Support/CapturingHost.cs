using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

namespace TaskApi.Module.Tests.Support;

/// <summary>A host that keeps what it is told to show: what Out-Host writes to a screen of that many cells.</summary>
internal sealed partial class CapturingHost : PSHost
{
    private readonly Screen _screen;

    public CapturingHost(int width = 160) => _screen = new Screen(width);

    /// <summary>What was shown, without its colours.</summary>
    public string Text => Colours().Replace(_screen.Text.ToString(), "");

    /// <summary>All progress that was ever shown, as text.</summary>
    public string ProgressText => string.Join('\n', _screen.ProgressLines);

    /// <summary>The progress that is shown and was not taken away again, by its source and activity.</summary>
    public IReadOnlyCollection<(long Source, int Activity)> Bars => [.. _screen.Bars.Keys];

    /// <summary>How many progress records were shown.</summary>
    public int ProgressCount => _screen.ProgressCount;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "Capturing";

    public override PSHostUserInterface UI => _screen;

    public override Version Version => new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colours();

    private sealed class Screen(int width) : PSHostUserInterface
    {
        private int _progressCount;

        public StringBuilder Text { get; } = new();

        public ConcurrentDictionary<(long Source, int Activity), ProgressRecord> Bars { get; } = new();

        public ConcurrentQueue<string> ProgressLines { get; } = new();

        public int ProgressCount => Volatile.Read(ref _progressCount);

        public override PSHostRawUserInterface RawUI { get; } = new Raw(width);

        public override void Write(string value) => Text.Append(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Text.Append(value);

        public override void WriteLine(string value) => Text.Append(value).Append('\n');

        public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

        public override void WriteErrorLine(string value) => WriteLine("ERROR: " + value);

        public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

        public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
            Interlocked.Increment(ref _progressCount);
            ProgressLines.Enqueue($"{record.Activity}\n{record.StatusDescription}\n{record.CurrentOperation}");
            if (record.RecordType == ProgressRecordType.Completed)
            {
                Bars.TryRemove((sourceId, record.ActivityId), out _);
            }
            else
            {
                Bars[(sourceId, record.ActivityId)] = record;
            }
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        /// <summary>Shows the question and takes the answer that Return would give.</summary>
        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            WriteLine(caption);
            WriteLine(message);
            return defaultChoice;
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName,
            PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw new NotSupportedException();

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();
    }

    private sealed class Raw(int width) : PSHostRawUserInterface
    {
        public override ConsoleColor BackgroundColor { get; set; }

        public override Size BufferSize { get; set; } = new(width, 1000);

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; }

        public override ConsoleColor ForegroundColor { get; set; }

        public override bool KeyAvailable => false;

        public override Size MaxPhysicalWindowSize => new(width, 1000);

        public override Size MaxWindowSize => new(width, 1000);

        public override Coordinates WindowPosition { get; set; }

        public override Size WindowSize { get; set; } = new(width, 1000);

        public override string WindowTitle { get; set; } = "";

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
            throw new NotSupportedException();

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();
    }
}
