using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace TaskApi;

/// <summary>
/// Makes and checks the token that a callback's URL carries to show that New-GenTask has made the URL. It follows from the API key, so that
/// every process with the same key can check it and nobody has to keep it; nothing leads back from it to the key. It is of one request alone:
/// whoever sees a URL can call in the name of that request, and of no other.
/// </summary>
internal sealed class CallbackTokens
{
    // So that no text of the service begins by chance as a token does. No letter of a token is ever escaped.
    private const string Beginning = "gencb";
    private const int Bytes = 20;

    private static readonly Regex Tokens = new(Beginning + "[0-9a-fA-F]{8,}", RegexOptions.CultureInvariant);

    private readonly byte[] _secret;

    private CallbackTokens(byte[] secret) => _secret = secret;

    /// <summary>The tokens that follow from a key.</summary>
    public static CallbackTokens From(string key) => new(Sign(Encoding.UTF8.GetBytes(key), "TaskApi callback 1"));

    /// <summary>Tokens that nobody else can make.</summary>
    public static CallbackTokens Draw()
    {
        byte[] secret = new byte[32];
        using var source = RandomNumberGenerator.Create();
        source.GetBytes(secret);
        return new CallbackTokens(secret);
    }

    /// <summary>A text from outside without the tokens in it.</summary>
    public static string Hide(string text) => text.Contains(Beginning) ? Tokens.Replace(text, "***") : text;

    /// <summary>True when two texts are the same; how long it takes tells nothing about where they differ, nor about how long they are.</summary>
    public static bool IsSame(string one, string other)
    {
        using var hash = SHA256.Create();
        byte[] first = hash.ComputeHash(Encoding.UTF8.GetBytes(one));
        byte[] second = hash.ComputeHash(Encoding.UTF8.GetBytes(other));
        int difference = 0;
        for (int i = 0; i < first.Length; i++)
        {
            difference |= first[i] ^ second[i];
        }

        return difference == 0;
    }

    /// <summary>The token of the request that an address names.</summary>
    public string For(CallbackAddress address)
    {
        // With their lengths, so that no two requests read the same.
        string request =
            FormattableString.Invariant($"{address.Batch?.Length ?? -1}:{address.Batch},{address.Key?.Length ?? -1}:{address.Key},{address.Attempt}");
        byte[] signature = Sign(_secret, request);
        var text = new StringBuilder(Beginning);
        for (int i = 0; i < Bytes; i++)
        {
            text.Append(signature[i].ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>True when an address has the token of the request that it names.</summary>
    public bool IsGood(CallbackAddress address) => IsSame(address.Token ?? "", For(address));

    private static byte[] Sign(byte[] secret, string text)
    {
        using var hash = new HMACSHA256(secret);
        return hash.ComputeHash(Encoding.UTF8.GetBytes(text));
    }
}
