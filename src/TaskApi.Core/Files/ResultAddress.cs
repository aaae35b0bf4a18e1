using System;
using System.Net;

namespace TaskApi;

/// <summary>
/// Says where results may come from. An address from outside must not reach into this machine's files, nor into its network or the one
/// around it, unless the whole service is there. What a host's name stands for is seen by <see cref="ResultConnection"/>.
/// </summary>
internal sealed class ResultAddress
{
    private readonly NetworkPlace _home;

    /// <param name="endpoint">The service's address.</param>
    public ResultAddress(Uri endpoint)
    {
        Endpoint = endpoint;
        _home = NetworkPlaces.Of(endpoint);
    }

    /// <summary>The service's address.</summary>
    public Uri Endpoint { get; }

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

    /// <summary>True when a connection may be made with what a host's name stands for.</summary>
    /// <param name="url">The result's address, which is allowed by itself.</param>
    /// <param name="address">One of the addresses that its host's name stands for.</param>
    public bool MayReach(Uri url, IPAddress address) => IsAllowed(url, NetworkPlaces.Of(address));

    private Uri Check(Uri url)
    {
        NetworkPlace place = NetworkPlaces.Of(url);
        bool isHere = place == NetworkPlace.ThisMachine && _home == NetworkPlace.ThisMachine;
        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && isHere))
        {
            throw new NoResultException($"its address {Shown(url)} is not https.");
        }

        return IsAllowed(url, place)
            ? url
            : throw new NoResultException($"its address {Shown(url)} is on this machine or in a private network, where the service is not.");
    }

    private bool IsAllowed(Uri url, NetworkPlace place) =>
        place == NetworkPlace.Internet || place == _home || url.Host.Equals(Endpoint.Host, StringComparison.OrdinalIgnoreCase);

    private static string Shown(Uri url) => $"{url.Scheme}://{url.Host}";
}
