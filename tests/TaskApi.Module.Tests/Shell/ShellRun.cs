using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Module.Tests.Shell;

/// <summary>One run of the built shell as its own process, and what came out of it.</summary>
internal sealed record ShellRun(int ExitCode, string Output, string Error)
{
    /// <summary>Long for a shell that starts in a second, short for a test run in which one hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static Task<ShellRun> Start(params string[] arguments) => Start(string.Empty, arguments);

    public static async Task<ShellRun> Start(string input, string[] arguments, string? folder = null, Func<Process, Task>? whileRunning = null,
        IReadOnlyDictionary<string, string?>? environment = null, TimeSpan? limit = null)
    {
        // A test run in the background may ignore interrupts, and programs inherit that: GNU env gives the shell a terminal's handling again.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (string argument in (IEnumerable<string>)[.. command[1..], Repository.Program("TaskApi.Shell"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (KeyValuePair<string, string?> variable in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[variable.Key] = variable.Value;
        }

        using Process process = Process.Start(start)!;
        using var ending = new CancellationTokenSource(limit ?? Limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(ending.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(ending.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await (whileRunning?.Invoke(process) ?? Task.CompletedTask);
            await process.WaitForExitAsync(ending.Token);
            return new ShellRun(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
