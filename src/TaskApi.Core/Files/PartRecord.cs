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
/// What a part is a part of, kept beside it as JSON. The file is empty as long as the part is none that could be gone on with: of a text, or
/// of a content that the server has no name for.
/// </summary>
/// <param name="Source">Whose it is.</param>
/// <param name="Tag">What the server called the content.</param>
/// <param name="Whole">The whole file's size; null when the server did not say.</param>
internal sealed record PartRecord(PartSource Source, string Tag, long? Whole)
{
    /// <summary>What its name has after the part's.</summary>
    public const string Extension = ".json";

    private const int Longest = 16 * 1024;

    /// <summary>Opens the record beside a part. As long as it is open, nobody else can open it.</summary>
    public static FileStream Open(string part, FileMode mode) => new(part + Extension, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);

    /// <summary>Reads a record; null when it tells of nothing that could be gone on with.</summary>
    public static PartRecord? Read(Stream file)
    {
        if (file.Length is 0 or > Longest)
        {
            return null;
        }

        try
        {
            file.Position = 0;
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

    /// <summary>Writes the record into its file.</summary>
    public void Write(Stream file)
    {
        // In one piece: a process may be killed at any moment.
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
        file.SetLength(0);
        file.Position = 0;
        file.Write(bytes, 0, bytes.Length);
        file.Flush();
    }
}
