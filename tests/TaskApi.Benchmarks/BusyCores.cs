using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace TaskApi.Benchmarks;

/// <summary>Keeps every core busy with another process: this program in a mode of its own.</summary>
internal sealed class BusyCores : IDisposable
{
    /// <summary>The only argument of the process that does it.</summary>
    public const string Mode = "burn";

    private readonly Process _process;

    public BusyCores()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(BusyCores).Assembly.Location, Mode]) { RedirectStandardInput = true };
        _process = Process.Start(start)!;
    }

    /// <summary>What that process does until its standard input closes, which it also does when this process dies.</summary>
    public static void Burn()
    {
        for (int core = 0; core < Environment.ProcessorCount; core++)
        {
            new Thread(static () =>
            {
                while (true)
                {
                    Thread.SpinWait(1_000_000);
                }
            })
            { IsBackground = true }.Start();
        }

        using Stream input = Console.OpenStandardInput();
        input.CopyTo(Stream.Null);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
