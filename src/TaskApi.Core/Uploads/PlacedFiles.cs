using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Puts addresses in the places of a request's local files.</summary>
internal static class PlacedFiles
{
    // A name that the internet keeps free for what is made up (RFC 2606).
    private const string MadeUp = "https://not-uploaded.taskapi.invalid/";

    /// <summary>The request with addresses.</summary>
    /// <param name="request">The request.</param>
    /// <param name="addresses">The address of each of its files, by the file's full path.</param>
    /// <param name="origins">What the addresses stand for.</param>
    public static GenRequest In(GenRequest request, IReadOnlyDictionary<string, string> addresses, IReadOnlyDictionary<string, string> origins)
    {
        var input = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, object?> value in request.Input)
        {
            input[value.Key] = Place(value.Value, addresses);
        }

        return request with { Input = input, Files = null, Origins = Origin.Together(request.Origins, origins) };
    }

    /// <summary>An address for a file that is not uploaded, to ask what a request with it would cost.</summary>
    public static string MadeUpFor(LocalMedium medium, int number) => FormattableString.Invariant($"{MadeUp}{number}{medium.Type.Extension}");

    private static object? Place(object? value, IReadOnlyDictionary<string, string> addresses)
    {
        switch (value)
        {
            case string text:
                return addresses.TryGetValue(text, out string? address) ? address : text;
            case List<object?> list:
                return list.ConvertAll(item => Place(item, addresses));
            case IDictionary<string, object?> named:
                var fields = new Dictionary<string, object?>(named.Count, StringComparer.Ordinal);
                foreach (KeyValuePair<string, object?> pair in named)
                {
                    fields[pair.Key] = Place(pair.Value, addresses);
                }

                return fields;
            default:
                return value;
        }
    }
}
