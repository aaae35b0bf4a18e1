using System.Globalization;

namespace TaskApi;

/// <summary>Where a request was read.</summary>
public sealed class GenSource
{
    /// <summary>A place in a file.</summary>
    /// <param name="path">The file's path, as the user knows it.</param>
    /// <param name="line">The line on which the request starts; the first is 1.</param>
    public GenSource(string path, long line)
    {
        Path = path;
        Line = line;
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>True when the file's folder was lost on a way that keeps texts alone: nobody knows any more what is relative to the file.</summary>
    internal bool IsNameOnly { get; private set; }

    /// <summary>The line on which the request starts; the first is 1.</summary>
    public long Line { get; }

    /// <summary>Reads what <see cref="ToString"/> writes: all that is left of a place after a job or a remote session. Null: it is no such text.</summary>
    public static GenSource? Parse(string text)
    {
        const string Separator = ", line ";
        int end = text.LastIndexOf(Separator, System.StringComparison.Ordinal);
        return end > 0 && long.TryParse(text.Substring(end + Separator.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long line)
            ? new GenSource(text.Substring(0, end), line) { IsNameOnly = System.IO.Path.GetFileName(text.Substring(0, end)) == text.Substring(0, end) }
            : null;
    }

    /// <summary><c>prompts.csv, line 7</c>.</summary>
    public override string ToString() => System.FormattableString.Invariant($"{System.IO.Path.GetFileName(Path)}, line {Line}");
}
