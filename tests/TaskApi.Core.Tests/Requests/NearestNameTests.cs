using Xunit;

namespace TaskApi.Tests.Requests;

public class NearestNameTests
{
    [Theory]
    [InlineData("promt", "prompt")]
    [InlineData("pormpt", "prompt")]
    [InlineData("Aspect-Ration", "aspect_ratio")]
    [InlineData("durations", "duration")]
    [InlineData("sized", null)]
    [InlineData("p", null)]
    public void A_few_typing_mistakes_lead_to_the_name_and_more_to_none(string name, string? found) =>
        Assert.Equal(found, NearestName.Find(name, ["prompt", "aspect_ratio", "duration", "seed"]));

    [Fact]
    public void The_nearest_is_found_and_of_equally_near_ones_the_first()
    {
        Assert.Equal("image_url", NearestName.Find("image_ur", ["image_urls", "image_url"]));
        Assert.Equal("mode", NearestName.Find("modes", ["mode", "model"]));
        Assert.Equal("model", NearestName.Find("modes", ["model", "mode"]));
    }
}
