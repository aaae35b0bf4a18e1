using System;
using System.Net;
using System.Net.Http;
using System.Runtime.InteropServices;

namespace TaskApi;

/// <summary>The network below a session.</summary>
internal static class NetworkTransport
{
    // More than both verbs' slots and the downloads together ever use at once.
    private const int Connections = 64;

    /// <summary>A handler that follows no redirect (the key must not travel) and keeps no cookies.</summary>
    public static HttpMessageHandler Create()
    {
        if (RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal))
        {
            // Windows PowerShell may still default to older protocols. Added, never overwritten: the setting is the whole process's.
            ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
        }

        return new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = Connections,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        };
    }
}
