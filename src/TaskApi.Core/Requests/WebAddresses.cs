using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>The web addresses in a request's input, wherever they stand in it, and those that nobody can reach.</summary>
internal static class WebAddresses
{
    // The emulator in this process gives its results and uploads addresses of this domain, which the internet keeps free for what is made up
    // (RFC 2606).
    private const string MadeUp = ".taskapi.invalid";

    /// <summary>All of them, with the names that they stand under, in their order; one that stands twice comes twice.</summary>
    public static IEnumerable<(string Name, string Url)> In(IDictionary<string, object?> input)
    {
        foreach (KeyValuePair<string, object?> value in input)
        {
            foreach (string url in In(value.Value))
            {
                yield return (value.Key, url);
            }
        }
    }

    /// <summary>
    /// Why the service surely cannot read an address, in words that go on after it; null when it may. Such a request would fail there, after it
    /// was charged.
    /// </summary>
    /// <param name="url">The address.</param>
    /// <param name="service">Where the service is.</param>
    public static string? WhyUnreachable(string url, Uri service)
    {
        var address = new Uri(url);
        return ("." + address.Host).EndsWith(MadeUp, StringComparison.OrdinalIgnoreCase)
                ? "an address of the emulator (Connect-GenService -Local), which is nowhere on the web. " +
                    "Save what is there with Save-GenOutput, and give the file: it is uploaded"
            : address.IsLoopback && !service.IsLoopback
                ? $"an address of this machine, which {service.Host} cannot reach. Give the file itself, which is uploaded, or an address on the web"
            : null;
    }

    private static IEnumerable<string> In(object? value)
    {
        switch (value)
        {
            case string text when LimitChecker.IsWebUrl(text):
                yield return text;
                break;
            case List<object?> list:
                foreach (object? item in list)
                {
                    foreach (string url in In(item))
                    {
                        yield return url;
                    }
                }

                break;
            case IDictionary<string, object?> named:
                foreach ((string _, string url) in In(named))
                {
                    yield return url;
                }

                break;
        }
    }
}
