using System.Net;
using System.Net.Http;

namespace TaskApi;

/// <summary>The network below a session.</summary>
internal static class NetworkTransport
{
    /// <summary>More than both verbs' slots, or the downloads, ever use at once.</summary>
    public const int Connections = 64;

    /// <summary>The packings that answers may come in.</summary>
    public const DecompressionMethods Packings = DecompressionMethods.GZip | DecompressionMethods.Deflate;

    // .NET Framework's own library, and Mono's, which is made after it.
    private static readonly bool IsNetFramework = typeof(object).Assembly.GetName().Name == "mscorlib";

    /// <summary>True where a GET may silently be sent again, once, in spite of <see cref="NoContent"/>.</summary>
    public static bool MayRepeatGet => IsNetFramework;

    /// <summary>
    /// What a request without a body carries to be sent only once. When the other side closes a connection instead of answering, .NET
    /// silently sends a request again, up to three times, and each counts against the service's limit; but not if it has a content, even an empty one.
    /// .NET Framework refuses a GET with a content, and sends it again only once.
    /// </summary>
    public static HttpContent? NoContent() => IsNetFramework ? null : new ByteArrayContent([]);

    /// <summary>A handler that follows no redirect (the key must not travel) and keeps no cookies.</summary>
    public static HttpMessageHandler Create()
    {
        if (IsNetFramework)
        {
            // Windows PowerShell may still default to older protocols. Added, never overwritten: the setting is the whole process's.
            ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
        }

        return new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = Connections,
            AutomaticDecompression = Packings,
        };
    }
}
