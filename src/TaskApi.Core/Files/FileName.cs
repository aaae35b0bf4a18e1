using System;
using System.Globalization;
using System.Text;

namespace TaskApi;

/// <summary>Makes file names that are safe on every system and cannot leave their folder, whatever the service or a table says.</summary>
internal static class FileName
{
    private const int LongestPart = 80;

    private static readonly string[] Reserved = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>The name for a result: the user's key or the model's name, the task, and a number when the task has several results.</summary>
    public static string For(GenTask task, int index, int count, string extension)
    {
        string model = task.Model is { } id ? id.Substring(id.IndexOf('/') + 1) : "task";
        string number = count > 1 ? "-" + (index + 1).ToString(CultureInfo.InvariantCulture) : "";
        return Clean(task.Key ?? model) + "_" + Clean(task.Id) + number + extension;
    }

    /// <summary>Letters, digits, and - _ . only; no reserved device names, no leading dot.</summary>
    public static string Clean(string part)
    {
        var clean = new StringBuilder(Math.Min(part.Length, LongestPart));
        foreach (char letter in part)
        {
            if (clean.Length == LongestPart)
            {
                break;
            }

            bool safe = letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.' || (letter > 127 && char.IsLetterOrDigit(letter));
            clean.Append(safe ? letter : '-');
        }

        string name = clean.ToString().Trim('.', '-');
        string stem = name.Split('.')[0];
        bool reserved = Array.Exists(Reserved, word => word.Equals(stem, StringComparison.OrdinalIgnoreCase))
            || (stem.Length == 4 && char.IsDigit(stem[3]) && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)));
        return name.Length == 0 || reserved ? "_" + name : name;
    }
}
