using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace TaskApi;

/// <summary>Whose part a part is.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Output">The result's place among the task's, from 0.</param>
/// <param name="Url">The result's address without what signs it, which may be another one each time.</param>
internal sealed record PartSource(string TaskId, int Output, string Url);

/// <summary>
/// What a part is a part of, kept beside it as JSON. It is written after the part was opened and taken away before it is closed or given
/// its name, so that a record beside a part that nobody holds tells of a process that left it or died.
/// </summary>
/// <param name="Source">Whose it is.</param>
/// <param name="Tag">What the server called the content.</param>
/// <param name="Whole">The whole file's size; null when the server did not say.</param>
internal sealed record PartRecord(PartSource Source, string Tag, long? Whole)
{
    private const string Extension = ".json";
    private const int Longest = 16 * 1024;

    /// <summary>True when there is one beside this part.</summary>
    public static bool Exists(string part) => File.Exists(part + Extension);

    /// <summary>The record beside a part; null when there is none, or it tells of another source.</summary>
    public static PartRecord? Read(string part, PartSource source)
    {
        try
        {
            var file = new FileInfo(part + Extension);
            if (!file.Exists || file.Length > Longest)
            {
                return null;
            }

            using JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            JsonElement root = record.RootElement;
            var found = new PartSource(root.GetProperty("task").GetString()!, root.GetProperty("output").GetInt32(), root.GetProperty("url").GetString()!);
            long? whole = root.TryGetProperty("length", out JsonElement length) ? length.GetInt64() : null;
            return found == source && root.GetProperty("etag").GetString() is { Length: > 0 } tag ? new PartRecord(source, tag, whole) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
            or JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // Cut off by a crash, or somebody else's: nothing to go on with.
            return null;
        }
    }

    /// <summary>Takes the record beside a part away.</summary>
    public static void Remove(string part)
    {
        try
        {
            File.Delete(part + Extension);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A record without its part tells nobody anything.
        }
    }

    /// <summary>Writes the record beside a part.</summary>
    public void Write(string part)
    {
        using var file = new FileStream(part + Extension, FileMode.Create, FileAccess.Write, FileShare.Read);
        using var json = new Utf8JsonWriter(file);
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
    }
}
