using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Pricing;

/// <summary>What a pipeline without a batch may spend, to the cent: what is asked, what is sent and what is given back.</summary>
public sealed class SpendingTests : IDisposable
{
    private readonly Wire _wire = new();
    private decimal _price = 0.1m;

    public SpendingTests() => _wire.Transport.Otherwise(sent => IsQuestion(sent) ? Priced(_price) : Accepted(null));

    [Fact]
    public async Task A_budget_can_be_used_up_to_the_last_cent_and_what_passes_it_never_leaves()
    {
        Spending spending = Limited(new SpendingLimits { Budget = 0.3m });
        for (int i = 0; i < 3; i++)
        {
            await SubmitAsync(spending);
        }

        _price = 0.0001m;
        GenServiceException failure = await FailAsync(spending);
        Assert.Equal(GenErrorCode.BudgetReached, failure.Code);
        Assert.StartsWith(
            "This pipeline has spent or set aside 0.3000 USD; the next request, for 0.0001 USD, would pass the budget of 0.3000 USD.", failure.Message,
            StringComparison.Ordinal);
        Assert.Equal(3, Sent);
    }

    [Fact]
    public async Task A_request_that_would_pass_the_budget_takes_nothing_of_it_from_a_cheaper_one()
    {
        Spending spending = Limited(new SpendingLimits { Budget = 0.3m });
        _price = 0.31m;
        await FailAsync(spending);
        _price = 0.3m;
        await SubmitAsync(spending);
        Assert.Equal(1, Sent);
    }

    [Fact]
    public async Task What_was_charged_counts_and_not_what_had_been_quoted()
    {
        _wire.Transport.Otherwise(sent => IsQuestion(sent) ? Priced(0.2m) : Accepted(0.1m));
        Spending spending = Limited(new SpendingLimits { Budget = 0.4m });
        for (int i = 0; i < 3; i++)
        {
            await SubmitAsync(spending);
        }

        Assert.Contains("set aside 0.3000 USD", (await FailAsync(spending)).Message, StringComparison.Ordinal);
        Assert.Equal(3, Sent);
    }

    [Fact]
    public async Task A_refused_request_gives_back_what_was_set_aside_for_it()
    {
        _wire.Transport.Then(_ => Priced(0.1m)).Then("""{"code":422,"data":{"message":"No such prompt"}}""", 422);
        Spending spending = Limited(new SpendingLimits { Budget = 0.1m });
        Assert.Equal(GenErrorCode.RequestRefused, (await FailAsync(spending)).Code);
        await SubmitAsync(spending);
        Assert.Equal(2, Sent);
    }

    [Fact]
    public async Task A_request_that_surely_did_not_arrive_gives_back_what_was_set_aside_for_it()
    {
        _wire.Transport.Then(_ => Priced(0.1m));
        for (int i = 0; i < 4; i++)
        {
            _wire.Transport.ThenFail(new HttpRequestException("no", new SocketException((int)SocketError.ConnectionRefused)));
        }

        Spending spending = Limited(new SpendingLimits { Budget = 0.1m });
        Assert.Equal(GenErrorCode.Unreachable, (await FailAsync(spending)).Code);
        Assert.Equal("abc123def456", (await SubmitAsync(spending)).Id);
    }

    [Fact]
    public async Task A_request_whose_outcome_is_unknown_keeps_what_was_set_aside_for_it()
    {
        _wire.Transport.Then(_ => Priced(0.1m)).ThenFail(new HttpRequestException("nobody knows"));
        Spending spending = Limited(new SpendingLimits { Budget = 0.1m });
        Assert.Equal(GenErrorCode.OutcomeUnknown, (await FailAsync(spending)).Code);
        Assert.Equal(GenErrorCode.BudgetReached, (await FailAsync(spending)).Code);
        Assert.Equal(1, Sent);
    }

    [Fact]
    public async Task A_request_may_cost_the_most_that_one_may_and_not_more()
    {
        Spending spending = Limited(new SpendingLimits { MaxCost = 0.1m });
        await SubmitAsync(spending);
        _price = 0.1001m;
        GenServiceException failure = await FailAsync(spending);
        Assert.Equal(GenErrorCode.PriceTooHigh, failure.Code);
        Assert.Contains("asks 0.1001 USD for it, which is more than -MaxCost 0.1000 USD", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, Sent);
    }

    [Fact]
    public async Task A_request_whose_price_cannot_be_asked_is_not_sent_and_does_not_hold_up_the_next()
    {
        _wire.Transport.Then("""{"code":422,"data":{"message":"No such prompt"}}""", 422);
        Spending spending = Limited(new SpendingLimits { MaxCost = 1 });
        Assert.Contains("could not be asked", (await FailAsync(spending)).Message, StringComparison.Ordinal);
        Assert.Equal(0, Sent);
        await SubmitAsync(spending);
        Assert.Equal(1, Sent);
    }

    [Fact]
    public async Task What_comes_after_the_users_stop_is_not_said_to_pass_the_budget()
    {
        Spending spending = Limited(new SpendingLimits { Budget = 0.1m });
        await SubmitAsync(spending, Wire.Request);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        // Its price is known, so nobody is asked who would notice the stop.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _wire.Clock.RunAsync(spending.SubmitAsync(Wire.Request, null, stop.Token, default)));
        Assert.Equal(1, Sent);
    }

    [Fact]
    public async Task A_task_is_estimated_at_the_price_that_was_set_aside_for_it_whatever_the_service_has_said_since()
    {
        Spending spending = Limited(new SpendingLimits { Budget = 0.3m });
        await SubmitAsync(spending, Wire.Request);
        _price = 0.2m;
        await _wire.QuoteAsync();

        GenTask task = await SubmitAsync(spending, Wire.Request);

        Assert.Equal(0.1m, task.EstimatedCost);
    }

    [Fact]
    public async Task Without_limits_no_price_is_asked()
    {
        await SubmitAsync(Limited(new SpendingLimits()));
        Assert.Equal((1, 1), (_wire.Transport.Sent.Count, Sent));
    }

    public void Dispose() => _wire.Dispose();

    private int Sent => _wire.Transport.Sent.Count(sent => !IsQuestion(sent));

    private static HttpResponseMessage Priced(decimal cost) =>
        ScriptedTransport.Json($$$"""{"data":{"cost":{{{cost.ToString(CultureInfo.InvariantCulture)}}}}}""");

    private static HttpResponseMessage Accepted(decimal? cost) => ScriptedTransport.Json(
        $$$"""{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"pending","cost":{{{
            cost?.ToString(CultureInfo.InvariantCulture) ?? "null"}}}}}""");

    private static bool IsQuestion(SentRequest sent)
    {
        using var body = JsonDocument.Parse(sent.Body!);
        return body.RootElement.TryGetProperty("dry_run", out _);
    }

    private Spending Limited(SpendingLimits limits) => new(_wire.Session, limits, isBatch: false);

    // Of a model that the catalog does not know, so that the price of each is asked.
    private Task<GenTask> SubmitAsync(Spending spending) =>
        SubmitAsync(spending, new GenRequest { Model = "acme/paint", Input = new Dictionary<string, object?> { ["prompt"] = "fox" } });

    private Task<GenTask> SubmitAsync(Spending spending, GenRequest request) =>
        _wire.Clock.RunAsync(spending.SubmitAsync(request, null, CancellationToken.None, default));

    private async Task<GenServiceException> FailAsync(Spending spending) =>
        await Assert.ThrowsAsync<GenServiceException>(() => SubmitAsync(spending));
}
