using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TaskApi;

/// <summary>
/// The word that a callback's URL carries to show that it comes from where New-GenTask has sent it. It follows from the API key, so that every
/// process with the same key knows it and nobody has to keep it; nothing leads back from it to the key.
/// </summary>
internal static class CallbackSecret
{
    // So that no text of the service ends by chance as the secret begins.
    private const string Beginning = "gencb-";
    private const int Bytes = 20;

    /// <summary>The secret that follows from a key.</summary>
    public static string From(string key)
    {
        using var hash = new HMACSHA256(Encoding.UTF8.GetBytes(key));
        return Write(hash.ComputeHash(Encoding.UTF8.GetBytes("TaskApi callback 1")));
    }

    /// <summary>A secret that nobody else knows.</summary>
    public static string Draw()
    {
        byte[] bytes = new byte[Bytes];
        using var source = RandomNumberGenerator.Create();
        source.GetBytes(bytes);
        return Write(bytes);
    }

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

    private static string Write(byte[] bytes)
    {
        var text = new StringBuilder(Beginning);
        for (int i = 0; i < Bytes; i++)
        {
            text.Append(bytes[i].ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
