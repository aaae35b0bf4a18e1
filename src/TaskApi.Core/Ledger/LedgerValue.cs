using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace TaskApi;

/// <summary>The forms in which stores keep values: the same in every store, exact, and free of culture and time zone.</summary>
internal static class LedgerValue
{
    // Prices of a thousandth of a cent are seen; sums over millions of tasks shall stay exact.
    private const decimal Parts = 1_000_000_000m;

    /// <summary>US dollars as whole billionths.</summary>
    public static long? FromMoney(decimal? dollars) => dollars is { } amount ? (long)decimal.Round(amount * Parts) : null;

    /// <summary>US dollars from whole billionths.</summary>
    public static decimal? ToMoney(long? parts) => parts is { } amount ? amount / Parts : null;

    /// <summary>A moment as milliseconds since 1970, UTC.</summary>
    public static long? FromTime(DateTimeOffset? moment) => moment?.ToUnixTimeMilliseconds();

    /// <summary>A moment in this machine's time zone, as tasks show it.</summary>
    public static DateTimeOffset? ToTime(long? milliseconds) => milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time).ToLocalTime() : null;

    /// <summary>An input as JSON.</summary>
    public static string FromInput(IDictionary<string, object?> input) => JsonText.ToText(input);

    /// <summary>An input from JSON.</summary>
    public static IDictionary<string, object?> ToInput(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonText.ToDictionary(document.RootElement);
    }

    /// <summary>What addresses in an input stand for as JSON; null for none.</summary>
    public static string? FromOrigins(IReadOnlyDictionary<string, string>? origins) => origins is not { Count: > 0 }
        ? null
        : Encoding.UTF8.GetString(JsonText.Write(json =>
    {
        json.WriteStartObject();
        foreach (KeyValuePair<string, string> origin in origins)
        {
            json.WriteString(origin.Key, origin.Value);
        }

        json.WriteEndObject();
    }));

    /// <summary>What addresses in an input stand for, from JSON; null for none.</summary>
    public static IReadOnlyDictionary<string, string>? ToOrigins(string? json)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        var origins = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty origin in document.RootElement.EnumerateObject())
        {
            origins[origin.Name] = origin.Value.GetString() ?? "";
        }

        return origins;
    }

    /// <summary>The tasks that an input came from as JSON; null for none.</summary>
    public static string? FromParents(IReadOnlyList<string> parents) => parents.Count == 0 ? null : Encoding.UTF8.GetString(JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (string parent in parents)
        {
            json.WriteStringValue(parent);
        }

        json.WriteEndArray();
    }));

    /// <summary>The tasks that an input came from, from JSON.</summary>
    public static IReadOnlyList<string> ToParents(string? json)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        var parents = new List<string>();
        foreach (JsonElement parent in document.RootElement.EnumerateArray())
        {
            parents.Add(parent.GetString() ?? "");
        }

        return parents;
    }

    /// <summary>Results as JSON; null for none.</summary>
    public static string? FromOutputs(IReadOnlyList<GenOutput> outputs) => outputs.Count == 0 ? null : Encoding.UTF8.GetString(JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (GenOutput output in outputs)
        {
            json.WriteStartObject();
            json.WriteString("name", output.Name);
            json.WriteString("kind", output.Kind.ToString());
            json.WriteString("url", output.Url);
            json.WriteString("text", output.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));

    /// <summary>A task's results from JSON.</summary>
    public static IReadOnlyList<GenOutput> ToOutputs(string? json, string taskId)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        var outputs = new List<GenOutput>();
        foreach (JsonElement output in document.RootElement.EnumerateArray())
        {
            outputs.Add(new GenOutput
            {
                Name = output.GetProperty("name").GetString() ?? "",
                Kind = Enum.TryParse(output.GetProperty("kind").GetString(), out GenKind kind) ? kind : GenKind.Unknown,
                Url = output.GetProperty("url").GetString(),
                Text = output.GetProperty("text").GetString(),
                TaskId = taskId,
                Number = outputs.Count + 1,
            });
        }

        return outputs;
    }
}
