using System;

namespace TaskApi;

/// <summary>Compares where callbacks go.</summary>
public static class CallbackPlace
{
    /// <summary>True when callbacks to a URL arrive at another one: the same place, whatever their queries.</summary>
    public static bool LeadsTo(string? url, Uri place) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? given)
        && Uri.Compare(given, place, UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
