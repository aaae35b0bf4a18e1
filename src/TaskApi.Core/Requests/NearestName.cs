using System;
using System.Collections.Generic;

namespace TaskApi;

/// <summary>Finds what a misspelled name was meant to be.</summary>
public static class NearestName
{
    /// <summary>The candidate that is at most a few typing mistakes away, or null when none is near.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string key = ParameterName.ToKey(name);
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string candidate in candidates)
        {
            string other = ParameterName.ToKey(candidate);
            if (Math.Abs(key.Length - other.Length) > 3)
            {
                // Already too far; and a name from a file can be megabytes long, which the table of distances must not be.
                continue;
            }

            int distance = Distance(key, other);
            // A third of the letters may be wrong, and never more than three: "promt" finds "prompt", "size" does not find "seed".
            if (distance <= Math.Min(3, Math.Max(1, Math.Max(key.Length, other.Length) / 3)) && distance < bestDistance)
            {
                best = candidate;
                bestDistance = distance;
            }
        }

        return best;
    }

    /// <summary>The optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours each count one.</summary>
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            cost[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            cost[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
