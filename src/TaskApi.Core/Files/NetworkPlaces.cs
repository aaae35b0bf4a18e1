using System;
using System.Net;
using System.Net.Sockets;

namespace TaskApi;

/// <summary>Tells where in the network addresses are.</summary>
internal static class NetworkPlaces
{
    /// <summary>Where a URL's host is, as far as it tells by itself: a name may be anybody's.</summary>
    public static NetworkPlace Of(Uri url)
    {
        string host = url.DnsSafeHost.TrimEnd('.');
        int zone = host.IndexOf('%');
        if (IPAddress.TryParse(zone < 0 ? host : host.Substring(0, zone), out IPAddress? address))
        {
            return Of(address);
        }

        bool isLocal = host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || url.IsLoopback;
        return isLocal ? NetworkPlace.ThisMachine : NetworkPlace.Internet;
    }

    /// <summary>Where an address is (IANA's registries of special-purpose addresses).</summary>
    public static NetworkPlace Of(IPAddress address)
    {
        address = Unwrap(address);
        byte[] bytes = address.GetAddressBytes();
        if (IPAddress.IsLoopback(address))
        {
            return NetworkPlace.ThisMachine;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6LinkLocal ? NetworkPlace.LinkLocal
                : (bytes[0] & 0xFE) == 0xFC || address.IsIPv6SiteLocal ? NetworkPlace.PrivateNetwork
                : address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any) ? NetworkPlace.Nowhere
                : NetworkPlace.Internet;
        }

        return bytes switch
        {
            [169, 254, ..] => NetworkPlace.LinkLocal,
            [10, ..] or [192, 168, ..] or [172, >= 16 and <= 31, ..] or [100, >= 64 and <= 127, ..] => NetworkPlace.PrivateNetwork,
            [0, ..] or [>= 224, ..] => NetworkPlace.Nowhere,
            _ => NetworkPlace.Internet,
        };
    }

    /// <summary>The IPv4 address inside one of the forms that IPv6 has for it (mapped, NAT64, 6to4); else the address itself.</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.GetAddressBytes() switch
        {
            [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, var a, var b, var c, var d] => new IPAddress([a, b, c, d]),
            [0x20, 0x02, var a, var b, var c, var d, ..] => new IPAddress([a, b, c, d]),
            _ => address,
        };
    }
}
