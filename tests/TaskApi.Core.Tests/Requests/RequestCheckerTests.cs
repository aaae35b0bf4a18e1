using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Xunit;

namespace TaskApi.Tests.Requests;

public class RequestCheckerTests
{
    private static readonly RequestChecker Checker = new(ModelCatalog.BuiltIn);

    [Fact]
    public void A_request_without_a_model_says_how_to_name_one()
    {
        GenProblem problem = Assert.Single(Checker.Check(new GenRequest { Model = "  " }).Problems);
        Assert.Equal((GenProblemCode.MissingModel, false), (problem.Code, problem.IsWarning));
        Assert.Contains("-Model", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_of_a_request_are_found_at_once()
    {
        GenRequestCheck check = Check("google/nano-banana", new() { ["aspect_ratio"] = "5:9", ["image_urls"] = "here", ["size"] = 3 });
        Assert.Equal(["aspect_ratio", "image_urls", "prompt", "size"], check.Problems.Select(problem => problem.Parameter).Order());
        Assert.False(check.IsValid);
        Assert.Null(check.Ready);
    }

    [Theory]
    [InlineData("google/nano-banana", "aspect_ratio", GenProblemCode.EmptyParameter)]
    [InlineData("kuaishou/kling-2.6-motion-control", "image_url", GenProblemCode.EmptyParameter)]
    [InlineData("kuaishou/kling-2.6", "mode", GenProblemCode.NotAllowed)]
    [InlineData("kuaishou/kling-2.6", "start_image_url", GenProblemCode.InvalidUrl)]
    public void Empty_text_is_one_problem(string model, string parameter, GenProblemCode code) =>
        Assert.Equal(code, Assert.Single(Check(model, new() { ["prompt"] = "x", [parameter] = "" }).Problems, problem => problem.Parameter == parameter).Code);

    [Fact]
    public void A_misspelled_parameter_leads_to_the_right_one() =>
        Assert.Contains("Did you mean prompt?", Message(Check("google/nano-banana", new() { ["promt"] = "x", ["aspect_ratio"] = "1:1" }), "promt"),
            StringComparison.Ordinal);

    [Fact]
    public void A_name_of_newer_pages_leads_to_the_name_in_use() =>
        Assert.Contains("Here it is called enable_audio.",
            Message(Check("kuaishou/kling-2.6", new() { ["prompt"] = "x", ["NativeAudio"] = true }), "NativeAudio"), StringComparison.Ordinal);

    [Fact]
    public void A_misspelled_value_leads_to_the_right_one() =>
        Assert.Contains("Did you mean medium?", Message(Check("openai/gpt-image-1", new() { ["prompt"] = "x", ["quality"] = "medum" }), "quality"),
            StringComparison.Ordinal);

    [Fact]
    public void An_empty_cell_of_a_row_is_not_given()
    {
        GenRequestCheck check = Checker.Check(new GenRequest { Model = "google/veo-3.1-fast", IsRow = true,
            Input = Input(("prompt", "x"), ("seed", " "), ("resolution", null), ("end_image_url", "")) });
        Assert.Empty(check.Problems);
        Assert.Equal(["prompt"], check.Ready!.Input.Keys);
    }

    [Fact]
    public void An_empty_text_that_someone_wrote_is_a_mistake() =>
        Assert.False(Check("google/veo-3.1-fast", new() { ["prompt"] = "x", ["seed"] = "" }).IsValid);

    [Fact]
    public void An_unknown_column_of_a_row_is_a_warning_and_not_sent()
    {
        var request = new GenRequest { Model = "google/veo-3.1-fast", IsRow = true, Input = Input(("prompt", "x"), ("note", "mine")) };
        GenRequestCheck check = Checker.Check(request);
        Assert.True(Assert.Single(check.Problems) is { Code: GenProblemCode.UnknownColumn, IsWarning: true, Parameter: "note" });
        Assert.Equal(["prompt"], check.Ready!.Input.Keys);
        Assert.False(new RequestChecker(ModelCatalog.BuiltIn, new RequestCheckOptions { StrictColumn = true }).Check(request).IsValid);
    }

    [Fact]
    public void An_unknown_parameter_is_sent_when_that_is_allowed()
    {
        var checker = new RequestChecker(ModelCatalog.BuiltIn, new RequestCheckOptions { AllowUnknownParameter = true });
        GenRequestCheck check = checker.Check(new GenRequest { Model = "google/veo-3.1-fast", Input = Input(("prompt", "x"), ("camera", "left")) });
        Assert.Empty(check.Problems);
        Assert.Equal("left", check.Ready!.Input["camera"]);
    }

    [Fact]
    public void An_unknown_model_that_is_near_none_is_sent_as_it_is_with_a_warning()
    {
        GenRequestCheck check = Checker.Check(new GenRequest { Model = " me/unheard-of ", Input = Input(("any_thing", 5)) });
        Assert.True(Assert.Single(check.Problems) is { Code: GenProblemCode.UnknownModel, IsWarning: true });
        Assert.Equal(("me/unheard-of", 5), (check.Ready!.Model, check.Ready.Input["any_thing"]));
    }

    [Fact]
    public void An_unknown_model_that_is_near_a_known_one_is_a_mistake_each_time()
    {
        var request = new GenRequest { Model = "google/nano-bananna", Input = Input(("prompt", "x")) };
        foreach (GenRequestCheck check in (GenRequestCheck[])[Checker.Check(request), Checker.Check(request)])
        {
            GenProblem problem = Assert.Single(check.Problems);
            Assert.Equal((GenProblemCode.UnknownModel, false), (problem.Code, problem.IsWarning));
            Assert.Contains("Did you mean google/nano-banana?", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_model_is_sent_in_its_documented_spelling() =>
        Assert.Equal("suno-ai/stems", Checker.Check(new GenRequest { Model = "Suno-AI/Stems", Input = Input(("clip_id", "x")) }).Ready?.Model);

    [Theory]
    [InlineData("https://example.com/hook", true)]
    [InlineData("http://example.com/hook", true)]
    [InlineData("ftp://example.com/hook", false)]
    [InlineData("/hook", false)]
    [InlineData("", false)]
    public void A_callback_goes_to_a_web_address(string url, bool valid)
    {
        GenRequestCheck check = Checker.Check(new GenRequest { Model = "suno-ai/stems", Input = Input(("clip_id", "x")), CallbackUrl = url });
        Assert.Equal(valid, check.IsValid);
        Assert.Equal(valid, !check.Problems.Any(problem => problem.Parameter == "callback_url"));
    }

    [Fact]
    public void Problems_say_where_the_request_was_read()
    {
        var request = new GenRequest { Model = "google/veo-3.1-fast", Source = new GenSource("/data/prompts.csv", 7) };
        Assert.StartsWith("prompts.csv, line 7: prompt is missing", Assert.Single(Checker.Check(request).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_value_is_shown_short_and_on_one_line()
    {
        string message = Message(Check("openai/gpt-image-1", new() { ["prompt"] = "x", ["quality"] = "a\r\nb" + new string('c', 500) }), "quality");
        Assert.DoesNotContain('\n', message);
        Assert.InRange(message.Length, 1, 200);
    }

    [Theory]
    [InlineData("topaz-labs/image-upscale", "scale")]
    [InlineData("acme/unknown", "scale")]
    [InlineData("elevenlabs/sound-effect", "duration")]
    [InlineData("kuaishou/kling-3.0-omni-video", "elements")]
    public void A_number_that_json_cannot_hold_is_refused_wherever_it_is(string model, string parameter)
    {
        var list = new List<object?> { new Dictionary<string, object?> { ["scale"] = double.NaN } };
        GenRequestCheck check = Check(model, new() { ["prompt"] = "x", ["text"] = "x", [parameter] = list });
        Assert.Contains(check.Problems, problem => problem is { Code: GenProblemCode.WrongType, IsWarning: false } && problem.Parameter == parameter);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(",\"newer\":true", false)]
    public void A_needed_parameter_of_newer_pages_is_advice(string newer, bool isError)
    {
        string text =
            $$$"""{"models":[{"id":"me/own","kind":"image","checked":true,"parameters":""" +
            $$$"""[{"name":"size","type":"integer","required":true,"minimum":1{{{newer}}}}]}]}""";
        var checker = new RequestChecker(CatalogFile.Parse(Encoding.UTF8.GetBytes(text), "my-models.json"));
        Assert.Equal(!isError, Assert.Single(checker.Check(new GenRequest { Model = "me/own" }).Problems).IsWarning);
        Assert.Equal(!isError, Assert.Single(checker.Check(new GenRequest { Model = "me/own", Input = { ["size"] = 0 } }).Problems).IsWarning);
    }

    [Fact]
    public void A_needed_list_without_an_item_is_empty()
    {
        const string Text =
            """{"models":[{"id":"me/own","kind":"image","checked":true,"parameters":[{"name":"pictures","type":"string[]","required":true}]}]}""";
        var checker = new RequestChecker(CatalogFile.Parse(Encoding.UTF8.GetBytes(Text), "my-models.json"));
        GenProblem problem = Assert.Single(checker.Check(new GenRequest { Model = "me/own", Input = { ["pictures"] = Array.Empty<string>() } }).Problems);
        Assert.Equal((GenProblemCode.EmptyParameter, false), (problem.Code, problem.IsWarning));
    }

    [Fact]
    public void A_row_that_was_checked_is_a_row_no_more() =>
        Assert.False(Checker.Check(new GenRequest { Model = "openai/sora-2", Input = { ["prompt"] = "x" }, IsRow = true }).Ready!.IsRow);

    [Fact]
    public void The_given_request_is_left_as_it_was()
    {
        Dictionary<string, object?> input = Input(("Prompt", "x"), ("Duration", "10"));
        Assert.Equal(10L, Check("openai/sora-2", input).Ready!.Input["duration"]);
        Assert.Equal(["Prompt", "Duration"], input.Keys);
        Assert.Equal("10", input["Duration"]);
    }

    private static GenRequestCheck Check(string model, Dictionary<string, object?> input) => Checker.Check(new GenRequest { Model = model, Input = input });

    private static string Message(GenRequestCheck check, string parameter) => check.Problems.First(problem => problem.Parameter == parameter).Message;

    private static Dictionary<string, object?> Input(params (string Name, object? Value)[] pairs) => pairs.ToDictionary(pair => pair.Name, pair => pair.Value);
}
