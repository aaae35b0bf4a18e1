using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace TaskApi.Module.Tests.Checking;

/// <summary>A line of tests/Data/*.jsonl: a request and its verdict by the service's main page.</summary>
internal sealed class RequestLine
{
    private readonly JsonElement _line;

    private RequestLine(JsonElement line) => _line = line;

    /// <summary>All lines by their id.</summary>
    public static IReadOnlyDictionary<string, RequestLine> All { get; } =
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data"), "*.jsonl")
            .Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("id").GetString()!, line => new RequestLine(line));

    public bool IsValid => _line.GetProperty("valid").GetBoolean();

    /// <summary>The parameter at fault; null when none is named.</summary>
    public string? Parameter => _line.GetProperty("parameter").GetString();

    public string Why => _line.GetProperty("why").GetString()!;

    /// <summary>The request as a script has it: @{ model = ...; input = @{ ... } }.</summary>
    public Hashtable Request => new()
    {
        ["model"] = _line.GetProperty("model").GetString(),
        ["input"] = Script(_line.GetProperty("input")),
    };

    /// <summary>The value that PowerShell has for a literal: hashtables, arrays, Int32 or Int64, Double. Tables that scripts make with [hashtable]::new() tell
    /// capitals from small letters.</summary>
    private static object? Script(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var table = new Hashtable();
                foreach (JsonProperty property in json.EnumerateObject())
                {
                    table.Add(property.Name, Script(property.Value));
                }

                return table;
            case JsonValueKind.Array:
                return json.EnumerateArray().Select(Script).ToArray();
            case JsonValueKind.String:
                return json.GetString();
            case JsonValueKind.Number:
                return json.TryGetInt32(out int number) ? (object)number : json.TryGetInt64(out long large) ? (object)large : json.GetDouble();
            default:
                return json.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };
        }
    }
}
