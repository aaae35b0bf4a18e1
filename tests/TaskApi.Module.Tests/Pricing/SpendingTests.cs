using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.Pricing;

/// <summary>What a request, a pipeline and a batch may cost: held before anything is paid, and told last.</summary>
public sealed class SpendingTests : IDisposable
{
    // A picture costs 0.025.
    private const string Submit = "New-GenTask google/nano-banana -AspectRatio 1:1";
    private const string Three = "'fox', 'boat', 'owl'";

    // Nothing is known of its prices, so that each of its requests is asked about.
    private const string Unknown = "New-GenTask acme/paint -WarningAction Ignore";

    private readonly TemporaryFolder _folder = new();
    private readonly List<ModuleHost> _hosts = [];

    public void Dispose()
    {
        _hosts.ForEach(host => host.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void A_pipeline_stops_before_it_would_pass_its_budget_and_what_was_accepted_flows_on()
    {
        using ModuleHost host = ModuleHost.Connected("Connect-GenService -Local -Speed 200 -Seed 1 -Ledger None");
        host.Set("folder", _folder.Path);

        RunResult run = host.Run($"1..30 | ForEach-Object {{ \"fox $_\" }} | {Submit} -Budget 0.1 | Wait-GenTask | Save-GenOutput $folder");

        Assert.Equal((4, 4), (run.Output.Count, _folder.Files.Length));
        Assert.Equal("BudgetReached", run.Error.Id());
        run.Error.Says("0.1000 USD", "26 of 30 requests were not sent", "The 4 accepted before");
        Assert.Equal(26, LanguagePrimitives.GetEnumerable(run.Error.TargetObject).Cast<object>().Count());
    }

    [Fact]
    public void The_first_rows_get_the_money_although_their_prices_come_late_and_others_are_never_sent()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.Hold("price fox 1");

        using Background busy = Background.AtOnce(host, $"'fox 1', 'fox 2', 'fox 3' | {Unknown} -Budget 1");
        Assert.True(service.Sees("price fox 3"));
        service.Release("price fox 1");
        RunResult run = busy.End();

        Assert.Equal(["fox 1", "fox 2"], run.Output.Select(task => task.Input("prompt")));
        Assert.Equal(["fox 1", "fox 2"], service.Seen("create"));
        run.Error.Says("1 of 3 requests were not sent");
    }

    [Fact]
    public void A_request_that_is_refused_gives_its_money_back_and_one_that_may_be_charged_does_not()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.Answer("create fox 1", 422, """{"code":422,"success":false,"data":{"message":"No.","code":"validation_error"}}""");
        service.Answer("create fox 2", 500, """{"code":500,"success":false,"data":{"message":"Oh."}}""");

        RunResult run = host.Run($"1..4 | ForEach-Object {{ \"fox $_\" }} | {Unknown} -Budget 1 -ThrottleLimit 1");

        Assert.Equal(["fox 3"], run.Output.Select(task => task.Input("prompt")));
        Assert.Equal(["RequestRefused", "OutcomeUnknown", "BudgetReached"], run.Errors.Select(error => error.Id()));
        Assert.Equal(["fox 1", "fox 2", "fox 3"], service.Seen("create"));
    }

    [Fact]
    public void A_request_that_costs_too_much_is_an_error_of_its_own()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.Answer("price fox 2", 200, """{"code":200,"success":true,"data":{"cost":0.5000001}}""");

        RunResult run = host.Run($"'fox 1', 'fox 2', 'fox 3' | {Unknown} -MaxCost 0.5");

