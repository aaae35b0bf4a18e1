using System.Net;
using System.Security;

namespace TaskApi;

/// <summary>Where callbacks are listened for, and which are taken.</summary>
public sealed class CallbackServerOptions
{
    /// <summary>The port; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>The address on this machine; loopback unless somebody else shall reach it.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The secret that callbacks are signed with; null when they are not signed.</summary>
    public SecureString? SigningSecret { get; init; }

    /// <summary>What is signed.</summary>
    public CallbackSigning Signing { get; init; }
}
