using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>A runspace with the staged module imported, as a user's prompt has it.</summary>
internal sealed class ModuleHost : IDisposable
{
    /// <summary>A free, offline service on which a film takes a third of a second.</summary>
    public const string FastService = "Connect-GenService -Local -Speed 200 -Seed 1";

    /// <summary>A service on which nothing ends, and the limit's second lasts minutes, while a test looks.</summary>
    public const string SlowService = "Connect-GenService -Local -Speed 0.01 -Seed 1";

    /// <summary>Far beyond what any script of these tests takes; a hang must not hang the tests.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    static ModuleHost()
    {
        // Whoever runs the tests may have a key; the tests must neither use nor need it.
        Environment.SetEnvironmentVariable("UNIFICALLY_API_KEY", null);
        Environment.SetEnvironmentVariable("TASKAPI_ENDPOINT", null);
        // Nor may they write into the user's own ledger.
        Environment.SetEnvironmentVariable("TASKAPI_LEDGER", "None");

        // Of two runspaces that are a process's first at once, one may lack its providers: the engine finds them once for all.
        using Runspace first = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        first.Open();
    }

    public ModuleHost(PSHost? host = null, bool import = true)
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Select-First", typeof(SelectFirstCommand), null));
        if (import)
        {
            state.ImportPSModule([Repository.Manifest]);
        }

        Runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        Runspace.Open();
    }

    public Runspace Runspace { get; }

    /// <summary>A runspace that is connected to a fast service of its own.</summary>
    public static ModuleHost Connected(string connect = FastService)
    {
        var host = new ModuleHost();
        host.Run(connect);
        return host;
    }

    /// <summary>Sets a variable for the scripts to come.</summary>
    public void Set(string name, object value) => Runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Makes a folder the runspace's location, which is not the process's.</summary>
    public void GoTo(string folder) => Runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(folder));

    /// <summary>Runs a script to its end.</summary>
    public RunResult Run(string script)
    {
        using PowerShell shell = Prepare(script);
        using var output = new PSDataCollection<PSObject>();
        IAsyncResult run = shell.BeginInvoke<PSObject, PSObject>(null, output);
        if (!run.AsyncWaitHandle.WaitOne(Limit))
        {
            shell.Stop();
            throw new TimeoutException($"The script did not end: {script}");
        }

        return Collect(shell, output, run);
    }

    /// <summary>Runs a script to its end without holding the caller's thread.</summary>
    public async Task<RunResult> RunAsync(string script)
    {
        using PowerShell shell = Prepare(script);
        using var output = new PSDataCollection<PSObject>();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IAsyncResult run = shell.BeginInvoke<PSObject, PSObject>(null, output, null, _ => ended.SetResult(), null);
        try
        {
            await ended.Task.WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            shell.Stop();
            throw new TimeoutException($"The script did not end: {script}");
        }

        return Collect(shell, output, run);
    }

    /// <summary>A script that is ready to begin; what it writes beside its output is kept.</summary>
    public PowerShell Prepare(string script)
    {
        var shell = PowerShell.Create(Runspace);
        shell.AddScript(script);
        return shell;
    }

    /// <summary>What a script left behind, once it has ended.</summary>
    public static RunResult Collect(PowerShell shell, PSDataCollection<PSObject> output, IAsyncResult run)
    {
        var errors = new List<ErrorRecord>();
        try
        {
            shell.EndInvoke(run);
        }
        catch (PipelineStoppedException)
        {
            // The state tells.
        }
        catch (RuntimeException failure)
        {
            errors.Add(failure.ErrorRecord);
        }

        errors.InsertRange(0, shell.Streams.Error);
        return new RunResult
        {
            Output = [.. output],
            Errors = errors,
            Warnings = [.. shell.Streams.Warning.Select(record => record.Message)],
            Asides = [.. shell.Streams.Verbose.Select(record => record.Message), .. shell.Streams.Debug.Select(record => record.Message),
                .. shell.Streams.Information.Select(record => $"{record.MessageData}"), .. shell.Streams.Progress.Select(record => record.ToString())],
            State = shell.InvocationStateInfo.State,
        };
    }

    public void Dispose()
    {
        if (Runspace.RunspaceStateInfo.State == RunspaceState.Opened)
        {
            Run("Disconnect-GenService");
        }

        Runspace.Dispose();
    }
}
