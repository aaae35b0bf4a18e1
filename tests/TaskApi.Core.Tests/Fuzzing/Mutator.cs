using System;
using System.Collections.Generic;
using System.Text;

namespace TaskApi.Tests.Fuzzing;

/// <summary>
/// Makes broken inputs out of whole ones: bytes flipped, pieces cut out, repeated, put elsewhere, exchanged between inputs, and replaced by what
/// readers tend to stumble over. The same numbers make the same inputs.
/// </summary>
/// <param name="random">Where the numbers come from.</param>
/// <param name="whole">Inputs that are read without a problem.</param>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> whole)
{
    private const int Longest = 64 * 1024;

    // What has meaning in one of the formats, numbers at the edges, text that is not quite text.
    private static readonly string[] Words =
    [
        "\"", "\"\"", ",", ";", "\t", "\r", "\n", "\r\n", "{", "}", "[", "]", ":", "{}", "[]", "null", "true", "\\", "\\u0000", "\\ud800", "\\n", "\0",
        "\u001b[31m", "\u202e",
        "\ufeff", "0", "-0", "-1", "1e400", "1e-400", "9223372036854775808", "18446744073709551616", "0.1", "NaN", "{\"data\":", "\"task_id\":",
        "\"status\":\"completed\"",
        "\"output\":", "\"input\":", "\"model\":", "https://", "file:///etc/passwd", "model", "prompt", "key", "dry_run", "Content-Length: ",
        "Transfer-Encoding: chunked\r\n",
        "HTTP/1.1", " ", "  ", "ffffffff", "7fffffff", "%00", "..", "/", "é", "\ud83e\udd8a", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "{\"a\":{\"a\":{\"a\":{\"a\":",
    ];

    /// <summary>The next input: a whole one with one to eight changes.</summary>
    public byte[] Next()
    {
        List<byte> made = [.. Pick(whole)];
        for (int left = random.Next(1, 9); left > 0; left--)
        {
            Change(made);
            if (made.Count > Longest)
            {
                made.RemoveRange(Longest, made.Count - Longest);
            }
        }

        return [.. made];
    }

    private void Change(List<byte> made)
    {
        int at = random.Next(made.Count + 1);
        int length = Math.Min(made.Count - at, 1 << random.Next(12));
        switch (random.Next(9))
        {
            case 0 when at < made.Count:
                made[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < made.Count:
                made[at] = (byte)random.Next(256);
                break;
            case 2:
                made.RemoveRange(at, length);
                break;
            case 3:
                made.InsertRange(at, made.GetRange(at, length));
                break;
            case 4:
                List<byte> piece = made.GetRange(at, length);
                made.RemoveRange(at, length);
                made.InsertRange(random.Next(made.Count + 1), piece);
                break;
            case 5:
                byte[] other = Pick(whole);
                int from = random.Next(other.Length + 1);
                made.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, 1 << random.Next(10))).ToArray());
                break;
            case 6:
                made.RemoveRange(at, made.Count - at);
                break;
            case 7:
                byte[] word = Encoding.UTF8.GetBytes(Pick(Words));
                for (int times = random.Next(20) == 0 ? random.Next(2, 2000) : 1; times > 0; times--)
                {
                    made.InsertRange(at, word);
                }

                break;
            default:
                byte[] bytes = new byte[random.Next(1, 9)];
                random.NextBytes(bytes);
                made.InsertRange(at, bytes);
                break;
        }
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];
}
