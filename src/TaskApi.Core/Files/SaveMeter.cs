using System.Collections.Generic;
using System.Threading;

namespace TaskApi;

/// <summary>How far the files of one pipeline are. Downloads write to it as they go, whoever shows it looks now and then: showing costs them nothing.</summary>
public sealed class SaveMeter
{
    private readonly object _gate = new();
    private readonly List<SaveUnderWay> _underWay = [];
    private long _bytes;
    private int _begun;
    private int _ended;
    private int _failed;

    /// <summary>How many files were asked for so far.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>How many of them have ended, well or not.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>How many of them could not be saved.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>How many bytes have come over the line.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The files under way, the one that has been so for longest first.</summary>
    public IReadOnlyList<SaveUnderWay> UnderWay
    {
        get
        {
            lock (_gate)
            {
                return [.. _underWay];
            }
        }
    }

    /// <summary>A file was asked for.</summary>
    internal void Begin() => Interlocked.Increment(ref _begun);

    /// <summary>A file that was asked for has ended.</summary>
    internal void End(bool isSaved)
    {
        Interlocked.Add(ref _failed, isSaved ? 0 : 1);
        Interlocked.Increment(ref _ended);
    }

    /// <summary>A download begins.</summary>
    internal SaveUnderWay Open(string name)
    {
        var download = new SaveUnderWay(this, name);
        lock (_gate)
        {
            _underWay.Add(download);
        }

        return download;
    }

    internal void Close(SaveUnderWay download)
    {
        lock (_gate)
        {
            _underWay.Remove(download);
        }
    }

    internal void Count(int bytes) => Interlocked.Add(ref _bytes, bytes);
}
