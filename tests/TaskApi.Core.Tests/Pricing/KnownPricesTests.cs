using System.Collections.Generic;
using Xunit;

namespace TaskApi.Tests.Pricing;

public sealed class KnownPricesTests
{
    private readonly KnownPrices _prices = new(ModelCatalog.BuiltIn);

    [Fact]
    public void What_the_service_said_counts_for_all_that_can_only_cost_the_same()
    {
        _prices.Note(new GenPrice { Model = "openai/sora-2", Cost = 0.7m, Request = Video("fox", 10) });

        Assert.Equal("0.7000 USD as the service said before", _prices.Find(Video("owl", 10))?.Text);
        Assert.Equal("list price 0.3000 USD a generation", _prices.Find(Video("owl", 20))?.Text);
    }

    [Fact]
    public void Of_a_model_that_is_not_checked_only_the_very_request_counts()
    {
        GenRequest asked = new() { Model = "a/b", Input = new Dictionary<string, object?> { ["prompt"] = "fox" } };
        _prices.Note(new GenPrice { Model = "a/b", Cost = 0.7m, Request = asked });

        Assert.Equal("0.7000 USD as the service said before", _prices.Find(asked with { Key = "other" })?.Text);
        Assert.Null(_prices.Find(asked with { Input = new Dictionary<string, object?> { ["prompt"] = "owl" } }));
    }

    [Fact]
    public void A_parameter_that_was_left_out_counts_with_its_default()
    {
        var model = new GenModel
        {
            Id = "a/b",
            Parameters = [new GenParameter { Name = "size", Default = "1K" }],
            Prices = [Price("2K", 2), Price("1K", 1)],
        };
        var prices = new KnownPrices(new ModelCatalog([model]));

        Assert.Equal(new KnownPrice(1, "list price 1.0000 USD a generation"), prices.Find(new GenRequest { Model = "a/b" }));
        Assert.Equal(new KnownPrice(2, "list price 2.0000 USD a generation"), prices.Find(Sized("2k")));
        Assert.Null(prices.Find(Sized("4K")));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(0L, 1)]
    [InlineData(1L, 1)]
    [InlineData(2L, 2)]
    [InlineData(4L, 4)]
    public void Several_generations_cost_so_many_times_the_list_price(long? count, int times)
    {
        var prices = new KnownPrices(new ModelCatalog([new GenModel { Id = "a/b", Prices = [new GenListPrice { Usd = 0.3m }] }]));
        var input = new Dictionary<string, object?>();
        if (count is not null)
        {
            input["count"] = count;
        }

        Assert.Equal(0.3m * times, prices.Find(new GenRequest { Model = "a/b", Input = input })?.Cost);
    }

    [Fact]
    public void A_price_for_a_second_is_told_and_is_no_estimate_of_what_the_whole_costs()
    {
        var prices = new KnownPrices(new ModelCatalog([new GenModel { Id = "a/b", Prices = [new GenListPrice { Usd = 0.3m, Per = "second" }] }]));

        Assert.Equal(new KnownPrice(null, "list price 0.3000 USD a second"), prices.Find(new GenRequest { Model = "a/b" }));
    }

    [Theory]
    [InlineData("https://example.com/a.png", 2)]
    [InlineData("", 1)]
    [InlineData(null, 1)]
    public void A_list_price_may_hang_on_whether_a_parameter_is_given(string? url, int usd)
    {
        var given = new GenListPrice { When = [new GenCondition { Parameter = "image_url", IsGiven = true }], Usd = 2 };
        var without = new GenListPrice { When = [new GenCondition { Parameter = "image_url", IsGiven = false }], Usd = 1 };
        var prices = new KnownPrices(new ModelCatalog([new GenModel { Id = "a/b", Prices = [given, without] }]));

        Assert.Equal(usd, prices.Find(new GenRequest { Model = "a/b", Input = { ["image_url"] = url } })?.Cost);
    }

    private static GenListPrice Price(string size, decimal usd) => new() { When = [new GenCondition { Parameter = "size", Values = [size] }], Usd = usd };

    private static GenRequest Sized(string size) => new() { Model = "a/b", Input = new Dictionary<string, object?> { ["size"] = size } };

    private static GenRequest Video(string prompt, long seconds) =>
        new() { Model = "openai/sora-2", Input = new Dictionary<string, object?> { ["prompt"] = prompt, ["duration"] = seconds } };
}
