using System;
using System.IO;
using System.Linq;

namespace TaskApi.Reporting;

/// <summary>Links from the page to files on the same disk: relative, so that a folder can be moved, zipped or put on a server with its page.</summary>
internal static class FileLink
{
    /// <summary>The link.</summary>
    /// <param name="folder">The full path of the page's folder.</param>
    /// <param name="path">The full path of the file.</param>
    public static string From(string folder, string path)
    {
        string[] from = Parts(folder);
        string[] to = Parts(path);
        StringComparison comparison = Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        int shared = 0;
        while (shared < from.Length && shared < to.Length - 1 && from[shared].Equals(to[shared], comparison))
        {
            shared++;
        }

        // On another drive or server nothing is shared, and only the whole path leads there.
        return shared == 0 && Path.DirectorySeparatorChar == '\\'
            ? new Uri(path).AbsoluteUri
            : string.Join("/", Enumerable.Repeat("..", from.Length - shared).Concat(to.Skip(shared).Select(Uri.EscapeDataString)));
    }

    private static string[] Parts(string path) =>
        Path.GetFullPath(path).Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
}
