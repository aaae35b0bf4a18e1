using System.Collections.Generic;
using Xunit;

namespace TaskApi.Tests.Requests;

/// <summary>Requests that go on from what earlier tasks made know whose results they hold.</summary>
public sealed class ChainStepTests
{
    private const string Url = "https://cdn.example.org/fox.png?signature=1";

    private static readonly GenTask Picture = new()
    {
        Id = "picture1",
        Model = "google/nano-banana",
        Status = GenTaskStatus.Completed,
        Key = "fox",
        Source = new GenSource("rows.csv", 2),
        Input = new Dictionary<string, object?> { ["prompt"] = "a fox" },
        Outputs = [new GenOutput { Name = "image_url", Kind = GenKind.Image, Url = Url }],
    };

    [Fact]
    public void A_step_has_the_key_and_the_place_of_its_beginning_and_nothing_of_its_input()
    {
        GenRequest step = ChainStep.From(Picture);

        Assert.Equal(("fox", Picture.Source), (step.Key, step.Source));
        Assert.Empty(step.Input);
        Assert.Equal(["picture1"], step.Parents);
        Assert.Equal("task:picture1/1", step.Origins![Url]);
        Assert.True(ChainStep.Is(step));
    }

    [Fact]
    public void A_saved_result_is_its_task_s_and_a_result_alone_has_no_name()
    {
        GenOutput output = GenOutput.Of(Picture.Id, Picture.Outputs)[0];

        GenRequest ofFile = ChainStep.From(new GenFile { Path = "/out/fox.png", Output = output, Task = Picture });
        GenRequest ofOutput = ChainStep.From(output);

        Assert.Equal(("fox", "picture1", "task:picture1/1"), (ofFile.Key, Assert.Single(ofFile.Parents), ofFile.Origins![Url]));
        Assert.Equal((null, "picture1", "task:picture1/1"), (ofOutput.Key, Assert.Single(ofOutput.Parents), ofOutput.Origins![Url]));
    }

    [Theory]
    [InlineData("start_image_url", GenKind.Video, "start_image_url takes a picture, and the result is a film")]
    [InlineData("start_image_url", GenKind.Audio, "start_image_url takes a picture, and the result is a sound")]
    [InlineData("start_image_url", GenKind.Image, null)]
    [InlineData("start_image_url", GenKind.Unknown, null)]
    [InlineData("video_url", GenKind.Image, "video_url takes a film, and the result is a picture")]
    [InlineData("audio_url", GenKind.Image, "audio_url takes a sound, and the result is a picture")]
    [InlineData("audio_url", GenKind.Video, null)]
    [InlineData("url", GenKind.Video, null)]
    public void A_result_of_another_kind_than_the_parameter_takes_is_an_error(string name, GenKind kind, string? problem)
    {
        var parameter = new GenParameter { Name = name, Type = GenParameterType.String, Format = GenParameterFormat.Url };

        bool isRight = ResultValue.TryResolve(parameter, new GenOutput { Url = Url, Kind = kind }, out object? value, out string? told);

        Assert.Equal(problem is null, isRight);
        Assert.Equal(problem is null ? Url : null, value);
        Assert.StartsWith(problem ?? "", told ?? "", System.StringComparison.Ordinal);
    }

    [Fact]
    public void Results_that_stand_for_their_addresses_are_linked_once_each()
    {
        var request = new GenRequest
        {
            Model = "google/nano-banana",
            Input = new Dictionary<string, object?>
            {
                ["prompt"] = "both",
                ["aspect_ratio"] = "1:1",
                ["image_urls"] = new List<object?>
                {
                    Picture, Picture, new GenOutput { Url = "https://cdn.example.org/owl.png", TaskId = "picture2", Number = 1 },
                },
            },
        };

        GenRequest ready = new RequestChecker(ModelCatalog.BuiltIn).Check(request).Ready!;

        Assert.Equal(["picture1", "picture2"], ready.Parents);
    }

    [Fact]
    public void A_row_s_column_that_no_parameter_matches_may_hold_a_task_and_is_not_sent()
    {
        var row = new GenRequest
        {
            Model = "google/nano-banana",
            IsRow = true,
            Input = new Dictionary<string, object?> { ["prompt"] = "fox", ["aspect_ratio"] = "1:1", ["picture"] = Picture },
        };

        GenRequestCheck check = new RequestChecker(ModelCatalog.BuiltIn).Check(row);
        GenRequestCheck written = new RequestChecker(ModelCatalog.BuiltIn).Check(row with { IsRow = false });

        Assert.Equal(GenProblemCode.UnknownColumn, Assert.Single(check.Problems).Code);
        Assert.False(check.Ready!.Input.ContainsKey("picture"));
        Assert.False(written.IsValid);
    }
}
