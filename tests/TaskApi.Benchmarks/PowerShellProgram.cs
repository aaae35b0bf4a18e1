using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks;

/// <summary>An installed PowerShell.</summary>
internal static class PowerShellProgram
{
    /// <summary>The path of the one on the PATH; null where there is none.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh"))
        .FirstOrDefault(File.Exists);

    /// <summary>Runs a script of the benchmarks in a fresh process, to its end.</summary>
    /// <param name="program">The PowerShell.</param>
    /// <param name="script">The script's path below the benchmarks' folder.</param>
    /// <param name="arguments">Names of parameters and their values.</param>
    /// <param name="ledger">What TASKAPI_LEDGER says there; null for what it says here.</param>
    /// <exception cref="InvalidOperationException">The script failed.</exception>
    public static void Run(string program, string script, IEnumerable<string> arguments, string? ledger = null)
    {
        string path = Path.Combine([Repository.Root, "tests", "TaskApi.Benchmarks", .. script.Split('/')]);
        var start = new ProcessStartInfo(program, ["-NoProfile", "-NonInteractive", "-File", path, .. arguments]);
        if (ledger is not null)
        {
            start.Environment["TASKAPI_LEDGER"] = ledger;
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{script} ended with {process.ExitCode}.");
        }
    }
}
