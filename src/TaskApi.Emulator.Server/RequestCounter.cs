using System.Threading;

namespace TaskApi.Emulator.Server;

/// <summary>Counts the requests that have begun and not ended.</summary>
internal sealed class RequestCounter
{
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);
}
