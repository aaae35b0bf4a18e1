using System;
using System.Collections.Concurrent;
using System.Threading;

namespace TaskApi.Ledger.Sqlite;

/// <summary>
/// Slots that could not be given back because their file was locked: they are given back as soon as it is not. Nobody else would do it,
/// as long as this process lives.
/// </summary>
internal sealed class OwedSlots : IDisposable
{
    private static readonly TimeSpan BeforeTryingAgain = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(string Verb, long Slot, TimeSpan RestsFor)> _owed = new();
    private readonly object _turn = new();
    private readonly Func<string, long, TimeSpan, int> _release;
    private readonly ITimer _again;

    /// <summary>Nothing is owed yet.</summary>
    /// <param name="release">Gives a slot of a verb back, to rest for a time.</param>
    /// <param name="clock">The clock of the pauses between two tries.</param>
    public OwedSlots(Func<string, long, TimeSpan, int> release, TimeProvider clock)
    {
        _release = release;
        _again = clock.CreateTimer(static owed => ((OwedSlots)owed!).PayBack(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gives a slot back.</summary>
    /// <returns>How many slots that were.</returns>
    /// <exception cref="GenServiceException">It could not be given back yet.</exception>
    public int Release(string verb, long slot, TimeSpan rest)
    {
        try
        {
            return _release(verb, slot, rest);
        }
        catch (GenServiceException)
        {
            _owed.Enqueue((verb, slot, rest));
            _again.Change(BeforeTryingAgain, Timeout.InfiniteTimeSpan);
            throw;
        }
    }

    /// <summary>Tries no more: the slots of a process that has closed its file come back by themselves.</summary>
    public void Dispose() => _again.Dispose();

    // One at a time: of two who had given the same slot back, the second would take the next one for done.
    private void PayBack()
    {
        lock (_turn)
        {
            try
            {
                while (_owed.TryPeek(out (string Verb, long Slot, TimeSpan RestsFor) owed))
                {
                    _ = _release(owed.Verb, owed.Slot, owed.RestsFor);
                    _ = _owed.TryDequeue(out _);
                }
            }
            catch (GenServiceException)
            {
                _again.Change(BeforeTryingAgain, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
