namespace TaskApi;

/// <summary>What a task's identifier looks like: an opaque word that goes into a URL, so nothing else may pass.</summary>
public static class TaskId
{
    /// <summary>True for 4 to 200 letters, digits, hyphens and underscores.</summary>
    public static bool IsValid(string? id)
    {
        if (id is null || id.Length is < 4 or > 200)
        {
            return false;
        }

        foreach (char letter in id)
        {
            if (letter is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}
