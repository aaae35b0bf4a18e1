using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TaskApi;

/// <summary>
/// Tells the requests of a batch apart, so that the same table read again means the same requests: by their key where they have one (and, for
/// a step of a chain, its model), otherwise by what is asked and which of the equals it is. One for each pass over a batch.
/// </summary>
internal sealed class RequestIdentity
{
    private const string ByKey = "key:";
    private const string ByStep = "step:";
    private const string ByContent = "sha256:";

    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>The request's identity in its batch.</summary>
    /// <param name="request">A request in the form that is sent.</param>
    public string Of(GenRequest request)
    {
        return request.Key is { Length: > 0 } key ? OfKey(request, key) : Counted(ContentOf(request));
    }

    /// <summary>True when an identity is a request's, whichever of the equals it is.</summary>
    public static bool IsOf(string identity, GenRequest request)
    {
        return request.Key is { Length: > 0 } key
            ? identity == OfKey(request, key)
            : Is(ContentOf(request)) || (request.Origins is { Count: > 0 } && Is(ContentOf(request with { Origins = null })));

        bool Is(string content) => identity == content || identity.StartsWith(content + "#", StringComparison.Ordinal);
    }

    /// <summary>
    /// The identity that the request had before anybody wrote down where its values came from: what was sent then is still known by it. Null
    /// when that is its identity now.
    /// </summary>
    /// <param name="request">A request that <see cref="Of"/> was asked about once.</param>
    public string? EarlierOf(GenRequest request) => request switch
    {
        { Key: { Length: > 0 } key } => request.Parents.Count > 0 ? ByKey + key : null,
        { Origins.Count: > 0 } => Counted(ContentOf(request with { Origins = null })),
        _ => null,
    };

    /// <summary>True when what is known under the identity of <see cref="EarlierOf"/> is the request, and not the one that its chain began with.</summary>
    public static bool IsEarlier(GenRequest known, GenRequest request) =>
        request.Key is not { Length: > 0 } || (known.Model == request.Model && known.Parents.Count == 0 && Origin.HasResult(known.Origins));

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

    /// <summary>
    /// The steps of a chain have the key that it began with, and may share a batch: what is made of other tasks is known by its model too. A
    /// model's name has no blank.
    /// </summary>
    private static string OfKey(GenRequest request, string key) => request.Parents.Count > 0 ? ByStep + request.Model + " " + key : ByKey + key;

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
