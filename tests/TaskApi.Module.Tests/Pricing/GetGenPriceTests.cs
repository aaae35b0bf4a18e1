using System.Linq;
using System.Management.Automation;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Pricing;

public sealed class GetGenPriceTests
{
    [Fact]
    public void A_price_is_what_the_service_says_about_that_request()
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject price = host.Run("Get-GenPrice openai/sora-2 -Prompt fox -Duration 20").Single;

        Assert.Equal(("openai/sora-2", 0.3m, true), (price.Text("Model"), (decimal)price.Get("Cost")!, price.Get("IsQuoted")));
        Assert.Equal("fox", PSObject.AsPSObject(price.Get("Request")!).Input("prompt"));
    }

    [Fact]
    public void A_table_has_a_price_for_each_row_in_order()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("10, 20, 15, 20 | ForEach-Object { [pscustomobject]@{ prompt = 'fox'; duration = \"$_\" } } | Get-GenPrice openai/sora-2");

        Assert.Equal([0.1m, 0.3m, 0.1m, 0.3m], run.Clean.Select(price => (decimal)price.Get("Cost")!));
    }

    [Fact]
    public void Asking_creates_and_charges_nothing()
    {
        // Each of these would cost 0.30: charged, the second could not be paid for.
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Speed 200 -Seed 1 -Balance 0.3");

        RunResult run = host.Run("1..5 | ForEach-Object { 'fox' } | Get-GenPrice openai/sora-2 -Duration 20; Get-GenTask; New-GenTask openai/sora-2 -Prompt " +
            "fox -Duration 20 | ForEach-Object Model");

        Assert.Equal(6, run.Clean.Count);
        Assert.Equal("openai/sora-2", run.Output[5].ToString());
    }

    [Fact]
    public void A_price_can_be_submitted()
    {
        using ModuleHost host = ModuleHost.Connected();

        PSObject task = host.Run("Get-GenPrice openai/sora-2 -Prompt fox -Duration 20 | ForEach-Object Request | New-GenTask").Single;

        Assert.Equal(("openai/sora-2", "fox", (object)20L), (task.Text("Model"), task.Input("prompt"), task.Input("duration")!));
    }

    [Fact]
    public void A_bad_row_is_one_error_and_the_others_have_their_price()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("10, 11, 20 | ForEach-Object { @{ prompt = 'fox'; duration = $_ } } | Get-GenPrice openai/sora-2");

        Assert.Equal([0.1m, 0.3m], run.Output.Select(price => (decimal)price.Get("Cost")!));
        run.Error.Says("duration", "'11'", "5, 10, 15, 20");
    }

    [Fact]
    public void A_summary_adds_up_what_would_be_charged()
    {
        using ModuleHost host = ModuleHost.Connected();

        RunResult run = host.Run("10, 20, 21, 20 | ForEach-Object { @{ prompt = \"fox $_\"; duration = $_ } } | Get-GenPrice openai/sora-2 -Summary");

        PSObject summary = Assert.Single(run.Output);
        Assert.Equal((3L, 0.7m, 1L), (summary.Get("Count"), summary.Get("Cost"), summary.Get("Unpriced")));
        run.Error.Says("'21'");
    }

    [Fact]
    public void Shared_answers_are_not_called_quoted_and_exact_ones_are()
    {
        using ModuleHost host = ModuleHost.Connected();
        const string rows = "1..4 | ForEach-Object { @{ prompt = \"fox $_\"; duration = 20 } }";

        RunResult shared = host.Run($"{rows} | Get-GenPrice openai/sora-2");
        RunResult exact = host.Run($"{rows} | Get-GenPrice openai/sora-2 -Exact");

        Assert.Equal(1, shared.Clean.Count(price => price.Get("IsQuoted") is true));
        Assert.Equal(4, exact.Clean.Count(price => price.Get("IsQuoted") is true));
        Assert.Equal(["fox 1", "fox 2", "fox 3", "fox 4"], shared.Output.Select(price => PSObject.AsPSObject(price.Get("Request")!).Input("prompt")));
    }
}
