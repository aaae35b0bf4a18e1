using System.Collections.Generic;

namespace TaskApi.Emulator;

/// <summary>Finds the largest number of arrivals in any sliding second. Not thread-safe: its gate holds the lock.</summary>
internal sealed class ArrivalMeter(long second)
{
    private readonly Queue<long> _lastSecond = new();

    public int Largest { get; private set; }

    public void Add(long timestamp)
    {
        while (_lastSecond.Count > 0 && timestamp - _lastSecond.Peek() >= second)
        {
            _lastSecond.Dequeue();
        }

        _lastSecond.Enqueue(timestamp);
        if (_lastSecond.Count > Largest)
        {
            Largest = _lastSecond.Count;
        }
    }
}
