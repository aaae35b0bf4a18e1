using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Pricing;

public sealed class PriceBookTests : IDisposable
{
    private readonly Wire _wire = new();

    [Theory]
    [InlineData("""{"prompt":"a fox","duration":10}""", """{"prompt":"an owl","duration":10,"aspect_ratio":"9:16"}""")]
    [InlineData("""{"prompt":"a fox"}""", """{"prompt":"an owl"}""")]
    public async Task Requests_that_differ_in_what_costs_nothing_share_one_question(string first, string second)
    {
        GenPrice[] prices = await QuoteAsync(false, Video(first), Video(second) with { Model = "OpenAI/Sora-2" }, Video(second));
        Assert.Single(_wire.Transport.Sent);
        Assert.Equal([1m, 1m, 1m], prices.Select(price => price.Cost));
        Assert.Equal([true, false, false], prices.Select(price => price.IsQuoted));
        Assert.Equal("an owl", prices[1].Request.Input["prompt"]);
    }

    [Theory]
    [InlineData("""{"prompt":"a fox","duration":10}""", """{"prompt":"a fox","duration":20}""", "openai/sora-2")]
    [InlineData("""{"prompt":"a fox","duration":10}""", """{"prompt":"a fox"}""", "openai/sora-2")]
    [InlineData("""{"prompt":"a fox","duration":10}""", """{"prompt":"a fox","duration":10}""", "openai/sora-2-pro")]
    public async Task Requests_that_may_cost_different_amounts_are_asked_about_each(string first, string second, string secondModel)
    {
        GenPrice[] prices = await QuoteAsync(false, Video(first), Video(second) with { Model = secondModel });
        Assert.Equal([1m, 2m], prices.Select(price => price.Cost));
        Assert.All(prices, price => Assert.True(price.IsQuoted));
    }

    [Theory]
    [InlineData("openai/sora-2", """{"prompt":"a fox","sparkle":3}""", false)]
    [InlineData("topaz-labs/image-upscale", """{"image_url":"https://a.example/1.png"}""", false)]
    [InlineData("elevenlabs/sound-effect", """{"text":"a fox"}""", false)]
    [InlineData("me/unheard-of", """{"prompt":"a fox"}""", false)]
    [InlineData("openai/sora-2", """{"prompt":"a fox"}""", true)]
    public async Task Equal_requests_are_asked_about_each_where_nobody_knows_what_the_price_depends_on_or_all_shall_be(string model, string input, bool isExact)
    {
        GenPrice[] prices = await QuoteAsync(isExact, Video(input) with { Model = model }, Video(input) with { Model = model });
        Assert.Equal([1m, 2m], prices.Select(price => price.Cost));
        Assert.All(prices, price => Assert.True(price.IsQuoted));
    }

    [Fact]
    public async Task A_refusal_of_one_request_is_not_that_of_its_likes()
    {
        var book = new PriceBook(_wire.Session, isExact: false);
        _wire.Transport.Then("""{"code":422,"data":{"message":"No such prompt"}}""", 422).Then("""{"data":{"cost":0.1}}""");
        GenRequest request = Video("""{"prompt":"a fox"}""");
        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => book.QuoteAsync(request, CancellationToken.None));
        Assert.Equal(GenErrorCode.RequestRefused, failure.Code);
        GenPrice price = await book.QuoteAsync(request, CancellationToken.None);
        Assert.Equal((0.1m, true), (price.Cost, price.IsQuoted));
    }

    [Fact]
    public void A_sum_counts_each_model_once_whatever_its_case()
    {
        var sum = new PriceSum();
        foreach ((string model, decimal cost) in new[] { ("a/b", 0.1m), ("c/d", 1m), ("A/B", 0.2m) })
        {
            sum.Add(new GenPrice { Model = model, Cost = cost });
        }

        sum.AddUnpriced();
        GenPriceSummary summary = sum.ToSummary();
        Assert.Equal((3, 1.3m, 1), (summary.Count, summary.Cost, summary.Unpriced));
        Assert.Equal(["2 x a/b: 0.3000 USD", "1 x c/d: 1.0000 USD"], summary.Models.Select(model => model.ToString()));
    }

    public void Dispose() => _wire.Dispose();

    private static GenRequest Video(string input)
    {
        using var document = JsonDocument.Parse(input);
        return new() { Model = "openai/sora-2", Input = JsonText.ToDictionary(document.RootElement) };
    }

    /// <summary>The prices of requests that come at once, at a service at which each costs a dollar more than the one before.</summary>
    private async Task<GenPrice[]> QuoteAsync(bool isExact, params GenRequest[] requests)
    {
        int cost = 0;
        _wire.Transport.Otherwise(_ => ScriptedTransport.Json($$$"""{"data":{"cost":{{{(++cost).ToString(CultureInfo.InvariantCulture)}}}}}"""));
        var book = new PriceBook(_wire.Session, isExact);
        IEnumerable<Task<GenPrice>> quotes = [.. requests.Select(request => book.QuoteAsync(request, CancellationToken.None))];
        return await _wire.Clock.RunAsync(Task.WhenAll(quotes));
    }
}
