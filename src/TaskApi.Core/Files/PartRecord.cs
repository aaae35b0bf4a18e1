using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace TaskApi;

/// <summary>Whose part a part is.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Output">The result's place among the task's, from 0.</param>
/// <param name="Url">The result's address without what signs it, which may be another one each time.</param>
internal sealed record PartSource(string TaskId, int Output, string Url)
{
    /// <summary>What a part of a task's result is a part of; null for a text, which has no address.</summary>
    public static PartSource? Of(GenTask task, int index) =>
        task.Outputs[index].Url is { } url ? new PartSource(task.Id, index, url.Split('?', '#')[0]) : null;
}

/// <summary>
/// What a part is a part of, kept beside it as JSON. A part without one is none that could be gone on with: of a text, of a content that the
/// server has no name for, or too young.
/// </summary>
/// <param name="Source">Whose it is.</param>
/// <param name="Tag">What the server called the content.</param>
/// <param name="Whole">The whole file's size; null when the server did not say.</param>
internal sealed record PartRecord(PartSource Source, string Tag, long? Whole)
{
    /// <summary>What its name has after the part's.</summary>
    public const string Extension = ".json";

    private const int Longest = 16 * 1024;

    /// <summary>The path of a part's record.</summary>
    public static string Of(string part) => part + Extension;

    /// <summary>Reads the record of a part; null when there is none that tells of something that could be gone on with.</summary>
    public static PartRecord? Read(string part)
    {
        string path = Of(part);
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length is 0 or > Longest)
        {
            return null;
        }

        try
        {
            using JsonDocument record = JsonDocument.Parse(file);
            JsonElement root = record.RootElement;
            var source = new PartSource(root.GetProperty("task").GetString()!, root.GetProperty("output").GetInt32(), root.GetProperty("url").GetString()!);
            long? whole = root.TryGetProperty("length", out JsonElement length) ? length.GetInt64() : null;
            return root.GetProperty("etag").GetString() is { Length: > 0 } tag ? new PartRecord(source, tag, whole) : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // Cut off by a crash.
            return null;
        }
    }

    /// <summary>Writes the record beside a part.</summary>
    public void Write(string part)
    {
        byte[] bytes = JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("task", Source.TaskId);
            json.WriteNumber("output", Source.Output);
            json.WriteString("url", Source.Url);
            json.WriteString("etag", Tag);
            if (Whole is { } whole)
            {
                json.WriteNumber("length", whole);
            }

            json.WriteEndObject();
        });

        // In one piece: a process may be killed at any moment.
        File.WriteAllBytes(Of(part), bytes);
    }
}
