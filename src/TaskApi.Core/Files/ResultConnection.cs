using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace TaskApi;

/// <summary>
/// Connects with the hosts that results come from, and with no address of theirs that results may not come from: a name on the internet
/// may stand for an address on this machine or in its network, and for another one each time it is looked up (DNS rebinding). So the very
/// address that was judged is the one that is connected with.
/// </summary>
/// <param name="addresses">Says where results may come from.</param>
/// <param name="resolve">Tells the addresses that a name stands for; null asks the system.</param>
internal sealed class ResultConnection(ResultAddress addresses, Func<string, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>Why an address was refused, when that is what a request failed for; null otherwise.</summary>
    public static NoResultException? RefusalIn(Exception failure)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is NoResultException refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Connects.</summary>
    /// <param name="to">With whom: the result's host, or a proxy in front of it.</param>
    /// <param name="url">The result's address.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="NoResultException">The host's name stands only for addresses that results may not come from.</exception>
    /// <exception cref="SocketException">There is no such name, or no connection.</exception>
    public async Task<Stream> OpenAsync(DnsEndPoint to, Uri url, CancellationToken stop)
    {
        // A proxy is the user's own choice, wherever it is; it looks the result's host up by itself.
        bool isProxy = !to.Host.Equals(url.IdnHost, StringComparison.OrdinalIgnoreCase) || to.Port != url.Port;
        IPAddress[] found = await _resolve(to.Host).ConfigureAwait(false);
        IPAddress[] allowed = isProxy ? found : await AllowedAsync(url, found).ConfigureAwait(false);
        if (allowed.Length == 0)
        {
            throw found.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : Refused(url, found);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using (stop.Register(static socket => ((Socket)socket!).Dispose(), socket))
            {
                await socket.ConnectAsync(allowed, to.Port).ConfigureAwait(false);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception)
        {
            socket.Dispose();
            stop.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>
    /// Looks a host up before it is asked, where nobody can be told with which address to connect (.NET Framework). Between this and the
    /// connection the name may come to stand for another address.
    /// </summary>
    /// <param name="url">The result's address.</param>
    /// <exception cref="NoResultException">The host's name stands for an address that results may not come from.</exception>
    public async Task CheckAsync(Uri url)
    {
        IPAddress[] found;
        try
        {
            found = await _resolve(url.DnsSafeHost).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // Behind a proxy names may be known to the proxy alone. If this one is known to nobody, the request tells.
            return;
        }

        if ((await AllowedAsync(url, found).ConfigureAwait(false)).Length < found.Length)
        {
            throw Refused(url, found);
        }
    }

    /// <summary>Those of a host's addresses that results may come from: also from the network that the service's own name leads into.</summary>
    private async Task<IPAddress[]> AllowedAsync(Uri url, IPAddress[] found)
    {
        if (Array.TrueForAll(found, address => addresses.MayReach(url, address)))
        {
            return found;
        }

        IPAddress[] home = await HomeAsync().ConfigureAwait(false);
        return Array.FindAll(
            found,
            address => addresses.MayReach(url, address) || Array.Exists(home, near => NetworkPlaces.Of(near) == NetworkPlaces.Of(address)));
    }

    private async Task<IPAddress[]> HomeAsync()
    {
        try
        {
            return await _resolve(addresses.Endpoint.DnsSafeHost).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private static NoResultException Refused(Uri url, IPAddress[] found) =>
        new($"its address {url.Scheme}://{url.Host} stands for {found[0]}, which is on this machine or in a private network, where the service is not.");
}
