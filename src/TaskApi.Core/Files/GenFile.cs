namespace TaskApi;

/// <summary>A result that was saved, now or before.</summary>
public sealed class GenFile
{
    /// <summary>The file's full path.</summary>
    public string Path { get; init; } = "";

    /// <summary>The file's name.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The full path under the name that PowerShell's file commands take from the pipeline.</summary>
    public string FullName => Path;

    /// <summary>The size in bytes.</summary>
    public long Length { get; init; }

    /// <summary>What the file is, by its first bytes, else by what the server and the address say, such as <c>image/png</c>.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>The SHA-256 of the file's bytes in small hexadecimal letters; null for a file that was there and that nobody noted it of.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The result that was saved.</summary>
    public GenOutput Output { get; init; } = new();

    /// <summary>The task that made it.</summary>
    public GenTask Task { get; init; } = new();

    /// <summary>The model that made it.</summary>
    public string? Model => Task.Model;

    /// <summary>The identifier of the task that made it.</summary>
    public string TaskId => Task.Id;

    /// <summary>The user's own name for the request; null for none.</summary>
    public string? Key => Task.Key;

    /// <summary>The prompt that it was made from; null for none, or when it is not known.</summary>
    public string? Prompt => Task.Prompt;

    /// <summary>Where it was downloaded from; null for a text.</summary>
    public string? Url => Output.Url;

    /// <summary>
    /// What the service charged for the task, in US dollars; null while it has not said. A task that has several files is paid for once: do
    /// not add it up over them.
    /// </summary>
    public decimal? Cost => Task.Cost;

    /// <summary>What the task probably cost, in US dollars, see <see cref="GenTask.EstimatedCost"/>; null when that is not known.</summary>
    public decimal? EstimatedCost => Task.EstimatedCost;

    /// <summary>The batch that the task belongs to; null for none.</summary>
    public string? Batch => Task.Batch;

    /// <summary>The file and line that the request was read from; null when it came from elsewhere.</summary>
    public GenSource? Source => Task.Source;

    /// <summary>The line alone, to sort by and to look up; null when the request came from elsewhere.</summary>
    public long? Line => Task.Source?.Line;

    /// <summary>The model's name without its provider, as tables show it.</summary>
    public string ModelText => Task.ModelText;

    /// <summary>The full path.</summary>
    public override string ToString() => Path;
}
