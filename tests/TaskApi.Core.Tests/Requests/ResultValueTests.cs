using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace TaskApi.Tests.Requests;

/// <summary>What results stand for as values of a request.</summary>
public class ResultValueTests
{
    private const string Url = "https://cdn.example/a.png";

    private static readonly RequestChecker Checker = new(ModelCatalog.BuiltIn);
    private static readonly GenOutput Picture = new() { Name = "image_url", Kind = GenKind.Image, Url = Url };
    private static readonly GenTask Done = new() { Id = "abcd1234", Status = GenTaskStatus.Completed, Outputs = [Picture] };

    public static TheoryData<object> Results => [Picture, Done, new GenFile { Output = Picture }, new List<object?> { Picture }];

    [Theory]
    [MemberData(nameof(Results))]
    public void A_result_is_its_URL_where_one_is_taken(object result)
    {
        GenRequestCheck check = Check("kuaishou/kling-2.6", new() { ["prompt"] = "fox", ["StartImageUrl"] = result });

        Assert.Equal(Url, check.Ready!.Input["start_image_url"]);
        Assert.Same(result, check.Request.Input["StartImageUrl"]);
    }

    [Fact]
    public void Also_for_a_model_that_is_not_known_and_inside_of_objects()
    {
        GenRequestCheck check = Check("me/unheard-of",
            new() { ["frames"] = new Dictionary<string, object?> { ["first_url"] = Done, ["all_urls"] = new List<object?> { Picture, "x" }, ["count"] = 2L } });

        Assert.Equal("""{"first_url":"https://cdn.example/a.png","all_urls":["https://cdn.example/a.png","x"],"count":2}""",
            JsonText.ToText(check.Ready!.Input["frames"]));
    }

    [Theory]
    [InlineData("kuaishou/kling-2.6", "prompt")]
    [InlineData("kuaishou/kling-2.6", "duration")]
    [InlineData("kuaishou/kling-2.6", "sparkle")]
    [InlineData("topaz-labs/image-upscale", "sparkle")]
    [InlineData("me/unheard-of", "sparkle")]
    public void Anywhere_else_it_is_an_error(string model, string name)
    {
        GenRequestCheck check = Check(model, new() { [name] = Picture });

        Assert.Null(check.Ready);
        Assert.Equal((GenProblemCode.WrongType, name),
            check.Problems.Where(problem => !problem.IsWarning).Select(problem => (problem.Code, problem.Parameter!)).Single());
    }

    [Fact]
    public void Where_no_URL_is_taken_a_result_of_another_kind_is_not_asked_for()
    {
        GenRequestCheck check = Check("higgsfield-ai/speak", new() { ["audio_task_id"] = Picture });

        Assert.StartsWith("audio_task_id takes no result of a task.",
            Assert.Single(check.Problems, problem => problem.Parameter == "audio_task_id").Message, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GenTaskStatus.Unknown, 0)]
    [InlineData(GenTaskStatus.Pending, 0)]
    [InlineData(GenTaskStatus.Processing, 1)]
    [InlineData(GenTaskStatus.Failed, 0)]
    [InlineData(GenTaskStatus.Completed, 0)]
    [InlineData(GenTaskStatus.Completed, 2)]
    public void A_task_without_exactly_one_result_is_an_error_that_names_it(GenTaskStatus status, int outputs)
    {
        GenRequestCheck check = Check("kuaishou/kling-2.6",
            new() { ["prompt"] = "fox", ["start_image_url"] = Done with { Status = status, Outputs = [.. Enumerable.Repeat(Picture, outputs)] } });

        Assert.Null(check.Ready);
        Assert.Contains("abcd1234", Assert.Single(check.Problems).Message, System.StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Results))]
    public void What_an_address_stands_for_is_kept_beside_it(object result)
    {
        GenOutput known = GenOutput.Of("abcd1234", [Picture])[0];
        object whole =
            result switch { GenFile => new GenFile { Output = known }, GenOutput => known, List<object?> => new List<object?> { known }, _ => result };

        Assert.Equal(
            [(Url, "task:abcd1234/1")],
            Origins(Check("kuaishou/kling-2.6", new() { ["prompt"] = "fox", ["StartImageUrl"] = whole })));
    }

    [Fact]
    public void Also_in_lists_and_inside_of_objects()
    {
        var input = new Dictionary<string, object?> { ["prompt"] = "fox", ["aspect_ratio"] = "1:1",
            ["image_urls"] = new List<object?> { "https://example.com/b.png", Done } };
        Assert.Equal([(Url, "task:abcd1234/1")], Origins(Check("google/nano-banana", input)));

        GenRequestCheck odd = Check("me/unheard-of", new() { ["frames"] = new List<object?> { new Dictionary<string, object?> { ["first_url"] = Done } } });
        Assert.Equal([(Url, "task:abcd1234/1")], Origins(odd));
    }

    [Fact]
    public void A_result_of_which_nobody_knows_whose_it_is_is_its_address_alone() =>
        Assert.Null(Check("kuaishou/kling-2.6", new() { ["prompt"] = "fox", ["StartImageUrl"] = Picture }).Ready!.Origins);

    private static IEnumerable<(string, string)> Origins(GenRequestCheck check) => check.Ready!.Origins!.Select(origin => (origin.Key, origin.Value));

    private static GenRequestCheck Check(string model, Dictionary<string, object?> input) => Checker.Check(new GenRequest { Model = model, Input = input });
}
