using System;

namespace TaskApi;

/// <summary>What an address of the service may be, and how much of one may be shown.</summary>
public static class ServiceAddress
{
    /// <summary>Refuses an address over which the key would travel unprotected, and one that holds a secret itself: addresses are shown.</summary>
    /// <param name="endpoint">The address.</param>
    /// <param name="name">What it is called.</param>
    /// <exception cref="GenServiceException">The address is not allowed.</exception>
    public static void Check(Uri endpoint, string name = "endpoint")
    {
        string shown = Show(endpoint.OriginalString);
        bool isProtected = endpoint.IsAbsoluteUri && (endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback));
        if (!isProtected)
        {
            throw Refuse($"The {name} '{shown}' is not allowed: it must start with https://, or be http:// on this machine. The key would travel unprotected.");
        }

        if (endpoint.UserInfo.Length > 0 || endpoint.OriginalString.IndexOfAny(['?', '#']) >= 0)
        {
            throw Refuse(
                $"The {name} '{shown}' was given with a user name, a password, a query or a fragment, which is not allowed: " +
                "an address is shown in many places. Give the address alone, and the key as the key.");
        }
    }

    /// <summary>A text that was meant as an address, without what may be secret in it: user name and password, query, fragment.</summary>
    public static string Show(string address)
    {
        int end = address.IndexOfAny(['?', '#']);
        string shown = end < 0 ? address : address.Substring(0, end);
        if (address.IndexOf('@') < 0)
        {
            return shown;
        }

        // Where a password itself holds a question mark, nobody can tell where it ends.
        int scheme = shown.IndexOf("://", StringComparison.Ordinal);
        int user = shown.LastIndexOf('@');
        return (scheme >= 0 ? shown.Substring(0, scheme + 3) : "") + (user < 0 ? "..." : shown.Substring(user + 1));
    }

    private static GenServiceException Refuse(string message) => new(GenErrorCode.EndpointNotAllowed, message + " Nothing was sent.");
}
