using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;
using System.Threading;
using TaskApi.Shell.Hosting;

namespace TaskApi.Shell;

/// <summary>Runs one pipeline at a time with its output and errors shown, and stops it when a signal asks for it.</summary>
internal sealed class PipelineRunner(Runspace runspace, ShellUserInterface ui)
{
    /// <summary>Two Ctrl+C closer together than this are one wish; a later one means that the clean-up takes too long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Pipeline? _running;
    private DateTime _stopAsked;

    /// <summary>The signal that stopped the last pipeline.</summary>
    public PosixSignal StoppedBy { get; private set; } = PosixSignal.SIGINT;

    public RunOutcome Run(Command command)
    {
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);

        // Only a pipeline that goes into the history leaves its $? behind.
        using Pipeline pipeline = runspace.CreatePipeline(command.CommandText, addToHistory: true);
        pipeline.Commands.Clear();
        pipeline.Commands.Add(command);
        pipeline.Commands.Add("Out-Default");
        using var ended = new ManualResetEventSlim();
        pipeline.StateChanged += (_, e) =>
        {
            if (e.PipelineStateInfo.State is PipelineState.Completed or PipelineState.Failed or PipelineState.Stopped)
            {
                ended.Set();
            }
        };

        // Started under the lock, so that a signal finds either nothing to stop or a pipeline that can be stopped.
        lock (_gate)
        {
            pipeline.Input.Close();
            pipeline.InvokeAsync();
            _running = pipeline;
            _stopAsked = default;
        }

        ended.Wait();
        lock (_gate)
        {
            _running = null;
        }

        switch (pipeline.PipelineStateInfo.State)
        {
            case PipelineState.Stopped:
                return RunOutcome.Stopped;
            case PipelineState.Failed:
                Show(pipeline.PipelineStateInfo.Reason);
                return RunOutcome.Failed;
            default:
                return RunOutcome.Completed;
        }
    }

    /// <summary>Asks the running pipeline to stop, without waiting for it.</summary>
    /// <returns>True when the signal has been dealt with; false when its usual effect, the process's end, is right.</returns>
    public bool TryStop(PosixSignal signal)
    {
        lock (_gate)
        {
            if (_running is null)
            {
                return false;
            }

            DateTime now = DateTime.UtcNow;
            if (_stopAsked == default)
            {
                _stopAsked = now;
                StoppedBy = signal;
                _running.StopAsync();
                return true;
            }

            return now - _stopAsked < Patience;
        }
    }

    /// <summary>Shows an error that escaped a pipeline as the engine shows any other.</summary>
    private void Show(Exception reason)
    {
        if (reason is IncompleteParseException)
        {
            // The engine takes it for a prompt's business and formats it as nothing at all.
            ui.WriteErrorLine($"ParserError: {reason.Message}");
            return;
        }

        ErrorRecord error = reason is IContainsErrorRecord carrier && carrier.ErrorRecord is { } record
            ? record
            : new ErrorRecord(reason, reason.GetType().Name, ErrorCategory.NotSpecified, null);

        // Out-Default knows errors of a pipeline's own error stream by a mark that only the engine can set; this one is output to it.
        using IDisposable errors = ui.OutputIsErrors();
        using Pipeline pipeline = runspace.CreatePipeline();
        pipeline.Commands.Add("Out-Default");
        pipeline.Invoke(new[] { error });
    }
}
