using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace TaskApi.Tests.Requests;

/// <summary>Every line of tests/Data/*.jsonl is a request and its verdict by the service's main page.</summary>
public class RequestConformanceTests
{
    private static readonly Dictionary<string, JsonElement> Cases = ReadCases();

    public static TheoryData<string> Ids { get; } = [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_request_is_judged_as_the_page_says(string id)
    {
        JsonElement line = Cases[id];
        GenRequest request = ObjectRequest.Read(
            new Dictionary<string, object?> { ["model"] = line.GetProperty("model").GetString(), ["input"] = JsonText.ToPlain(line.GetProperty("input")) },
            source: null);
        GenRequestCheck check = new RequestChecker(ModelCatalog.BuiltIn).Check(request);

        string found = $"{line.GetProperty("why").GetString()}: {string.Join(" | ", check.Problems)}";
        Assert.True(line.GetProperty("valid").GetBoolean() == check.IsValid, found);
        Assert.Equal(check.IsValid, check.Ready is not null);
        if (line.GetProperty("parameter").GetString() is { } parameter)
        {
            Assert.True(check.Problems.Any(problem => !problem.IsWarning && problem.Parameter == parameter), found);
        }

        if (line.TryGetProperty("ready", out JsonElement ready))
        {
            Assert.Equal(JsonText.ToText(JsonText.ToPlain(ready)), JsonText.ToText(check.Ready!.Input));
        }

        if (line.TryGetProperty("warns", out JsonElement warned))
        {
            Assert.True(check.Problems.Any(problem => problem.IsWarning && problem.Parameter == warned.GetString()), found);
        }
    }

    private static Dictionary<string, JsonElement> ReadCases() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data"), "*.jsonl")
            .Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("id").GetString()!);
}
