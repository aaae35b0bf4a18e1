using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace TaskApi.Module.Tests.Support;

/// <summary>The emulator as a process of its own, behind real sockets.</summary>
internal sealed class EmulatorServer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private EmulatorServer(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    public string Address { get; }

    public static async Task<EmulatorServer> Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[Repository.Program("TaskApi.Emulator.Server"), "--port", "0", "--stop-with-stdin", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        try
        {
            const string Announcement = "Listening on ";
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
            {
                int found = line.IndexOf(Announcement, StringComparison.Ordinal);
                if (found >= 0)
                {
                    return new EmulatorServer(process, line[(found + Announcement.Length)..].Trim());
                }
            }

            throw new InvalidOperationException("The server ended at once: " + await process.StandardError.ReadToEndAsync());
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
