using System;

namespace TaskApi;

/// <summary>What may help when a result did not come.</summary>
internal enum Remedy
{
    /// <summary>Nothing: it would fail in the same way again.</summary>
    None,

    /// <summary>Time: a connection broke, or a server was busy.</summary>
    Time,

    /// <summary>Another address: this one does not hold the result, or not yet, or not any more.</summary>
    Address,

    /// <summary>Perhaps a second look: what came is no result, and may have been a passing page of something in between.</summary>
    SecondLook,
}

/// <summary>There is no result at a result's address. The message says what is there instead.</summary>
internal sealed class NoResultException : Exception
{
    /// <summary>No result, for this reason.</summary>
    public NoResultException(string reason, Exception? inner = null)
        : base(reason, inner)
    {
    }

    /// <summary>What may help.</summary>
    public Remedy Remedy { get; init; }

    /// <summary>The host that is down, so that all who want something from it wait together; null when this result alone is concerned.</summary>
    public ResultHost? Host { get; init; }

    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    public TimeSpan? Wait { get; init; }
}
