using System.Collections.Generic;
using System.Text;

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

    /// <summary>The task that made it; null where that is not known.</summary>
    public string? TaskId { get; init; }

    /// <summary>Its place among the task's results, from 1; null where that is not known.</summary>
    public int? Number { get; init; }

    /// <summary>The name as tables show it: in one line, without anything that a terminal obeys.</summary>
    public string NameText => VisibleText.Line(Name);

    /// <summary>The URL or the text as tables show it: in one line, without anything that a terminal obeys.</summary>
    public string ResultText => VisibleText.Line(ToString());

    /// <summary>The URL or the text.</summary>
    public override string ToString() => Url ?? Text ?? Name;

    /// <summary>The first URL among results; null for none.</summary>
    internal static string? FirstUrl(IReadOnlyList<GenOutput> outputs)
    {
        foreach (GenOutput output in outputs)
        {
            if (output.Url is { } url)
            {
                return url;
            }
        }

        return null;
    }

    /// <summary>All URLs among results.</summary>
    internal static IReadOnlyList<string> AllUrls(IReadOnlyList<GenOutput> outputs)
    {
        var urls = new List<string>(outputs.Count);
        foreach (GenOutput output in outputs)
        {
            if (output.Url is { } url)
            {
                urls.Add(url);
            }
        }

        return urls;
    }

    /// <summary>A task's results that know whose they are.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="outputs">Its results, in their order.</param>
    public static IReadOnlyList<GenOutput> Of(string taskId, IReadOnlyList<GenOutput> outputs)
    {
        var made = new List<GenOutput>(outputs.Count);
        foreach (GenOutput output in outputs)
        {
            made.Add(new GenOutput
            {
                Name = output.Name, Kind = output.Kind, Url = output.Url, Text = output.Text, TaskId = taskId.Length == 0 ? null : taskId,
                Number = made.Count + 1,
            });
        }

        return made;
    }

    /// <summary>Results as one text that can be told apart again: URLs with blanks between them, a text as it is, anything else as JSON.</summary>
    internal static string Join(IReadOnlyList<GenOutput> outputs)
    {
        bool areUrls = true;
        foreach (GenOutput output in outputs)
        {
            areUrls &= output.Url is not null;
        }

        return areUrls || outputs.Count == 1 ? string.Join(" ", outputs) : Encoding.UTF8.GetString(JsonText.Write(json =>
        {
            json.WriteStartArray();
            foreach (GenOutput output in outputs)
            {
                json.WriteStartObject();
                json.WriteString("name", output.Name);
                json.WriteString("kind", output.Kind.ToString());
                json.WriteString(output.Url is null ? "text" : "url", output.Url ?? output.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
    }
}
