using System;

namespace TaskApi;

/// <summary>There is no result at a result's address. The message says what is there instead.</summary>
internal sealed class NoResultException : Exception
{
    /// <summary>No result, for this reason.</summary>
    public NoResultException(string reason, Exception? inner = null)
        : base(reason, inner)
    {
    }
}
