using System.Linq;
using Xunit;

namespace TaskApi.Tests.Catalog;

public class GenModelTests
{
    private static readonly GenModel Veo = ModelCatalog.BuiltIn.Find("google/veo-3.1-fast")!;

    [Theory]
    [InlineData("aspect_ratio")]
    [InlineData("AspectRatio")]
    [InlineData("aspectRatio")]
    [InlineData("aspect-ratio")]
    [InlineData("Aspect Ratio")]
    [InlineData("ASPECT_RATIO")]
    public void A_parameter_is_meant_by_all_its_spellings(string name) => Assert.Equal("aspect_ratio", Veo.Match(name)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("aspect")]
    [InlineData("aspect.ratio")]
    [InlineData("promt")]
    public void A_parameter_is_not_guessed(string name) => Assert.Null(Veo.Match(name));

    [Fact]
    public void Names_that_were_matched_once_match_the_same_again() => Assert.Same(Veo.Match("StartImageUrl"), Veo.Match("StartImageUrl"));

    [Fact]
    public void More_names_than_are_remembered_are_matched_all_the_same()
    {
        var model = new GenModel { Id = "a/b", Parameters = [new GenParameter { Name = "prompt" }] };
        Assert.All(Enumerable.Range(0, 1100), number => Assert.Null(model.Match($"column{number}")));
        Assert.Equal("prompt", model.Match("Prompt")?.Name);
    }

    [Fact]
    public void The_spelling_is_matched_under_a_culture_with_another_lower_case()
    {
        using var culture = new Support.CultureScope("tr-TR");
        Assert.Equal("start_image_url", new GenModel { Parameters = [new GenParameter { Name = "start_image_url" }] }.Match("START_IMAGE_URL")?.Name);
    }

    [Fact]
    public void The_name_at_the_prompt_is_in_pascal_case() => Assert.Equal("StartImageUrl", Veo.FindParameter("start_image_url")?.PascalName);

    [Fact]
    public void Provider_and_name_are_the_parts_around_the_slash() => Assert.Equal(("google", "veo-3.1-fast"), (Veo.Provider, Veo.Name));

    [Theory]
    [InlineData("flux.2-flex", "steps", "1 to 50")]
    [InlineData("flux.2-flex", "cfg", "1.5 to 10")]
    [InlineData("flux.2-flex", "quality", "1K, 2K")]
    [InlineData("flux.2-flex", "prompt", "")]
    public void What_a_parameter_allows_is_told_in_a_line(string model, string parameter, string text) =>
        Assert.Equal(text, ModelCatalog.BuiltIn.Find("black-forest-labs/" + model)!.FindParameter(parameter)!.AllowedText);
}
