using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class ConformanceTests
{
    private const string UnknownModel = "newvendor/model-9";

    private static readonly Dictionary<string, JsonElement> AllLines = ReadLines();

    public static TheoryData<string> Lines() => new(AllLines.Keys);

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_request_is_judged_as_the_page_has_it(string id)
    {
        JsonElement line = AllLines[id];
        string model = line.GetProperty("model").GetString()!;
        using var service = new TestService();
        EmulatorResponse answer = service.Post(model, line.GetProperty("input").GetRawText());
        if (model == UnknownModel)
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
            Assert.Equal(parameter, TestService.Data(answer).GetProperty("parameter").GetString());
            Assert.Contains(parameter, TestService.Data(answer).GetProperty("message").GetString(), System.StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, JsonElement> ReadLines()
    {
        using Stream stream = typeof(ConformanceTests).Assembly.GetManifestResourceStream("requests.jsonl")!;
        using var reader = new StreamReader(stream);
        var lines = new Dictionary<string, JsonElement>();
        while (reader.ReadLine() is { } text)
        {
            JsonElement line = JsonDocument.Parse(text).RootElement;
            lines.Add(line.GetProperty("id").GetString()!, line);
        }

        return lines;
    }
}
