using System.Globalization;
using System.Text;

namespace TaskApi;

/// <summary>Writes a digest.</summary>
internal static class Sha256Text
{
    /// <summary>Small hexadecimal digits.</summary>
    public static string Of(byte[] digest)
    {
        var text = new StringBuilder(2 * digest.Length);
        foreach (byte part in digest)
        {
            text.Append(part.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
