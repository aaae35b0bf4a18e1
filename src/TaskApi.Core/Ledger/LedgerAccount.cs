using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TaskApi;

/// <summary>Names an account in the ledger: a hash keyed with the API key, so that the same key finds its tasks on every machine and nobody finds the
/// key.</summary>
internal static class LedgerAccount
{
    /// <summary>The emulator has no key; its account is the same everywhere.</summary>
    public const string Local = "local";

    private const int Bytes = 16;

    /// <summary>The account's name: 32 hexadecimal digits.</summary>
    /// <param name="key">The API key.</param>
    /// <param name="endpoint">The service's address: the same key at another service is another account.</param>
    public static string Name(string key, Uri endpoint)
    {
        using var hash = new HMACSHA256(Encoding.UTF8.GetBytes(key));
        byte[] digest = hash.ComputeHash(Encoding.UTF8.GetBytes("TaskApi ledger 1\n" + endpoint.GetLeftPart(UriPartial.Authority).ToLowerInvariant()));
        var text = new StringBuilder(2 * Bytes);
        for (int i = 0; i < Bytes; i++)
        {
            text.Append(digest[i].ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
