using System;

namespace TaskApi;

/// <summary>Where files are uploaded to. The key goes there too, so nothing but the service's own host, or what the user names, is ever taken.</summary>
public static class UploadHost
{
    private const string Path = "upload";

    /// <summary>
    /// The host of the service itself. Older pages name <c>files.storagecdn.online</c>, which takes the same; the key goes to the service's
    /// own domain unless somebody says otherwise.
    /// </summary>
    public static readonly Uri OfService = new("https://files.unifically.com");

    /// <summary>The host that belongs to a service: the service's own, or, where somebody else's is used, the very address that has the key already.</summary>
    /// <param name="endpoint">The service's address.</param>
    public static Uri For(Uri endpoint) =>
        endpoint.Scheme == Uri.UriSchemeHttps && endpoint.Authority.Equals(GenSession.DefaultEndpoint.Authority, StringComparison.OrdinalIgnoreCase)
            ? OfService
            : endpoint;

    /// <summary>The address that takes files.</summary>
    /// <param name="host">The host, or that address itself.</param>
    internal static Uri AddressAt(Uri host)
    {
        string address = host.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri(host.AbsolutePath.TrimEnd('/').EndsWith("/" + Path, StringComparison.OrdinalIgnoreCase) ? address : address + "/" + Path);
    }
}
