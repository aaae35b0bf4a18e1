using System;
using System.Diagnostics;
using System.Threading;

namespace TaskApi;

/// <summary>One file under way; see <see cref="SaveMeter"/>.</summary>
public sealed class SaveUnderWay : IDisposable
{
    private readonly SaveMeter _meter;
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private long _received;
    private long _whole = -1;
    private volatile string? _pause;

    internal SaveUnderWay(SaveMeter meter, string name)
    {
        _meter = meter;
        Name = name;
    }

    /// <summary>The file's name, without the extension, which is not known yet.</summary>
    public string Name { get; }

    /// <summary>How long it has been under way.</summary>
    public TimeSpan Age => _since.Elapsed;

    /// <summary>How many of its bytes are there.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>How many bytes it has in all; null when the server has not said.</summary>
    public long? Whole => Volatile.Read(ref _whole) is >= 0 and var whole ? whole : null;

    /// <summary>Why it pauses before another try; null while it does not.</summary>
    public string? Pause => _pause;

    /// <summary>It is under way no more.</summary>
    public void Dispose() => _meter.Close(this);

    /// <summary>Bytes have come.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="received">How many there are now.</param>
    /// <param name="whole">How many there will be; null when nobody knows.</param>
    internal void Took(int bytes, long received, long? whole)
    {
        _meter.Count(bytes);
        Volatile.Write(ref _received, received);
        Volatile.Write(ref _whole, whole ?? -1);
    }

    /// <summary>It pauses, or goes on (null).</summary>
    internal void Pauses(string? why) => _pause = why;
}
