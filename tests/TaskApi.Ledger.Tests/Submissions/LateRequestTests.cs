using System;
using System.Threading;
using System.Threading.Tasks;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Support;
using TaskApi.Tests.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Submissions;

/// <summary>A request whose ledger must be waited for, while its slot grows old.</summary>
[Collection(FakeClock.Name)]
public sealed class LateRequestTests : IDisposable
{
    private readonly SteppingClock _clock = new();
    private readonly LedgerFolder _folder = new();
    private readonly SqliteLedger _store;
    private readonly UnluckyLedger _ledger;
    private readonly ScriptedTransport _transport;
    private readonly GenSession _session;

    public LateRequestTests()
    {
        _transport = new ScriptedTransport(_clock);
        _store = SqliteLedger.InMemory(_clock);
        _ledger = new UnluckyLedger(_store);
        var store = new SharedSlotStore(() => SqliteSlotStore.Open(_folder.File + ".slots", "account", _clock), canDoWithout: false);
        var slots = new SharedSlots(new SlotPool(10, _clock, SlotPool.Window), store, "POST", 10, _clock);
        _session = new GenSession(new GenSessionOptions
        {
            Key = new ApiKey("sk-late"),
            Transport = _transport,
            Clock = _clock,
            Limits = new AccountLimits(slots, slots),
            Ledger = () => _ledger,
        });
    }

    public void Dispose()
    {
        _session.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_does_not_leave_with_a_slot_that_others_may_soon_have_but_with_a_new_one()
    {
        int intents = 0;
        _ledger.Intending = () => intents++ == 0 ? _clock.Delay(TimeSpan.FromSeconds(11)) : Task.CompletedTask;
        DateTimeOffset began = _clock.GetUtcNow();
        _transport.Then("""{"code":200,"success":true,"data":{"task_id":"abc123def456","status":"pending"}}""");

        GenTask task = await SubmitAsync();

        Assert.Single(_transport.Sent);
        Assert.Equal(2, intents);
        Assert.True(_transport.Sent[0].At - began > TimeSpan.FromSeconds(11));
        LedgerEntry entry = Assert.Single(await _store.ListAsync(new LedgerQuery { Account = _session.Ledger!.Account }));
        Assert.Equal((LedgerState.Accepted, task.Id), (entry.State, entry.Task!.Id));
    }

    [Fact]
    public async Task It_is_given_up_unsent_when_the_ledger_stays_that_slow()
    {
        _ledger.Intending = () => _clock.Delay(TimeSpan.FromSeconds(11));

        GenServiceException failure = await Assert.ThrowsAsync<GenServiceException>(SubmitAsync);

        Assert.Equal(GenErrorCode.Unreachable, failure.Code);
        Assert.Contains("Nothing was charged", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_transport.Sent);
        Assert.Equal(LedgerState.Refused, Assert.Single(await _store.ListAsync(new LedgerQuery { Account = _session.Ledger!.Account })).State);
    }

    private Task<GenTask> SubmitAsync() => _clock.RunAsync(_session.SubmitAsync(
        new GenRequest { Model = "google/nano-banana", Input = { ["prompt"] = "a fox" } }, CancellationToken.None, CancellationToken.None));
}
