using Xunit;

namespace TaskApi.Tests.Catalog;

public class ParameterNameTests
{
    [Theory]
    [InlineData("aspect_ratio", "aspect_ratio")]
    [InlineData("AspectRatio", "aspect_ratio")]
    [InlineData("aspect-ratio", "aspect_ratio")]
    [InlineData(" Aspect  Ratio", "aspect_ratio")]
    [InlineData("ImageURL", "image_url")]
    [InlineData("end_S", "end_s")]
    [InlineData("Mv", "mv")]
    [InlineData("", "")]
    public void Every_spelling_has_one_form_on_the_wire(string name, string expected) => Assert.Equal(expected, ParameterName.ToSnakeCase(name));

    [Theory]
    [InlineData("prompt", true)]
    [InlineData("image_url_2", true)]
    [InlineData("Prompt", false)]
    [InlineData("image-url", false)]
    [InlineData("image url", false)]
    [InlineData("2nd", false)]
    [InlineData("_x", false)]
    [InlineData("länge", false)]
    [InlineData("", false)]
    public void The_service_has_names_of_small_letters_digits_and_underscores(string name, bool isOne) => Assert.Equal(isOne, ParameterName.IsSnakeCase(name));
}
