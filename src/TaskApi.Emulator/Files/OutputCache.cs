using System;
using System.Collections.Generic;
using System.Threading;

namespace TaskApi.Emulator;

/// <summary>Keeps the few files made last, so that a download in parts makes its file once.</summary>
internal sealed class OutputCache
{
    private const int Capacity = 4;

    private readonly object _lock = new();
    private readonly LinkedList<(string Name, Lazy<byte[]> File)> _files = new();

    /// <summary>The file of that name; callers who ask for it at the same time share one making.</summary>
    public byte[] GetOrMake(string name, Func<byte[]> make)
    {
        Lazy<byte[]> file;
        lock (_lock)
        {
            LinkedListNode<(string Name, Lazy<byte[]> File)>? node = _files.First;
            while (node is not null && !string.Equals(node.Value.Name, name, StringComparison.Ordinal))
            {
                node = node.Next;
            }

            if (node is null)
            {
                node = new LinkedListNode<(string, Lazy<byte[]>)>((name, new Lazy<byte[]>(make, LazyThreadSafetyMode.ExecutionAndPublication)));
                if (_files.Count == Capacity)
                {
                    _files.RemoveLast();
                }
            }
            else
            {
                _files.Remove(node);
            }

            _files.AddFirst(node);
            file = node.Value.File;
        }

        return file.Value;
    }
}
