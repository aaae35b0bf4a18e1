using System;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using Xunit;

namespace TaskApi.Module.Tests.Support;

/// <summary>A script that runs while the test does something to it.</summary>
internal sealed class Background : IDisposable
{
    /// <summary>
    /// Stopping is promised within a second, which a busy machine cannot keep; what a test's stop must not wait for takes longer than this.
    /// </summary>
    public static readonly TimeSpan Prompt = TimeSpan.FromSeconds(30);

    /// <summary>What a test waits for, before it says that it does not happen: longer than the busiest machine takes, and no promise to anybody.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PSDataCollection<PSObject> _output = [];
    private readonly PowerShell _shell;
    private readonly IAsyncResult _run;

    private Background(PowerShell shell, Func<PowerShell, PSDataCollection<PSObject>, ManualResetEventSlim, Action> watch)
    {
        _shell = shell;
        using var busy = new ManualResetEventSlim();
        Action unwatch = watch(shell, _output, busy);
        _run = shell.BeginInvoke<PSObject, PSObject>(null, _output);
        bool isBusy = busy.Wait(Patience);
        unwatch();
        if (!isBusy)
        {
            shell.Stop();
            throw new TimeoutException("The script never got busy.");
        }
    }

    /// <summary>Begins a script and returns when so many objects have come out.</summary>
    public static Background UntilOutput(ModuleHost host, string script, int count) => new(host.Prepare(script), (_, output, busy) =>
    {
        void OnAdded(object? sender, DataAddedEventArgs added)
        {
            if (added.Index >= count - 1)
            {
                busy.Set();
            }
        }

        output.DataAdded += OnAdded;
        return () => output.DataAdded -= OnAdded;
    });

    /// <summary>Begins a script and returns when it has shown progress: it is waiting.</summary>
    public static Background UntilProgress(ModuleHost host, string script) => new(host.Prepare(script), (shell, _, busy) =>
    {
        void OnAdded(object? sender, DataAddedEventArgs added) => busy.Set();

        shell.Streams.Progress.DataAdded += OnAdded;
        return () => shell.Streams.Progress.DataAdded -= OnAdded;
    });

    /// <summary>Begins a script and returns when it has given a warning.</summary>
    public static Background UntilWarning(ModuleHost host, string script) => new(host.Prepare(script), (shell, _, busy) =>
    {
        void OnAdded(object? sender, DataAddedEventArgs added) => busy.Set();

        shell.Streams.Warning.DataAdded += OnAdded;
        return () => shell.Streams.Warning.DataAdded -= OnAdded;
    });

    /// <summary>Begins a script; the test itself finds out when it is busy.</summary>
    public static Background AtOnce(ModuleHost host, string script) => new(host.Prepare(script), (_, _, busy) =>
    {
        busy.Set();
        return () => { };
    });

    /// <summary>Begins a script and returns when it has set <c>$busy</c>.</summary>
    public static Background UntilSignal(ModuleHost host, string script) => new(host.Prepare(script), (_, _, busy) =>
    {
        host.Set("busy", busy);
        return () => { };
    });

    /// <summary>True as soon as such an object has come out.</summary>
    public bool Brings(Func<PSObject, bool> wanted) =>
        SpinWait.SpinUntil(() => Enumerable.Range(0, _output.Count).Any(number => wanted(_output[number])), Patience);

    /// <summary>Stops the script as Ctrl+C does, and tells what it left behind.</summary>
    public RunResult Stop()
    {
        var time = Stopwatch.StartNew();
        _shell.Stop();
        Assert.True(time.Elapsed < Prompt, $"Stopping took {time.Elapsed}.");
        return ModuleHost.Collect(_shell, _output, _run);
    }

    /// <summary>Waits for the script to end by itself.</summary>
    public RunResult End()
    {
        Assert.True(_run.AsyncWaitHandle.WaitOne(Patience), "The script did not end.");
        return ModuleHost.Collect(_shell, _output, _run);
    }

    public void Dispose()
    {
        _shell.Dispose();
        _output.Dispose();
    }
}
