using System;
using System.Collections.Generic;

namespace TaskApi.Emulator;

/// <summary>Keeps uploaded files in memory; the oldest go when all together grow too large.</summary>
internal sealed class UploadStore(ulong seed)
{
    private const long Capacity = 256L * 1024 * 1024;

    private readonly object _lock = new();
    private readonly Dictionary<string, UploadedFile> _files = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private long _size;
    private long _number;

    /// <summary>Keeps a file and gives it a name.</summary>
    public string Add(UploadedFile file)
    {
        lock (_lock)
        {
            // From one: the draws for number zero are the same whatever the seed.
            var draw = new SeededDraw(~seed, ++_number);
            string name = $"{draw.NextUuid():N}.{file.Extension}";
            _files[name] = file;
            _order.Enqueue(name);
            _size += file.Bytes.Length;
            while (_size > Capacity)
            {
                string oldest = _order.Dequeue();
                _size -= _files[oldest].Bytes.Length;
                _files.Remove(oldest);
            }

            return name;
        }
    }

    public UploadedFile? Find(string name)
    {
        lock (_lock)
        {
            return _files.TryGetValue(name, out UploadedFile? file) ? file : null;
        }
    }
}
