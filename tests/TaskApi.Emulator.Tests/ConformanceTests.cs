using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Xunit;

namespace TaskApi.Emulator.Tests;

/// <summary>Every line of tests/Data/*.jsonl is a request and its verdict by the service's main page.</summary>
public class ConformanceTests
{
    private static readonly Dictionary<string, JsonElement> AllLines = ReadLines();

    public static TheoryData<string> Lines() => new(AllLines.Keys);

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_request_is_judged_as_the_page_has_it(string id)
    {
        JsonElement line = AllLines[id];
        string model = line.GetProperty("model").GetString()!;
        using var service = new TestService();
        EmulatorResponse answer = service.Post(model, Sent(line).GetRawText());
        if (ModelCatalog.BuiltIn.Find(model) is null)
        {
            Assert.Equal(404, answer.StatusCode);
        }
        else if (line.GetProperty("valid").GetBoolean())
        {
            Assert.True(answer.StatusCode == 200, Encoding.UTF8.GetString(answer.Body.Span));
        }
        else
        {
            Assert.Equal(400, answer.StatusCode);
            Assert.Equal("validation_error", TestService.Data(answer).GetProperty("code").GetString());
            string parameter = line.GetProperty("parameter").GetString()!;
            // A parameter given a second time in another spelling is named as it is written there.
            Assert.Equal(parameter, TestService.Data(answer).GetProperty("parameter").GetString(), ignoreCase: true);
            Assert.Contains(parameter, TestService.Data(answer).GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>
    /// What reaches the service. It knows JSON types and wire names only: "10" is no integer to it. A line has <c>ready</c> where the client
    /// sends something else than was written, so that is what is sent; every other line is sent as it is written. None is left out.
    /// </summary>
    private static JsonElement Sent(JsonElement line) => line.TryGetProperty("ready", out JsonElement ready) ? ready : line.GetProperty("input");

    private static Dictionary<string, JsonElement> ReadLines() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data"), "*.jsonl")
            .Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("id").GetString()!);
}
