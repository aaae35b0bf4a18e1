using System.Collections.Generic;

namespace TaskApi.Reporting;

/// <summary>
/// How much of the saved files a page may hold. Browsers open a page of some hundred megabytes slowly or not at all, and pages are sent
/// around: what is larger is linked instead, and the user is told.
/// </summary>
public sealed class EmbedBudget
{
    /// <summary>The largest file that is embedded, in bytes.</summary>
    public const long LargestFile = 25L * 1024 * 1024;

    /// <summary>How much is embedded in all, in bytes.</summary>
    public const long LargestSum = 200L * 1024 * 1024;

    private readonly bool _isWanted;
    private readonly List<string> _left = [];
    private long _rest = LargestSum;

    /// <summary>Nothing is embedded yet.</summary>
    /// <param name="isWanted">False: nothing is to be.</param>
    public EmbedBudget(bool isWanted) => _isWanted = isWanted;

    /// <summary>The files that did not fit and are linked.</summary>
    public IReadOnlyList<string> Left => _left;

    /// <summary>True when a file is to be embedded; its bytes are taken off what is left.</summary>
    internal bool Takes(string path, long length)
    {
        if (!_isWanted)
        {
            return false;
        }

        if (length > LargestFile || length > _rest)
        {
            _left.Add(path);
            return false;
        }

        _rest -= length;
        return true;
    }
}