        Assert.Equal(["fox 1", "fox 3"], run.Output.Select(task => task.Input("prompt")));
        Assert.Equal("PriceTooHigh", run.Error.Id());
        run.Error.Says("fox 2", "nothing was charged");
        Assert.Equal(["fox 1", "fox 3"], service.Seen("create"));
    }

    [Theory]
    [InlineData("-MaxCost 1")]
    [InlineData("-Budget 1")]
    public void A_request_whose_price_cannot_be_asked_is_not_sent(string limit)
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        service.Answer("price fox 2", 200, """{"code":200,"success":true,"data":{}}""");

        RunResult run = host.Run($"'fox 1', 'fox 2', 'fox 3' | {Unknown} {limit}");

        Assert.Equal(["fox 1", "fox 3"], service.Seen("create"));
        Assert.Equal("BadAnswer", run.Error.Id());
        run.Error.Says("fox 2", "-MaxCost and -Budget", "was not sent");
    }

    [Fact]
    public void Requests_that_can_only_cost_the_same_are_asked_about_once_and_a_rehearsal_asks_nothing()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();

        host.Run($"{Three} | {Submit} -Budget 9 -MaxCost 9 -WhatIf");
        Assert.Empty(service.Seen("price"));
        host.Run($"{Three} | {Submit} -Budget 9 -MaxCost 9");

        Assert.Single(service.Seen("price"));
        Assert.Equal(3, service.Seen("create").Length);
    }

    [Fact]
    public void A_batch_keeps_its_budget_over_all_its_runs()
    {
        RunResult first = Connect().Run($"{Three} | {Submit} -Batch b -Budget 0.05");
        Assert.Equal(("BudgetReached", 2), (first.Error.Id(), first.Output.Count));
        first.Error.Says("Batch 'b'", "0.0500 USD", "1 of 3");

        RunResult again = Connect().Run($"{Three} | {Submit} -Batch b -Budget 0.05");
        Assert.Equal(("BudgetReached", 2), (again.Error.Id(), again.Output.Count));
        Assert.Equal(first.Output.Texts("Id"), again.Output.Texts("Id"));

        ModuleHost host = Connect();
        PSObject sum = host.Run("Get-GenBatch b").Single;
        Assert.Equal(("3", "2", "1"), (sum.Text("Rows"), sum.Text("Running"), sum.Text("Unsent")));
        IReadOnlyList<PSObject> all = host.Run($"{Three} | {Submit} -Batch b -Budget 0.075").Clean;
        Assert.Equal(3, all.Count);
        Assert.Equal(first.Output.Texts("Id"), all.Take(2).Texts("Id"));
    }

    [Fact]
    public void What_a_failed_task_was_refunded_is_there_for_others()
    {
        RunResult failed = Connect("-FailureRate 1").Run($"'fox' | {Submit} -Batch b -Budget 0.025 | Wait-GenTask -ErrorAction Ignore");
        Assert.Equal("0", failed.Output.Single().Text("Cost"));

        Assert.Single(Connect().Run($"'boat' | {Submit} -Batch b -Budget 0.025").Clean);
    }

    [Fact]
    public void What_costs_too_much_for_a_batch_counts_as_unsent_and_is_sent_when_it_may_be()
    {
        ModuleHost host = Connect();
        Assert.Equal("PriceTooHigh", host.Run($"'fox' | {Submit} -Batch b -MaxCost 0.01").Error.Id());
        Assert.Equal(("1", "1"), (host.Run("Get-GenBatch b").Single.Text("Rows"), host.Run("Get-GenBatch b").Single.Text("Unsent")));

        Assert.Single(host.Run($"'fox' | {Submit} -Batch b -MaxCost 0.025").Clean);

        Assert.Equal(("1", "0"), (host.Run("Get-GenBatch b").Single.Text("Rows"), host.Run("Get-GenBatch b").Single.Text("Unsent")));
    }

    [Fact]
    public void What_an_empty_balance_kept_back_counts_as_unsent()
    {
        ModuleHost host = Connect("-Balance 0.03");

        Assert.Equal("InsufficientBalance", host.Run($"{Three} | {Submit} -Batch b").Error.Id());

        PSObject sum = host.Run("Get-GenBatch b").Single;
        Assert.Equal(("3", "1", "2"), (sum.Text("Rows"), sum.Text("Running"), sum.Text("Unsent")));
    }

    [Fact]
    public void A_list_price_stands_beside_the_cost_until_the_service_tells_it_and_is_marked()
    {
        ModuleHost host = Connect();

        PSObject task = host.Run($"'fox' | {Submit} -Batch b").Single;
        Assert.Equal((null, 0.025m, "~0.0250"), (task.Get("Cost"), task.Get("EstimatedCost"), task.Text("CostText")));
        Assert.Equal("0.0000+~0.0250", host.Run("Get-GenBatch b").Single.Text("SpentText"));

        PSObject done = host.Run("Get-GenTask -Batch b | Wait-GenTask").Single;
        Assert.Equal((0.025m, 0.025m, "0.0250"), (done.Get("Cost"), done.Get("EstimatedCost"), done.Text("CostText")));
        Assert.Equal(("0.0250", 0m), (host.Run("Get-GenBatch b").Single.Text("SpentText"), host.Run("Get-GenBatch b").Single.Get("Estimated")));
    }

    [Fact]
    public void A_quote_is_the_estimate_where_one_was_asked()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();

        Assert.Equal(0.5m, host.Run($"'fox' | {Submit} -MaxCost 1").Single.Get("EstimatedCost"));
        Assert.Null(host.Run($"'fox' | {Unknown}").Single.Get("EstimatedCost"));
    }

    [Fact]
    public void Requests_of_the_batch_that_its_budget_cannot_count_are_told()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();
        host.Run($"'fox 1' | {Unknown} -Batch b");

        RunResult run = host.Run("'fox 2' | New-GenTask acme/paint -Batch b -Budget 1");

        Assert.Contains(run.Warnings, warning => warning.Contains("1 request of it", StringComparison.Ordinal));
        Assert.Single(run.Output);
    }

    [Theory]
    [InlineData("'2,5'")]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("1e9")]
    [InlineData("$null")]
    public void An_amount_that_is_none_is_refused_before_anything_is_sent(string amount)
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();

        RunResult run = host.Run($"'fox' | {Submit} -Budget {amount}");

        run.Error.Says("US dollars");
        Assert.Empty(service.Seen("create"));
    }

    [Fact]
    public async Task Amounts_mean_the_same_in_every_culture()
    {
        using var service = new StagedService();
        using ModuleHost host = service.Connect();

        RunResult run =
            await host.RunAsync("[System.Threading.Thread]::CurrentThread.CurrentCulture = 'de-DE'; " + $"'fox 1', 'fox 2' | {Submit} -Budget '0.5'");

        Assert.Equal("BudgetReached", run.Error.Id());
        Assert.Contains("0.5000 USD", Messages.Of(run.Error), StringComparison.Ordinal);
        Assert.Single(service.Seen("create"));
    }

    private ModuleHost Connect(string options = "")
    {
        string seed = (_hosts.Count + 1).ToString(CultureInfo.InvariantCulture);
        ModuleHost host = ModuleHost.Connected($"Connect-GenService -Local -Speed 200 -Seed {seed} -Ledger '{_folder.Path}/ledger.db' {options}");
        _hosts.Add(host);
        return host;
    }
}
