using System.Collections.Generic;

namespace TaskApi.Shell.Prompting;

/// <summary>The completions of a line at one place, one after the other, round and round.</summary>
internal sealed class CompletionCycle(string before, string after, IReadOnlyList<string> completions)
{
    private int _index = -1;

    /// <returns>The whole line with the next completion in it, and where the cursor belongs.</returns>
    public (string Text, int Cursor) Next(bool backwards)
    {
        _index = backwards ? (_index <= 0 ? completions.Count : _index) - 1 : (_index + 1) % completions.Count;
        string beginning = before + completions[_index];
        return (beginning + after, beginning.Length);
    }
}
