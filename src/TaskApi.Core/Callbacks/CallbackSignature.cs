using System;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace TaskApi;

/// <summary>What is signed in a signed callback.</summary>
public enum CallbackSigning
{
    /// <summary>The timestamp, a point, and the body.</summary>
    TimestampAndBody,

    /// <summary>The task's identifier, a point, and the timestamp.</summary>
    TaskIdAndTimestamp,
}

/// <summary>
/// Checks the signature of callbacks: HMAC-SHA256 in the header X-Webhook-Signature, as hexadecimal digits or base64, with the unix time in
/// X-Webhook-Timestamp. The service's pages say that signing may come; programs that exist already check it in these two forms.
/// </summary>
/// <param name="secret">The account's signing secret.</param>
/// <param name="signing">What is signed.</param>
/// <param name="clock">Tells how old a callback is.</param>
internal sealed class CallbackSignature(SecureString secret, CallbackSigning signing, TimeProvider clock)
{
    // Older callbacks may have been recorded and sent again.
    private const double ToleranceSeconds = 300;

    /// <summary>True when the signature is good.</summary>
    /// <param name="head">The headers.</param>
    /// <param name="body">The body.</param>
    /// <param name="taskId">The task that the body names.</param>
    public bool IsGood(HttpHead head, byte[] body, string taskId)
    {
        if (head.Get("X-Webhook-Timestamp") is not { } time || head.Get("X-Webhook-Signature") is not { } given
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            || Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - (double)seconds) > ToleranceSeconds)
        {
            return false;
        }

        byte[] expected =
            Sign(signing == CallbackSigning.TimestampAndBody ? [.. Encoding.UTF8.GetBytes(time + "."), .. body] : Encoding.UTF8.GetBytes(taskId + "." + time));
        var hex = new StringBuilder(2 * expected.Length);
        foreach (byte part in expected)
        {
            hex.Append(part.ToString("x2", CultureInfo.InvariantCulture));
        }

        return CallbackTokens.IsSame(given.ToLowerInvariant(), hex.ToString()) | CallbackTokens.IsSame(given, Convert.ToBase64String(expected));
    }

    private byte[] Sign(byte[] text)
    {
        IntPtr plain = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            using var hash = new HMACSHA256(Encoding.UTF8.GetBytes(Marshal.PtrToStringUni(plain) ?? ""));
            return hash.ComputeHash(text);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(plain);
        }
    }
}
