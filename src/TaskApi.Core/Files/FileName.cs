using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TaskApi;

/// <summary>
/// Makes file names that are safe on every system, cannot leave their folder, and tell tasks apart, whatever the service or a table says.
/// </summary>
internal static class FileName
{
    private const int LongestPart = 80;
    private const int LongestId = 60;
    private const int MostOddIdLetters = 40;

    // File systems allow 255 bytes; the key, the id, a number and an extension have to share them.
    private const int MostPartBytes = 120;
    private const int MostOddIdBytes = 60;
    private const int MostNameBytes = 200;

    // What no safe part holds, so that nobody's id can look like another's shortened one.
    private const char HashMark = '~';
    private const int HashBytes = 8;

    // More results than a task ever has; an id may end in longer numbers.
    private const int MostNumberDigits = 6;

    private static readonly string[] Reserved = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>
    /// The name for a result, without extension: the user's key or the model's name, the task, and a number when the task has several
    /// results. Different tasks, and different results of a task, never have the same name, also where case does not count.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="index">Which of its results.</param>
    /// <param name="count">How many it has.</param>
    /// <param name="template">How the user wants it named, where different tasks may have the same name; null for the usual.</param>
    public static string For(GenTask task, int index, int count, NameTemplate? template = null)
    {
        if (template is not null)
        {
            return Whole(template.Fill(task, index, count));
        }

        string number = count > 1 ? "-" + (index + 1).ToString(CultureInfo.InvariantCulture) : "";
        return Title(task) + "_" + ForId(task.Id) + number;
    }

    /// <summary>Letters, digits, and - _ . only; no reserved device names, no leading dot.</summary>
    public static string Clean(string part) => Clean(part, LongestPart, MostPartBytes);

    private static string Title(GenTask task)
    {
        string model = task.Model is { } id ? id.Substring(id.IndexOf('/') + 1) : "task";
        string title = Clean(task.Key ?? model);
        // Of a key that is all emoji nothing is left to know the file by.
        return title == "_" && task.Key is not null ? Clean(model) : title;
    }

    /// <summary>The id itself when it can stand in a file name; else its beginning and what tells it from every other id.</summary>
    public static string ForId(string id)
    {
        if (CanStand(id))
        {
            return id;
        }

        return Clean(id, MostOddIdLetters, MostOddIdBytes) + HashOf(id);
    }

    /// <summary>A whole name that somebody made up; of a long one the beginning, and what tells it from every other.</summary>
    private static string Whole(string name)
    {
        // What tells an odd id from others is safe.
        string[] parts = Array.ConvertAll(name.Split(HashMark), static part => part.Length == 0 ? "" : Clean(part, int.MaxValue, int.MaxValue));
        string clean = string.Join(HashMark.ToString(), parts);
        return Encoding.UTF8.GetByteCount(clean) <= MostNameBytes ? clean : Clean(clean, MostNameBytes, MostNameBytes) + HashOf(name);
    }

    private static string HashOf(string text)
    {
        using var algorithm = SHA256.Create();
        byte[] hash = algorithm.ComputeHash(Bytes(text));
        var name = new StringBuilder().Append(HashMark);
        for (int i = 0; i < HashBytes; i++)
        {
            name.Append(hash[i].ToString("x2", CultureInfo.InvariantCulture));
        }

        return name.ToString();
    }

    // Letter by letter: an encoding would make one of all that is no valid text.
    private static byte[] Bytes(string id)
    {
        byte[] bytes = new byte[id.Length * 2];
        for (int i = 0; i < id.Length; i++)
        {
            bytes[2 * i] = (byte)(id[i] >> 8);
            bytes[(2 * i) + 1] = (byte)id[i];
        }

        return bytes;
    }

    /// <summary>
    /// True for an id that differs from all others like it even where case does not count, and that reads the same beside a key and a number.
    /// </summary>
    private static bool CanStand(string id)
    {
        if (id.Length is 0 or > LongestId || id[0] == '-')
        {
            return false;
        }

        foreach (char letter in id)
        {
            if (letter is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
            {
                return false;
            }
        }

        int digits = id.Length - 1 - id.LastIndexOf('-');
        return digits == id.Length || digits > MostNumberDigits || (digits > 0 && !IsNumber(id, id.Length - digits));
    }

    private static bool IsNumber(string text, int start)
    {
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] is < '0' or > '9')
            {
                return false;
            }
        }

        return true;
    }

    private static string Clean(string part, int mostLetters, int mostBytes)
    {
        var clean = new StringBuilder(Math.Min(part.Length, mostLetters));
        int bytes = 0;
        foreach (char letter in part)
        {
            bool safe = letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.'
                || (letter > 127 && char.IsLetterOrDigit(letter));
            char next = safe ? letter : '-';
            bytes += next < 0x80 ? 1 : next < 0x800 ? 2 : 3;
            if (clean.Length == mostLetters || bytes > mostBytes)
            {
                break;
            }

            clean.Append(next);
        }

        string name = clean.ToString().Trim('.', '-');
        string stem = name.Split('.')[0];
        bool reserved = Array.Exists(Reserved, word => word.Equals(stem, StringComparison.OrdinalIgnoreCase))
            || (stem.Length == 4 && char.IsDigit(stem[3])
                && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)));
        return name.Length == 0 || reserved ? "_" + name : name;
    }
}
