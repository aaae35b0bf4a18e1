using System;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// The end of a session, which others may be using: nothing new begins, what is paid for and under way gets a moment to bring its answer
/// home, and whoever is left hears that the session was closed. Their own stop is another thing, of which nobody needs to hear.
/// </summary>
/// <param name="grace">How long what is paid for may take; null for <see cref="GenSession.Grace"/>.</param>
internal sealed class SessionEnd(TimeSpan? grace = null) : IDisposable
{
    private readonly TimeSpan _grace = grace ?? GenSession.Grace;
    private readonly object _gate = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly ManualResetEventSlim _nonePaid = new(initialState: true);
    private int _paid;

    /// <summary>True once the session was closed.</summary>
    public bool IsClosed => _closed.IsCancellationRequested;

    /// <summary>Closes the session; returns when nothing that is paid for is under way, or has been given up.</summary>
    public void Dispose()
    {
        // Cancelled, not disposed of: others still look at them.
        _closed.Cancel();
        _nonePaid.Wait(_grace);
        _abandoned.Cancel();
        // What was given up is written down as such.
        _nonePaid.Wait(_grace);
    }

    /// <summary>Does work that costs nothing, until the caller stops it or the session ends.</summary>
    /// <param name="closed">Says what the session's end means for this work.</param>
    /// <param name="work">The work; its token ends it.</param>
    /// <param name="stop">The caller's own stop.</param>
    /// <exception cref="GenServiceException">The session was closed.</exception>
    public async Task<T> GuardAsync<T>(Func<GenServiceException> closed, Func<CancellationToken, Task<T>> work, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _closed.Token);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException && IsClosed && !stop.IsCancellationRequested)
        {
            throw closed();
        }
    }

    /// <summary>Does work that is paid for: what waits to be sent ends with the session, what was sent a moment later.</summary>
    /// <param name="closed">Says what the session's end means for what was not sent.</param>
    /// <param name="work">The work; its first token ends what was not sent, its second what was.</param>
    /// <param name="stop">The caller's own stop: nothing new is sent after it.</param>
    /// <param name="abort">The caller gives up what is under way.</param>
    /// <exception cref="GenServiceException">The session was closed.</exception>
    public async Task<T> GuardPaidAsync<T>(Func<GenServiceException> closed, Func<CancellationToken, CancellationToken, Task<T>> work, CancellationToken stop,
        CancellationToken abort)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abort, _abandoned.Token);
        CountPaid(1);
        try
        {
            return await GuardAsync(closed, token => work(token, either.Token), stop).ConfigureAwait(false);
        }
        finally
        {
            CountPaid(-1);
        }
    }

    private void CountPaid(int change)
    {
        lock (_gate)
        {
            _paid += change;
            if (_paid == 0)
            {
                _nonePaid.Set();
            }
            else
            {
                _nonePaid.Reset();
            }
        }
    }
}
