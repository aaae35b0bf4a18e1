using System;
using System.IO;
using System.Text;
using System.Text.Json;

namespace TaskApi;

/// <summary>What a file was made from and what is known of it, as JSON beside it: for whoever gets the file without the ledger.</summary>
internal static class Sidecar
{
    /// <summary>What its name has after the file's.</summary>
    public const string Extension = ".json";

    // More than any request is long.
    private const long Longest = 4 * 1024 * 1024;

    /// <summary>Writes it beside a file that was saved just now, over the one of the file that was there before.</summary>
    /// <param name="file">The file, which is there.</param>
    /// <param name="index">Which of its task's results it is.</param>
    /// <param name="redact">Takes the key out of a text.</param>
    /// <param name="replace">True: it may replace any file of its name.</param>
    /// <returns>False when somebody else's file has its name.</returns>
    public static bool Write(GenFile file, int index, Func<string, string> redact, bool replace)
    {
        string path = file.Path + Extension;
        bool isThere = File.Exists(path);
        if (isThere && !replace && !IsOne(path))
        {
            return false;
        }

        byte[] json = Encoding.UTF8.GetBytes(redact(Encoding.UTF8.GetString(JsonText.Write(writer => Write(writer, file, index)))));
        using PartFile part = PartFile.Create(Path.GetDirectoryName(path)!, Path.GetFileName(path), PartFile.Open);
        part.Stream.Write(json, 0, json.Length);
        return part.Keep(path, replace: isThere) || IsOne(path);
    }

    /// <summary>True when there is one beside a file, which was saved before.</summary>
    public static bool IsBeside(string path) => File.Exists(path + Extension) && IsOne(path + Extension);

    /// <summary>True for a file that this wrote, of whatever result.</summary>
    private static bool IsOne(string path)
    {
        try
        {
            if (new FileInfo(path).Length > Longest)
            {
                return false;
            }

            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("result", out JsonElement result) && result.ValueKind == JsonValueKind.Object && result.TryGetProperty("task_id", out _);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return false;
        }
    }

    private static void Write(Utf8JsonWriter json, GenFile file, int index)
    {
        GenTask task = file.Task;
        json.WriteStartObject();
        json.WriteStartObject("request");
        WriteText("model", task.Model);
        if (task.Input is { } input)
        {
            json.WritePropertyName("input");
            JsonText.WriteValue(json, input);
        }

        // Not the callback's URL: whoever has that could call.
        WriteText("key", task.Key);
        WriteText("batch", task.Batch);
        if (task.Source is { } source)
        {
            // The folders are nobody's business where the file goes.
            json.WriteString("file", Path.GetFileName(source.Path));
            json.WriteNumber("line", source.Line);
        }

        json.WriteEndObject();
        json.WriteStartObject("result");
        json.WriteString("task_id", task.Id);
        json.WriteNumber("number", index + 1);
        WriteText("name", file.Output.Name);
        WriteText("url", file.Url);
        WriteMoney("cost", task.Cost);
        WriteMoney("estimated_cost", task.EstimatedCost);
        WriteTime("submitted_at", task.SubmittedAt);
        WriteTime("completed_at", task.CompletedAt);
        json.WriteEndObject();
        json.WriteStartObject("file");
        json.WriteString("name", file.Name);
        json.WriteNumber("length", file.Length);
        json.WriteString("media_type", file.MediaType);
        WriteText("sha256", file.Sha256);
        json.WriteEndObject();
        json.WriteEndObject();

        void WriteText(string name, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                json.WriteString(name, text);
            }
        }

        void WriteMoney(string name, decimal? money)
        {
            if (money is { } dollars)
            {
                json.WriteNumber(name, dollars);
            }
        }

        void WriteTime(string name, DateTimeOffset? time)
        {
            if (time is { } moment)
            {
                json.WriteString(name, moment);
            }
        }
    }
}
