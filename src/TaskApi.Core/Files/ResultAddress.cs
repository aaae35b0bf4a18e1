using System;
using System.Net;
using System.Net.Sockets;

namespace TaskApi;

/// <summary>
/// Says where results may come from. An address from outside must not reach into this machine's files, nor into its network or the one
/// around it, unless the whole service is there.
/// </summary>
internal sealed class ResultAddress
{
    private readonly Uri _endpoint;
    private readonly Place _home;

    /// <param name="endpoint">The service's address.</param>
    public ResultAddress(Uri endpoint)
    {
        _endpoint = endpoint;
        _home = PlaceOf(endpoint);
    }

    private enum Place
    {
        Internet,
        ThisMachine,
        PrivateNetwork,
        LinkLocal,
        Nowhere,
    }

    /// <summary>The address of a result.</summary>
    /// <exception cref="NoResultException">It is not allowed.</exception>
    public Uri Check(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? url) ? Check(url) : throw new NoResultException("its address is no URL.");

    /// <summary>The address that another one redirects to.</summary>
    /// <param name="from">The address that was asked.</param>
    /// <param name="to">What it answered; it may be relative.</param>
    /// <exception cref="NoResultException">It is not allowed.</exception>
    public Uri Follow(Uri from, Uri to)
    {
        if (!Uri.TryCreate(from, to, out Uri? url))
        {
            throw new NoResultException($"{from.Host} redirects to what is no URL.");
        }

        return from.Scheme == Uri.UriSchemeHttps && url.Scheme == Uri.UriSchemeHttp
            ? throw new NoResultException($"{from.Host} redirects to {Shown(url)}, which is not https.")
            : Check(url);
    }

    private Uri Check(Uri url)
    {
        Place place = PlaceOf(url);
        bool isHere = place == Place.ThisMachine && _home == Place.ThisMachine;
        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && isHere))
        {
            throw new NoResultException($"its address {Shown(url)} is not https.");
        }

        bool isAllowed = place == Place.Internet || place == _home || url.Host.Equals(_endpoint.Host, StringComparison.OrdinalIgnoreCase);
        return isAllowed ? url : throw new NoResultException($"its address {Shown(url)} is on this machine or in a private network, where the service is not.");
    }

    private static string Shown(Uri url) => $"{url.Scheme}://{url.Host}";

    private static Place PlaceOf(Uri url)
    {
        string host = url.DnsSafeHost.TrimEnd('.');
        int zone = host.IndexOf('%');
        if (IPAddress.TryParse(zone < 0 ? host : host.Substring(0, zone), out IPAddress? address))
        {
            return PlaceOf(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        }

        bool isLocal = host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || url.IsLoopback;
        return isLocal ? Place.ThisMachine : Place.Internet;
    }

    private static Place PlaceOf(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        if (IPAddress.IsLoopback(address))
        {
            return Place.ThisMachine;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6LinkLocal ? Place.LinkLocal
                : (bytes[0] & 0xFE) == 0xFC || address.IsIPv6SiteLocal ? Place.PrivateNetwork
                : address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any) ? Place.Nowhere
                : Place.Internet;
        }

        return bytes switch
        {
            [169, 254, ..] => Place.LinkLocal,
            [10, ..] or [192, 168, ..] or [172, >= 16 and <= 31, ..] or [100, >= 64 and <= 127, ..] => Place.PrivateNetwork,
            [0, ..] or [>= 224, ..] => Place.Nowhere,
            _ => Place.Internet,
        };
    }
}
