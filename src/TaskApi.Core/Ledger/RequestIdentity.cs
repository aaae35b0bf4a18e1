using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TaskApi;

/// <summary>
/// Tells the requests of a batch apart, so that the same table read again means the same requests: by their key where they have one,
/// otherwise by what is asked and which of the equals it is. One for each pass over a batch.
/// </summary>
internal sealed class RequestIdentity
{
    private const string ByKey = "key:";
    private const string ByContent = "sha256:";

    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>The request's identity in its batch.</summary>
    /// <param name="request">A request in the form that is sent.</param>
    public string Of(GenRequest request)
    {
        if (request.Key is { Length: > 0 } key)
        {
            return ByKey + key;
        }

        return Counted(ContentOf(request));
    }

    /// <summary>True when an identity is a request's, whichever of the equals it is.</summary>
    public static bool IsOf(string identity, GenRequest request)
    {
        return request.Key is { Length: > 0 } key
            ? identity == ByKey + key
            : Is(ContentOf(request)) || (request.Origins is { Count: > 0 } && Is(ContentOf(request with { Origins = null })));

        bool Is(string content) => identity == content || identity.StartsWith(content + "#", StringComparison.Ordinal);
    }

    /// <summary>
    /// The identity that the request had before anybody wrote down where its values came from: what was sent then is still known by it. Null
    /// when that is its identity now.
    /// </summary>
    /// <param name="request">A request that <see cref="Of"/> was asked about once.</param>
    public string? EarlierOf(GenRequest request) =>
        request is { Key: null or "", Origins.Count: > 0 } ? Counted(ContentOf(request with { Origins = null })) : null;

    /// <summary>
    /// What is asked, whatever the order of the names: a hash of the model and the input, in which what a value came from stands for it.
    /// </summary>
    public static string ContentOf(GenRequest request)
    {
        using var hash = SHA256.Create();
        byte[] digest = hash.ComputeHash(JsonText.Write(json =>
        {
            json.WriteStartArray();
            json.WriteStringValue(request.Model);
            JsonText.WriteValue(json, Sorted(request.Input, request.Origins));
            json.WriteEndArray();
        }));
        var text = new StringBuilder(ByContent, ByContent.Length + (2 * digest.Length));
        foreach (byte part in digest)
        {
            text.Append(part.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>True when two requests ask for the same.</summary>
    public static bool IsSame(GenRequest one, GenRequest other) =>
        // Mostly they are written alike, and no hash is needed to tell.
        (one.Model == other.Model && LedgerValue.FromInput(one.Input) == LedgerValue.FromInput(other.Input)) || ContentOf(one) == ContentOf(other);

    private string Counted(string content)
    {
        _seen.TryGetValue(content, out int before);
        _seen[content] = before + 1;
        return before == 0 ? content : content + "#" + (before + 1).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The value with all names in one order, and numbers that are equal alike: 5 and 5.0 ask for the same.</summary>
    private static object? Sorted(object? value, IReadOnlyDictionary<string, string>? origins)
    {
        switch (value)
        {
            case string address when origins is not null && origins.TryGetValue(address, out string? origin):
                return origin;
            case IDictionary<string, object?> named:
                var sorted = new SortedDictionary<string, object?>(StringComparer.Ordinal);
                foreach (KeyValuePair<string, object?> pair in named)
                {
                    sorted[pair.Key] = Sorted(pair.Value, origins);
                }

                return sorted;
            case IEnumerable<object?> list:
                var items = new List<object?>();
                foreach (object? item in list)
                {
                    items.Add(Sorted(item, origins));
                }

                return items;
            case decimal number:
                // The division takes trailing zeros off.
                return number / 1.0000000000000000000000000000m;
            case double number when Math.Abs(number) < 1e15 && number == Math.Floor(number):
                return (long)number;
            default:
                return value;
        }
    }
}
