using System;

namespace TaskApi;

/// <summary>
/// What a task's identifier may be. The service chooses it, so whatever it is, it is escaped into the URL; only what cannot be a part
/// of a path, or would lead out of it, is none.
/// </summary>
public static class TaskId
{
    // The longest that were seen have 36 characters; servers refuse addresses of some thousands.
    private const int Longest = 500;

    /// <summary>What an identifier may be, for a message.</summary>
    public const string Rule = "An id has 1 to 500 characters, no control characters, and is neither '.' nor '..'.";

    /// <summary>True for what can be asked about.</summary>
    public static bool IsValid(string? id)
    {
        if (id is null || id.Length > Longest || id.Trim() is "" or "." or "..")
        {
            return false;
        }

        for (int i = 0; i < id.Length; i++)
        {
            // A replacement mark is what is left of a character that was lost on the way: the service knows no task by it.
            bool isHalf = char.IsSurrogate(id[i]) && !char.IsSurrogatePair(id, i) && !(i > 0 && char.IsSurrogatePair(id, i - 1));
            if (char.IsControl(id[i]) || id[i] == '\uFFFD' || isHalf)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The path of a task in the service's API.</summary>
    internal static string PathOf(string id) => "v1/tasks/" + Uri.EscapeDataString(id);
}
