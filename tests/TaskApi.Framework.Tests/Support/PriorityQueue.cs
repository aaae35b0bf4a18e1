using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace System.Collections.Generic;

/// <summary>As much of .NET's queue as the tests use.</summary>
/// <typeparam name="TElement">What is queued.</typeparam>
/// <typeparam name="TPriority">What it is ordered by; the least comes first.</typeparam>
internal sealed class PriorityQueue<TElement, TPriority>
    where TElement : notnull
{
    private readonly SortedDictionary<(TPriority Priority, long Number), TElement> _elements = [];
    private long _number;

    public void Enqueue(TElement element, TPriority priority) => _elements.Add((priority, _number++), element);

    public bool TryPeek([NotNullWhen(true)] out TElement? element, [MaybeNull] out TPriority priority)
    {
        bool hasOne = _elements.Count > 0;
        (element, priority) = hasOne ? (_elements.First().Value, _elements.First().Key.Priority) : (default(TElement)!, default(TPriority)!);
        return hasOne;
    }

    public bool TryDequeue([NotNullWhen(true)] out TElement? element, [MaybeNull] out TPriority priority) =>
        TryPeek(out element, out priority) && _elements.Remove(_elements.First().Key);

    public TElement Dequeue() => TryDequeue(out TElement? element, out _) ? element : throw new InvalidOperationException("The queue is empty.");
}
