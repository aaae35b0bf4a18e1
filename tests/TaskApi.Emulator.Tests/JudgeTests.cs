using System.Text.Json;
using Xunit;

namespace TaskApi.Emulator.Tests;

public class JudgeTests
{
    private static readonly GenModel Model = new()
    {
        Id = "maker/model",
        Kind = GenKind.Video,
        IsChecked = true,
        Parameters =
        [
            new GenParameter { Name = "prompt", Type = GenParameterType.String, Required = true, MaxLength = 5 },
            new GenParameter { Name = "seed", Type = GenParameterType.Integer, Minimum = 0, Maximum = 9 },
            new GenParameter { Name = "speed", Type = GenParameterType.Number, Minimum = 0.5m, Maximum = 1.5m },
            new GenParameter { Name = "duration", Type = GenParameterType.Integer, Allowed = [5L, 10L] },
            new GenParameter { Name = "resolution", Type = GenParameterType.String, Allowed = ["720p", "1K"] },
            new GenParameter { Name = "sound", Type = GenParameterType.Boolean },
            new GenParameter { Name = "image_url", Type = GenParameterType.String, Format = GenParameterFormat.Url },
            new GenParameter { Name = "image_urls", Type = GenParameterType.StringArray, Format = GenParameterFormat.Url, MinItems = 1, MaxItems = 2 },
            new GenParameter { Name = "motion_id", Type = GenParameterType.String, Format = GenParameterFormat.Uuid },
            new GenParameter { Name = "order", Type = GenParameterType.Integer },
            new GenParameter { Name = "camera", Type = GenParameterType.Object },
            new GenParameter { Name = "shots", Type = GenParameterType.ObjectArray },
            new GenParameter { Name = "extra", Type = GenParameterType.Any },
            new GenParameter { Name = "later", Type = GenParameterType.String, Required = true, IsNewer = true, Allowed = ["a"], MaxLength = 1 },
        ],
        Rules =
        [
            new GenRule { Parameter = "sound", Effect = GenRuleEffect.Refused, When = [new GenCondition { Parameter = "resolution", Values = ["1k"] }] },
            new GenRule { Parameter = "seed", Effect = GenRuleEffect.Required, When = [new GenCondition { Parameter = "motion_id" }] },
            new GenRule { Parameter = "duration", Effect = GenRuleEffect.Allowed, Values = [5L],
                When = [new GenCondition { Parameter = "speed", IsGiven = true }] },
            new GenRule { Parameter = "duration", Effect = GenRuleEffect.Refused, IsWarning = true },
            new GenRule { Parameter = "shots", Effect = GenRuleEffect.Total, Field = "duration", Minimum = 3, Maximum = 15 },
            new GenRule { Parameter = "shots", Effect = GenRuleEffect.Each, Field = "type", Values = ["image"] },
        ],
    };

    [Theory]
    [InlineData("""{"prompt":"p"}""")]
    [InlineData("""{"prompt":"12345"}""")]
    [InlineData("""{"prompt":"p","seed":5.0}""")]
    [InlineData("""{"prompt":"p","seed":9}""")]
    [InlineData("""{"prompt":"p","order":9223372036854775807}""")]
    [InlineData("""{"prompt":"p","seed":1e0}""")]
    [InlineData("""{"prompt":"p","speed":1.5}""")]
    [InlineData("""{"prompt":"p","duration":10.0}""")]
    [InlineData("""{"prompt":"p","resolution":"720P"}""")]
    [InlineData("""{"prompt":"p","resolution":"1k"}""")]
    [InlineData("""{"prompt":"p","sound":false}""")]
    [InlineData("""{"prompt":"p","image_url":"http://example.com"}""")]
    [InlineData("""{"prompt":"p","image_urls":["https://example.com/a"]}""")]
    [InlineData("""{"prompt":"p","motion_id":"d2389a9a-91c2-4276-bc9c-c9e35e8fb85a","seed":1}""")]
    [InlineData("""{"prompt":"p","camera":{}}""")]
    [InlineData("""{"prompt":"p","extra":[null]}""")]
    [InlineData("""{"prompt":"p","later":"anything at all"}""")]
    [InlineData("""{"prompt":"p","speed":1,"duration":5}""")]
    [InlineData("""{"prompt":"p","shots":[{"duration":1.5,"type":"IMAGE"},{"duration":1.5}]}""")]
    [InlineData("""{"prompt":"p","shots":[{"prompt":"no durations"}]}""")]
    public void A_fitting_input_passes(string input) => Assert.Null(Judge(input));

