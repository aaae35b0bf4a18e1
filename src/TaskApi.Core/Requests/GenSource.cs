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

    /// <summary>The line on which the request starts; the first is 1.</summary>
    public long Line { get; }

    /// <summary><c>prompts.csv, line 7</c>.</summary>
    public override string ToString() => System.FormattableString.Invariant($"{System.IO.Path.GetFileName(Path)}, line {Line}");
}
