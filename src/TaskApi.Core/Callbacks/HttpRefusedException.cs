using System;

namespace TaskApi;

/// <summary>A request that is not what a receiver of callbacks takes.</summary>
/// <param name="status">The HTTP status that it is answered with.</param>
/// <param name="reason">Why, in a few words without anything of the request.</param>
internal sealed class HttpRefusedException(int status, string reason) : Exception(reason)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}
