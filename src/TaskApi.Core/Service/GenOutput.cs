namespace TaskApi;

/// <summary>One result of a task: a file at a URL, or text.</summary>
public sealed class GenOutput
{
    /// <summary>The name that the service gives it, such as <c>video_url</c> or <c>audio_url1</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is, as its name, its URL or the model tell.</summary>
    public GenKind Kind { get; init; }

    /// <summary>Where it can be downloaded, for a limited time; null for text.</summary>
    public string? Url { get; init; }

    /// <summary>The text itself (lyrics, a transcript); null for files.</summary>
    public string? Text { get; init; }

    /// <summary>The URL or the text.</summary>
    public override string ToString() => Url ?? Text ?? Name;
}
