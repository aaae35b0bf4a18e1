using System;
using System.Diagnostics;
using System.Threading;

namespace TaskApi.Benchmarks;

/// <summary>Watches the process's memory while something runs.</summary>
internal sealed class MemoryPeak : IDisposable
{
    private readonly Timer _timer;
    private readonly long _start;
    private long _peak;

    public MemoryPeak()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        _start = WorkingSet();
        _peak = _start;
        _timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    /// <summary>How far the memory rose above the start, in bytes.</summary>
    public long Growth
    {
        get
        {
            Look();
            return Interlocked.Read(ref _peak) - _start;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long now = WorkingSet();
        long seen = Interlocked.Read(ref _peak);
        while (now > seen)
        {
            long before = Interlocked.CompareExchange(ref _peak, now, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private static long WorkingSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
