using System;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>A timer of a <see cref="ScaledTimeProvider"/>: an inner timer whose changes are scaled too.</summary>
internal sealed class ScaledTimer(ScaledTimeProvider clock, ITimer inner) : ITimer
{
    public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.ToInner(dueTime), clock.ToInner(period));

    public void Dispose() => inner.Dispose();

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
