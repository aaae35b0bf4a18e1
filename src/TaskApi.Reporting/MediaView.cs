using System;
using System.IO;
using System.Linq;
using System.Threading;

namespace TaskApi.Reporting;

/// <summary>A result as a card shows it.</summary>
internal sealed class MediaView
{
    // What browsers show in an img element. The rest of the pictures is a file to be opened.
    private static readonly string[] Pictures = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml", "image/bmp"];

    // MPEG-4's relatives are tried: the player says so where a browser cannot play one.
    private static readonly string[] Films = ["video/mp4", "video/webm", "video/quicktime", "video/ogg", "video/3gpp", "video/x-matroska"];

    private MediaView(GenTask task, int index)
    {
        Caption = CaptionOf(task, index);
        Label = $"{Caption}: {CardView.TitleOf(task)}";
    }

    /// <summary>How it is shown: <c>image</c>, <c>video</c>, <c>audio</c>, <c>text</c>, <c>file</c> or, when it was not saved, <c>absent</c>.</summary>
    public string Form { get; private init; } = "absent";

    /// <summary>What it is among the task's results.</summary>
    public string Caption { get; }

    /// <summary>The same with the task's name, for those who do not see where it is.</summary>
    public string Label { get; }

    /// <summary>The file's address, or the file itself.</summary>
    public object? Source { get; private init; }

    /// <summary>True when the page holds the file.</summary>
    public bool IsEmbedded => Source is EmbeddedMedia;

    /// <summary>The file's name; null when there is none.</summary>
    public string? FileName { get; private init; }

    /// <summary>The text, for lyrics and transcripts.</summary>
    public string? Text { get; private init; }

    /// <summary>Where the service keeps it for a while; null when that is not an address of the web.</summary>
    public string? Url { get; private init; }

    /// <summary>Why it is absent.</summary>
    public string? Absence { get; private init; }

    /// <summary>The results of a task.</summary>
    /// <param name="entry">The task.</param>
    /// <param name="folder">The folder of the page, from which files are linked.</param>
    /// <param name="budget">How much is embedded.</param>
    /// <param name="stop">Ends the reading of what is embedded.</param>
    public static MediaView[] Of(ReportEntry entry, string folder, EmbedBudget budget, CancellationToken stop) =>
        [.. Enumerable.Range(0, entry.Task.Outputs.Count).Select(index => Of(entry, index, folder, budget, stop))];

    private static MediaView Of(ReportEntry entry, int index, string folder, EmbedBudget budget, CancellationToken stop)
    {
        GenTask task = entry.Task;
        GenOutput output = task.Outputs[index];
        if (output.Text is { } text)
        {
            return new MediaView(task, index) { Form = "text", Text = VisibleText.Of(text) };
        }

        string? url = LimitChecker.IsWebUrl(output.Url ?? "") ? output.Url : null;
        if ((index < entry.Files.Count ? entry.Files[index] : null) is not { } file)
        {
            return new MediaView(task, index) { Url = url, Absence = "Not saved" };
        }

        string name = VisibleText.Line(Path.GetFileName(file.Path));
        if (!File.Exists(file.Path))
        {
            return new MediaView(task, index) { Url = url, Absence = $"Its file {name} is not there any more" };
        }

        (MediaType type, long length) = Look(file, output, task);
        string form = FormOf(type.Name);
        bool isEmbedded = form != "file" && budget.Takes(file.Path, length);
        return new MediaView(task, index)
        {
            Form = form,
            FileName = name,
            Source = isEmbedded ? new EmbeddedMedia(file.Path, type.Name, stop) : FileLink.From(folder, file.Path),
            Url = url,
        };
    }

    /// <summary>What the file is. What the ledger or the pipeline says is taken when it is a type that the module knows.</summary>
    private static (MediaType Type, long Length) Look(LedgerFile file, GenOutput output, GenTask task)
    {
        if (MediaType.ByName(file.MediaType) is { } told)
        {
            return (told, new FileInfo(file.Path).Length);
        }

        GenFile read = SavedFile.Read(file.Path, output, task);
        return (MediaType.ByName(read.MediaType) ?? MediaType.Unknown, read.Length);
    }

    private static string FormOf(string type) =>
        Array.IndexOf(Pictures, type) >= 0 ? "image"
        : Array.IndexOf(Films, type) >= 0 ? "video"
        : type.StartsWith("audio/", StringComparison.Ordinal) ? "audio"
        : "file";

    private static string CaptionOf(GenTask task, int index)
    {
        string kind = task.Outputs[index] switch
        {
            { Text: not null } => "Text",
            { Kind: GenKind.Image } => "Picture",
            { Kind: GenKind.Video } => "Film",
            { Kind: GenKind.Audio } => "Sound",
            _ => "Result",
        };
        return task.Outputs.Count > 1 ? FormattableString.Invariant($"{kind} {index + 1} of {task.Outputs.Count}") : kind;
    }
}
