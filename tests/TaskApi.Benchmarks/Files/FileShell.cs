using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;

namespace TaskApi.Benchmarks.Files;

/// <summary>What runs the module: an installed PowerShell, or the engine in the repository's own shell.</summary>
/// <param name="powerShell">The path of pwsh; null for the repository's shell.</param>
internal sealed class FileShell(string? powerShell)
{
    private const string Terminal = "/usr/bin/script";

    /// <summary>What it is.</summary>
    public string Name => powerShell ?? "the repository's own shell (no pwsh on the PATH; name one with: files <files> <path of pwsh>)";

    /// <summary>True when a progress bar can be shown: it takes a PowerShell that draws one and a terminal.</summary>
    public bool HasBar => powerShell is not null && File.Exists(Terminal);

    /// <summary>How many bytes the terminals have shown: a bar that was not drawn would cost nothing.</summary>
    public long Shown { get; private set; }

    /// <summary>Runs a script.</summary>
    public Process Start(string script, IEnumerable<string> arguments, bool withBar)
    {
        string[] command = powerShell is null
            ? ["dotnet", Repository.Program("TaskApi.Shell"), script, .. arguments]
            : [powerShell, "-NoProfile", "-File", script, .. arguments];
        if (withBar)
        {
            // A terminal of its own, as wide as people have.
            string line = "stty cols 120 rows 40; exec " + string.Join(' ', command.Select(word => $"'{word}'"));
            var start = new ProcessStartInfo(Terminal, ["-qec", line, "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true };
            Process process = Process.Start(start)!;
            _ = WatchAsync(process);
            return process;
        }

        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true })!;
    }

    /// <summary>Looks at what a terminal shows, and answers as a terminal does when it is asked where its cursor is.</summary>
    private async Task WatchAsync(Process process)
    {
        byte[] buffer = new byte[64 * 1024];
        Stream screen = process.StandardOutput.BaseStream;
        try
        {
            int read;
            while ((read = await screen.ReadAsync(buffer)) > 0)
            {
                Shown += read;
                if (buffer.AsSpan(0, read).IndexOf("\e[6n"u8) >= 0)
                {
                    await process.StandardInput.WriteAsync("\e[1;1R");
                    await process.StandardInput.FlushAsync();
                }
            }
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process has ended.
        }
    }
}
