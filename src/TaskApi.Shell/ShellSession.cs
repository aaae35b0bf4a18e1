using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;
using Microsoft.PowerShell;
using TaskApi.Shell.Hosting;

namespace TaskApi.Shell;

/// <summary>A runspace with the module loaded, attached to the console, and the ways to run something in it.</summary>
internal sealed class ShellSession : IDisposable
{
    private readonly ShellHost _host;
    private readonly PipelineRunner _runner;
    private readonly List<PosixSignalRegistration> _signals = [];

    private ShellSession(ShellHost host, Runspace runspace)
    {
        _host = host;
        Runspace = runspace;
        _runner = new PipelineRunner(runspace, host.UserInterface);
        host.UserInterface.StopRequested += (_, _) => _runner.TryStop(PosixSignal.SIGINT);
        foreach (PosixSignal signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            _signals.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }
    }

    public Runspace Runspace { get; }

    public ShellUserInterface UserInterface => _host.UserInterface;

    /// <summary>The code of an <c>exit</c> that ended the last run; null when there was none.</summary>
    public int? ExitRequested => _host.ExitRequested;

    /// <summary>At a prompt Ctrl+C ends the pipeline and never the shell, however often it is pressed.</summary>
    public bool OutlivesCtrlC { get; set; }

    /// <summary>The value of <c>$?</c>: whether the last statement went well.</summary>
    public bool LastStatementSucceeded => Runspace.SessionStateProxy.GetVariable("?") is not false;

    /// <exception cref="ShellStartException">The module is missing or cannot be imported.</exception>
    public static ShellSession Open()
    {
        string manifest = ModuleLocator.FindManifest(AppContext.BaseDirectory)
            ?? throw new ShellStartException(
                $"No folder above {AppContext.BaseDirectory} holds {ModuleLocator.ManifestName}: this shell runs from a clone of the repository.");

        var host = new ShellHost();
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ThreadOptions = PSThreadOptions.ReuseThread;
        state.ThrowOnRunspaceOpenError = true;
        state.ImportPSModule(manifest);
        if (OperatingSystem.IsWindows())
        {
            // The user has just started this program, of the same origin as the scripts: a policy would protect nobody.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        try
        {
            runspace.Open();
            return new ShellSession(host, runspace);
        }
        catch (RuntimeException e)
        {
            runspace.Dispose();
            throw new ShellStartException(ImportProblem(manifest, e), e);
        }
    }

    /// <summary>Runs a script as <c>pwsh -File</c> does.</summary>
    public int RunScript(string path, IReadOnlyList<string> arguments)
    {
        // Run by a statement and not as the pipeline's own command, because only a statement sets $?.
        var script = new Command(ScriptCall.Text(path, arguments), isScript: true, useLocalScope: false);
        return ExitCode(Run(script), () =>
        {
            // After a script file $? is false only when `exit` gave a code other than 0, which is then in $LASTEXITCODE;
            // a native program's code may be there too, but that leaves $? true.
            return LastStatementSucceeded ? ExitCodes.Success : Runspace.SessionStateProxy.GetVariable("LASTEXITCODE") as int? ?? ExitCodes.Failure;
        });
    }

    /// <summary>Runs text as <c>pwsh -Command</c> does.</summary>
    public int RunText(string text) =>
        ExitCode(Run(new Command(text, isScript: true, useLocalScope: false)), () => LastStatementSucceeded ? ExitCodes.Success : ExitCodes.Failure);

    /// <summary>Runs a command with its output and errors shown.</summary>
    public RunOutcome Run(Command command)
    {
        try
        {
            return _runner.Run(command);
        }
        finally
        {
            UserInterface.EndProgress();
        }
    }

    /// <summary>The exit code that a signal's stop deserves.</summary>
    public int StoppedExitCode() => ExitCodes.SignalBase + _runner.StoppedBy switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGTERM => 15,
        _ => 2,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        Runspace.Dispose();
    }

    private static string ImportProblem(string manifest, RuntimeException e)
    {
        IEnumerable<string> reasons = e is RunspaceOpenModuleLoadException { ErrorRecords.Count: > 0 } load
            ? load.ErrorRecords.Select(record => record.Exception.Message).Distinct()
            : [e.Message];
        string advice = File.Exists(Path.Combine(Path.GetDirectoryName(manifest)!, "bin", "TaskApi.dll"))
            ? "Build the module again with `dotnet build`."
            : "The module has not been built: run `dotnet build` first.";
        return $"The module {manifest} cannot be imported. {advice}{Environment.NewLine}{string.Join(Environment.NewLine, reasons)}";
    }

    private int ExitCode(RunOutcome outcome, Func<int> whenCompleted) => outcome switch
    {
        RunOutcome.Stopped => StoppedExitCode(),
        _ when ExitRequested is { } code => code,
        RunOutcome.Failed => ExitCodes.Failure,
        _ => whenCompleted(),
    };

    private void OnSignal(PosixSignalContext context) =>
        context.Cancel = _runner.TryStop(context.Signal) || (OutlivesCtrlC && context.Signal == PosixSignal.SIGINT);
}