    [Theory]
    [InlineData("{}", "prompt")]
    [InlineData("""{"prompt":""}""", "prompt")]
    [InlineData("""{"prompt":" \t"}""", "prompt")]
    [InlineData("""{"prompt":"123456"}""", "prompt")]
    [InlineData("""{"prompt":5}""", "prompt")]
    [InlineData("""{"prompt":"p","seed":"5"}""", "seed")]
    [InlineData("""{"prompt":"p","seed":5.5}""", "seed")]
    [InlineData("""{"prompt":"p","seed":-1}""", "seed")]
    [InlineData("""{"prompt":"p","seed":10}""", "seed")]
    [InlineData("""{"prompt":"p","seed":true}""", "seed")]
    [InlineData("""{"prompt":"p","speed":0.49}""", "speed")]
    [InlineData("""{"prompt":"p","speed":1e300}""", "speed")]
    [InlineData("""{"prompt":"p","speed":"1"}""", "speed")]
    [InlineData("""{"prompt":"p","duration":6}""", "duration")]
    [InlineData("""{"prompt":"p","resolution":"1080p"}""", "resolution")]
    [InlineData("""{"prompt":"p","sound":"true"}""", "sound")]
    [InlineData("""{"prompt":"p","sound":1}""", "sound")]
    [InlineData("""{"prompt":"p","image_url":"a.png"}""", "image_url")]
    [InlineData("""{"prompt":"p","image_url":"/tmp/a.png"}""", "image_url")]
    [InlineData("""{"prompt":"p","image_url":"file:///tmp/a.png"}""", "image_url")]
    [InlineData("""{"prompt":"p","image_urls":"https://example.com/a"}""", "image_urls")]
    [InlineData("""{"prompt":"p","image_urls":[]}""", "image_urls")]
    [InlineData("""{"prompt":"p","image_urls":[5]}""", "image_urls")]
    [InlineData("""{"prompt":"p","image_urls":["https://e.com/a","b"]}""", "image_urls")]
    [InlineData("""{"prompt":"p","image_urls":["https://e.com/a","https://e.com/a","https://e.com/a"]}""", "image_urls")]
    [InlineData("""{"prompt":"p","motion_id":"d2389a9a91c24276bc9cc9e35e8fb85a"}""", "motion_id")]
    [InlineData("""{"prompt":"p","camera":[]}""", "camera")]
    [InlineData("""{"prompt":"p","shots":{}}""", "shots")]
    [InlineData("""{"prompt":"p","later":5}""", "later")]
    [InlineData("""{"prompt":"p","unheard_of":5}""", "unheard_of")]
    [InlineData("""{"prompt":"p","Seed":5}""", "Seed")]
    [InlineData("""{"prompt":"p","resolution":"1K","sound":true}""", "sound")]
    [InlineData("""{"prompt":"p","motion_id":"d2389a9a-91c2-4276-bc9c-c9e35e8fb85a"}""", "seed")]
    [InlineData("""{"prompt":"p","speed":1,"duration":10}""", "duration")]
    [InlineData("""{"prompt":"p","shots":[{"duration":2}]}""", "shots")]
    [InlineData("""{"prompt":"p","shots":[{"duration":8},{"duration":8}]}""", "shots")]
    [InlineData("""{"prompt":"p","shots":[{"duration":"8"}]}""", "shots")]
    [InlineData("""{"prompt":"p","shots":[{"type":"video"}]}""", "shots")]
    [InlineData("""{"prompt":"p","shots":[{"Type":"video"}]}""", "shots")]
    [InlineData("""{"prompt":"p","order":9223372036854775808}""", "order")]
    public void An_input_that_does_not_fit_is_refused_by_the_parameters_name(string input, string parameter)
    {
        Refusal? refusal = Judge(input);
        Assert.NotNull(refusal);
        Assert.Equal(parameter, refusal.Parameter);
        Assert.Contains(parameter, refusal.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_a_documented_table_takes_anything() =>
        Assert.Null(RequestJudge.Judge(new GenModel { Id = "a/b", Parameters = Model.Parameters, Rules = Model.Rules }, Parse("""{"seed":"x","y":1}""")));

    private static Refusal? Judge(string input) => RequestJudge.Judge(Model, Parse(input));

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
