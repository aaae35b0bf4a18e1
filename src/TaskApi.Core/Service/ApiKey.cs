using System;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security;

namespace TaskApi;

/// <summary>The key. It leaves this class in one way only: as the header of a request to the service's own origin.</summary>
public sealed class ApiKey
{
    private readonly string _value;
    private readonly KeyEcho _echo;

    /// <summary>A key.</summary>
    /// <exception cref="ArgumentException">The key is empty or holds characters that no HTTP header can carry.</exception>
    public ApiKey(string value)
    {
        string trimmed = value.Trim();
        if (trimmed.Length == 0)
        {
            throw new ArgumentException("The key is empty.", nameof(value));
        }

        foreach (char letter in trimmed)
        {
            if (letter is <= ' ' or > '~')
            {
                throw new ArgumentException("The key holds a space, a line break or another character that no key has. Was it copied whole?", nameof(value));
            }
        }

        _value = trimmed;
        _echo = new KeyEcho(trimmed);
        // What is as short as a name in a test keeps no secret.
        CallbackTokens = trimmed.Length < KeyEcho.ShortestSecret ? CallbackTokens.Draw() : CallbackTokens.From(trimmed);
    }

    /// <summary>A key from a secure string.</summary>
    public static ApiKey From(SecureString secret)
    {
        IntPtr text = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return new ApiKey(Marshal.PtrToStringUni(text) ?? "");
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }

    /// <summary>True when both are the same key: they then share the service's limits.</summary>
    public bool IsSameAs(ApiKey? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <summary>The tokens that the URLs of callbacks carry.</summary>
    internal CallbackTokens CallbackTokens { get; }

    /// <summary>The header that proves who asks.</summary>
    internal AuthenticationHeaderValue ToHeader() => new("Bearer", _value);

    /// <summary>The text without the key and the tokens of callbacks, should a service or a proxy have echoed them, in whatever escaping.</summary>
    internal string Redact(string text) => CallbackTokens.Hide(_echo.Hide(text));

    /// <summary>The name that the ledger knows the key's account by.</summary>
    internal string NameFor(Uri endpoint) => LedgerAccount.Name(_value, endpoint);

    /// <summary>Stars, whatever the key.</summary>
    public override string ToString() => "***";
}
