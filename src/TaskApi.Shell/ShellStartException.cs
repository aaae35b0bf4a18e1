using System;

namespace TaskApi.Shell;

/// <summary>The shell cannot start; the message says why and what to do.</summary>
internal sealed class ShellStartException : Exception
{
    public ShellStartException()
    {
    }

    public ShellStartException(string message)
        : base(message)
    {
    }

    public ShellStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
