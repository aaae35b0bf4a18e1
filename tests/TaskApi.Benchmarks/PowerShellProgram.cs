using System;
using System.IO;
using System.Linq;

namespace TaskApi.Benchmarks;

/// <summary>An installed PowerShell.</summary>
internal static class PowerShellProgram
{
    /// <summary>The path of the one on the PATH; null where there is none.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh"))
        .FirstOrDefault(File.Exists);
}
