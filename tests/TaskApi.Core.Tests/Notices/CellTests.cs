using System.Collections.Generic;
using System.Globalization;
using Xunit;

namespace TaskApi.Core.Tests.Notices;

public sealed class CellTests
{
    [Theory]
    [InlineData("fox", 7, "a fox in snow", "fox")]
    [InlineData("a-key-that-is-longer-than-a-column", 7, "a fox in snow", "a-key-that-is-lon...")]
    [InlineData(null, 7, "a fox in snow", "prompts.csv, line 7")]
    [InlineData(" ", 123456, "a fox in snow", "....csv, line 123456")]
    [InlineData(null, null, "a fox in snow", "a fox in snow")]
    [InlineData("", null, "a fox in snow that is high", "a fox in snow tha...")]
    [InlineData(null, null, "a\tfox\n\u001b[2J", "a␉fox␊␛[2J")]
    [InlineData(null, null, null, "...ures/of/a/fox.png")]
    public void A_label_is_the_key_or_the_line_or_the_beginning_of_the_prompt(string? key, int? line, string? prompt, string label)
    {
        var request = new GenRequest { Key = key, Source = line is { } number ? new GenSource("/a/prompts.csv", number) : null, Input = Input(prompt) };

        Assert.Equal(label, request.Label);
        Assert.InRange(request.Label.Length, 1, 20);
    }

    [Fact]
    public void What_has_nothing_to_be_told_by_has_an_empty_label()
    {
        Assert.Equal("", new GenTask().Label);
        Assert.Equal("", new GenRequest().Label);
        Assert.Equal("", new GenRequest { Input = new Dictionary<string, object?> { ["seed"] = 5L, ["prompt"] = "" } }.Label);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("kling", "kling")]
    [InlineData("kuaishou/kling-2.6", "kling-2.6")]
    [InlineData("a/b/c", "b/c")]
    [InlineData("a/model\u001b[2J", "model␛[2J")]
    [InlineData("someone/a-model-with-a-name-without-an-end-v2", "...name-without-an-end-v2")]
    public void A_model_is_shown_without_its_provider_and_with_its_end(string? model, string shown)
    {
        Assert.Equal(shown, new GenTask { Model = model }.ModelText);
        Assert.InRange(shown.Length, 0, 25);
    }

    [Fact]
    public void Every_model_of_the_catalog_is_shown_whole() =>
        Assert.All(ModelCatalog.BuiltIn.Models, model => Assert.Equal(model.Name, new GenTask { Model = model.Id }.ModelText));

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void Money_has_four_decimals_whatever_the_culture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal("0.0250", new GenTask { Cost = 0.025m }.CostText);
            Assert.Equal("1234.0000", new GenPrice { Cost = 1234m }.CostText);
            Assert.Equal("0.0013", new GenPriceSummary { Cost = 0.00125m }.CostText);
            Assert.Equal("", new GenTask().CostText);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void An_emoji_is_not_cut_in_two_at_either_end()
    {
        string beginning = new GenRequest { Key = new string('a', 16) + "\U0001F98A and more" }.Label;
        string end = new GenTask { Model = "x/" + new string('m', 9) + "\U0001F98A" + new string('e', 21) }.ModelText;

        Assert.Equal(new string('a', 16) + "...", beginning);
        Assert.Equal("..." + new string('e', 21), end);
    }

    private static Dictionary<string, object?> Input(string? prompt) => new()
    {
        ["seed"] = 5L,
        [prompt is null ? "image_url" : "prompt"] = prompt ?? "https://example.com/pictures/of/a/fox.png",
    };
}
