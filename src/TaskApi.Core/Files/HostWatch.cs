using System;
using System.Collections.Concurrent;

namespace TaskApi;

/// <summary>
/// What the downloads of one pipeline know together of the hosts that results come from. When a host is down they wait together, instead
/// of finding out one by one; when it stays down, the rest is told so at once. Safe for use by many threads.
/// </summary>
/// <param name="clock">The clock of the pauses.</param>
internal sealed class HostWatch(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, ResultHost> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A try to get something from a host begins.</summary>
    /// <param name="url">What is asked for.</param>
    /// <param name="asker">The download that asks.</param>
    /// <exception cref="NoResultException">The host is down, and it is not yet time to ask again.</exception>
    public HostVisit Visit(Uri url, object asker) =>
        _hosts.GetOrAdd(url.GetLeftPart(UriPartial.Authority), _ => new ResultHost(clock)).Visit(asker);
}

/// <summary>One try to get something from a host.</summary>
/// <param name="host">The host.</param>
/// <param name="asker">The download that asks.</param>
/// <param name="round">Which try of the host it belongs to.</param>
internal sealed class HostVisit(ResultHost host, object asker, int round)
{
    /// <summary>The host has answered as one does that works, whatever it said.</summary>
    public void Answered() => host.Answered();

    /// <summary>The host has not answered, or only that it is busy.</summary>
    /// <param name="isSurelyDown">True: there was no connection with it.</param>
    /// <param name="reason">What happened, for a person to read.</param>
    /// <param name="wait">How long the host asks to wait; null when it does not say.</param>
    /// <returns>The host when it is down for everybody; null when that may be this result's trouble alone.</returns>
    public ResultHost? Failed(bool isSurelyDown, string reason, TimeSpan? wait = null) => host.Failed(asker, round, isSurelyDown, reason, wait) ? host : null;
}
