using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace TaskApi.Tests.Ledger.Support;

/// <summary>
/// Ports of this machine for servers that are told their port before they take it. They lie below those that the system itself gives to
/// connections and to whoever asks for any port (from 32768 on Linux, from 49152 on others), or another test would now and then have been
/// given one in the meantime; and each is told once.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    // Test processes run beside each other.
    private static int _last = Random.Shared.Next(Count);

    /// <summary>A port that nobody has.</summary>
    public static int Next()
    {
        for (int i = 0; i < Count; i++)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref _last) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No port is free.");
    }

    /// <summary>True when nobody listens on a port of the loopback address.</summary>
    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
