using System;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Support;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Submissions;

/// <summary>What may be spent, where there is a ledger: a batch's budget lasts from run to run, a pipeline's ends with it.</summary>
[Collection(FakeClock.Name)]
public sealed class LimitedSubmissionTests : IDisposable
{
    private readonly SteppingClock _clock = new();
    private readonly GenSession _session;
    private int _tasks;

    public LimitedSubmissionTests()
    {
        var transport = new ScriptedTransport(_clock);
        transport.Otherwise(sent => ScriptedTransport.Json(
            sent.Body!.Contains("dry_run", StringComparison.Ordinal) ? """{"data":{"cost":0.1}}"""
            : $$$"""{"code":200,"success":true,"data":{"task_id":"task-{{{++_tasks}}}","status":"pending"}}"""));
        _session = new GenSession(new GenSessionOptions
        {
            Endpoint = new Uri("https://api.example.org"),
            Key = new ApiKey("sk-canary"),
            Transport = transport,
            Clock = _clock,
            Limits = new AccountLimits(_clock),
            Ledger = () => SqliteLedger.InMemory(_clock),
        });
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task What_earlier_runs_of_a_batch_have_spent_counts_and_what_passes_its_budget_is_not_sent()
    {
        await SubmitAsync("b", "fox", 0.2m);
        await SubmitAsync("b", "owl", 0.2m);

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(() => SubmitAsync("b", "cat", 0.2m));

        Assert.Equal(GenErrorCode.BudgetReached, failure.Code);
        Assert.StartsWith("Batch 'b' has spent or set aside 0.2000 USD", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, _tasks);
    }

    [Fact]
    public async Task A_request_of_a_batch_that_was_priced_first_is_known_again_in_the_next_run()
    {
        GenTask task = await SubmitAsync("b", "fox", 0.2m);

        using BatchPass next = _session.Ledger!.OpenBatch("b", new BatchOptions());
        Assert.Equal(task.Id, (await next.LookUpAsync(Request("fox"))).Task?.Id);
    }

    [Fact]
    public async Task What_earlier_pipelines_without_a_batch_have_spent_does_not_count()
    {
        await SubmitAsync(null, "fox", 0.1m);
        await SubmitAsync(null, "owl", 0.1m);

        Assert.Equal(2, _tasks);
    }

    private static GenRequest Request(string prompt) => new() { Model = "kuaishou/kling-2.6", Input = { ["prompt"] = prompt } };

    /// <summary>Submits a request in a run of its own.</summary>
    private async Task<GenTask> SubmitAsync(string? batch, string prompt, decimal budget)
    {
        using BatchPass? pass = batch is null ? null : _session.Ledger!.OpenBatch(batch, new BatchOptions());
        LedgerEntry? entry = pass is null ? null : (await pass.LookUpAsync(Request(prompt))).ToSend;
        var spending = new Spending(_session, new SpendingLimits { Budget = budget }, batch is not null);
        return await _clock.RunAsync(spending.SubmitAsync(Request(prompt), entry, CancellationToken.None, CancellationToken.None));
    }
}
