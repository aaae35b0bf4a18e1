using System;
using System.Collections.Generic;
using System.Globalization;

namespace TaskApi;

/// <summary>The first line and the headers of a request.</summary>
internal sealed class HttpHead
{
    // What RFC 9110 lets a name be made of beside letters and digits.
    private const string TokenMarks = "!#$%&'*+-.^_`|~";

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private HttpHead(string method, string target)
    {
        Method = method;
        Target = target;
    }

    /// <summary>The method, as it was written.</summary>
    public string Method { get; }

    /// <summary>The path and the query.</summary>
    public string Target { get; }

    /// <summary>True when the body comes in chunks.</summary>
    public bool IsChunked { get; private set; }

    /// <summary>How many bytes the body has; null when that is not said.</summary>
    public long? Length { get; private set; }

    /// <summary>True when the sender waits to be told to go on before it sends the body.</summary>
    public bool AwaitsContinue { get; private set; }

    /// <summary>Begins with the first line.</summary>
    /// <exception cref="HttpRefusedException">It is none of HTTP/1.</exception>
    public static HttpHead Begin(string line)
    {
        string[] parts = line.Split(' ');
        if (parts.Length != 3 || !IsToken(parts[0]) || parts[1].Length == 0 || !IsVisible(parts[1]))
        {
            throw new HttpRefusedException(400, "The first line is no request.");
        }

        if (parts[2] is not ("HTTP/1.1" or "HTTP/1.0"))
        {
            bool isHttp = parts[2].StartsWith("HTTP/", StringComparison.Ordinal);
            throw isHttp ? new HttpRefusedException(505, "Only HTTP/1.1 is spoken.") : new HttpRefusedException(400, "The first line is no request.");
        }

        return new HttpHead(parts[0], OfOrigin(parts[1]));
    }

    /// <summary>Takes a header line.</summary>
    /// <exception cref="HttpRefusedException">It is none, or contradicts another.</exception>
    public void Add(string line)
    {
        int colon = line.IndexOf(':');
        string name = colon < 0 ? "" : line.Substring(0, colon);
        if (!IsToken(name))
        {
            // A line that begins with a blank would go on the one before: forbidden, because it is read in two ways.
            throw new HttpRefusedException(400, "A header line has no name.");
        }

        string value = line.Substring(colon + 1).Trim(' ', '\t');
        foreach (char letter in value)
        {
            if (char.IsControl(letter) && letter != '\t')
            {
                throw new HttpRefusedException(400, "A header holds a control character.");
            }
        }

        // What decides where the body ends must be said once: two readers of two sayings see two requests.
        bool mayRepeat = !Is(name, "Content-Length") && !Is(name, "Transfer-Encoding");
        if (_headers.TryGetValue(name, out string? before) && !mayRepeat)
        {
            throw new HttpRefusedException(400, "The body's length is said twice.");
        }

        _headers[name] = before is null ? value : before + ", " + value;
    }

    /// <summary>All headers are there.</summary>
    /// <exception cref="HttpRefusedException">They contradict each other, or ask for something unknown.</exception>
    public void End()
    {
        string? encoding = Get("Transfer-Encoding");
        string? length = Get("Content-Length");
        if (encoding is not null && length is not null)
        {
            throw new HttpRefusedException(400, "The body's length is said twice.");
        }

        if (encoding is not null && !Is(encoding, "chunked"))
        {
            throw new HttpRefusedException(501, "The only transfer encoding that is known is chunked.");
        }

        if (Get("Expect") is { } expectation && !Is(expectation, "100-continue"))
        {
            throw new HttpRefusedException(417, "The only expectation that is known is 100-continue.");
        }

        IsChunked = encoding is not null;
        AwaitsContinue = Get("Expect") is not null;
        Length = length is null ? null : ReadLength(length);
    }

    /// <summary>A header's value; null when there is none.</summary>
    public string? Get(string name) => _headers.TryGetValue(name, out string? value) ? value : null;

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static long ReadLength(string text) =>
        text.Length is > 0 and <= 18 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
        ? length
        : throw new HttpRefusedException(400, "The body's length is no number.");

    /// <summary>A proxy may be given the whole URL; what is asked of us is its path and query.</summary>
    private static string OfOrigin(string target)
    {
        if (target[0] == '/')
        {
            return target;
        }

        return Uri.TryCreate(target, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url.PathAndQuery
            : throw new HttpRefusedException(400, "The first line names no path.");
    }

    private static bool IsVisible(string text)
    {
        foreach (char letter in text)
        {
            if (letter is <= ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsToken(string text)
    {
        foreach (char letter in text)
        {
            if (letter > '~' || !(char.IsLetterOrDigit(letter) || TokenMarks.IndexOf(letter) >= 0))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
