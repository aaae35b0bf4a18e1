using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation.Runspaces;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;

namespace TaskApi.Module.Tests.Completing;

/// <summary>Hears of every exception in the module's code while it helps with Tab: the engine keeps quiet about them and offers nothing.</summary>
internal sealed partial class CompletionFailures : IDisposable
{
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Runspace _runspace;

    /// <summary>Hears of them from now on.</summary>
    /// <param name="runspace">Where Tab is pressed. Tests of other things run meanwhile in theirs, press Tab too, and raise exceptions.</param>
    public CompletionFailures(Runspace runspace)
    {
        _runspace = runspace;
        AppDomain.CurrentDomain.FirstChanceException += OnException;
    }

    /// <summary>What has failed since the last call.</summary>
    public IEnumerable<string> Take()
    {
        while (_failures.TryDequeue(out string? failure))
        {
            yield return failure;
        }
    }

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= OnException;

    private void OnException(object? sender, FirstChanceExceptionEventArgs raised)
    {
        // The runspace of the thread that the exception is raised on.
        if (Runspace.DefaultRunspace != _runspace)
        {
            return;
        }

        string callers = new StackTrace().ToString();
        if (callers.Contains("CommandCompletion.CompleteInput", StringComparison.Ordinal) && ModulePattern().IsMatch(callers))
        {
            _failures.Enqueue($"{raised.Exception.Message}\n{callers}");
        }
    }

    [GeneratedRegex(@" at TaskApi\.(?!Module\.Tests)")]
    private static partial Regex ModulePattern();
}
