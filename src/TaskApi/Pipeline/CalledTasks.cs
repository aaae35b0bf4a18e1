using System;
using System.Collections.Generic;

namespace TaskApi.Pipeline;

/// <summary>Remembers which tasks were called back, because the same callback may come more than once. The last many of them: a receiver may run for
/// months.</summary>
internal sealed class CalledTasks
{
    private const int Most = 100_000;

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>True for a task that was not called yet.</summary>
    public bool Begin(string id)
    {
        if (!_ids.Add(id))
        {
            return false;
        }

        _order.Enqueue(id);
        if (_order.Count > Most)
        {
            _ids.Remove(_order.Dequeue());
        }

        return true;
    }

    /// <summary>Nothing came of the callback: the next one counts again.</summary>
    public void Forget(string id) => _ids.Remove(id);
}
