using System;

namespace TaskApi.Emulator;

/// <summary>Knows the addresses that a service can reach.</summary>
internal static class WebAddress
{
    /// <summary>The text as an absolute http or https URL, or null.</summary>
    public static Uri? TryRead(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.Host.Length > 0
            ? url
            : null;
}
