using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using CsvHelper;
using NJsonSchema;

namespace TaskApi.Benchmarks;

/// <summary>What a user would write without the module: rows of a CSV reader, turned into JSON and checked against a JSON Schema.</summary>
internal static class SchemaBaseline
{
    private const string Schema = """
        {
          "type": "object",
          "properties": {
            "prompt": { "type": "string", "minLength": 1 },
            "aspect_ratio": { "enum": ["16:9", "9:16", "1:1"] },
            "duration": { "enum": [5, 10] },
            "mode": { "enum": ["std", "pro"] }
          },
          "required": ["prompt"],
          "additionalProperties": false
        }
        """;

    public static long Run(string path, int rows)
    {
        JsonSchema schema = JsonSchema.FromJsonAsync(Schema).GetAwaiter().GetResult();
        using CsvReader csv = CsvReader.Create(File.OpenRead(path), new CsvReaderOptions());
        long valid = 0;
        for (int i = 0; i < rows && csv.Read(); i++)
        {
            var input = new Dictionary<string, object>
            {
                ["prompt"] = csv.GetString("prompt"),
                ["aspect_ratio"] = csv.GetString("aspect_ratio"),
                ["duration"] = int.Parse(csv.GetString("duration"), System.Globalization.CultureInfo.InvariantCulture),
                ["mode"] = csv.GetString("mode"),
            };
            valid += schema.Validate(JsonSerializer.Serialize(input)).Count == 0 ? 1 : 0;
        }

        return valid;
    }
}
