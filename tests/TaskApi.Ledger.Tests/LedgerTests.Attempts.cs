using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Ledger;

public abstract partial class LedgerTests
{
    [Fact]
    public async Task Of_two_who_intend_the_same_request_of_a_batch_one_may_send_it()
    {
        using ILedger other = OpenAgain();
        LedgerEntry mine = Fox() with { Batch = "b", RequestKey = "1", Owner = "m/1/1/a" };

        LedgerIntent[] intents = await System.Threading.Tasks.Task.WhenAll(Ledger.IntendAsync(mine), other.IntendAsync(mine with { Owner = "m/2/1/b" }));

        LedgerIntent first = Assert.Single(intents, intent => intent.MayBeSent);
        LedgerIntent second = Assert.Single(intents, intent => !intent.MayBeSent);
        Assert.Equal(first.Entry.Number, second.Entry.Number);
        Assert.Equal(first.Entry.Owner, second.Entry.Owner);
    }

    [Fact]
    public async Task Requests_without_a_batch_never_stand_in_each_others_way()
    {
        Assert.True((await Ledger.IntendAsync(Fox())).MayBeSent);
        Assert.True((await Ledger.IntendAsync(Fox())).MayBeSent);
        Assert.Equal(2, (await Ledger.ListAsync(new LedgerQuery { Account = Account })).Count);
    }

    [Theory]
    [InlineData(LedgerState.Refused, true)]
    [InlineData(LedgerState.Unsent, true)]
    [InlineData(LedgerState.Sending, false)]
    [InlineData(LedgerState.Accepted, false)]
    [InlineData(LedgerState.Uncertain, false)]
    public async Task Only_what_surely_was_not_accepted_is_sent_again_under_its_number(LedgerState state, bool maySend)
    {
        LedgerEntry entry = await IntendedAsync(Fox() with { Batch = "b", RequestKey = "1" });
        if (state != LedgerState.Sending)
        {
            await Ledger.SettleAsync(entry with { State = state, Problem = "because", Task = state == LedgerState.Accepted ? Task("abc123def456") : null });
        }

        LedgerIntent again = await Ledger.IntendAsync(entry with { Owner = "m/9/9/z" });

        Assert.Equal(maySend, again.MayBeSent);
        Assert.Equal(entry.Number, again.Entry.Number);
        Assert.Equal(maySend ? LedgerState.Sending : state, again.Entry.State);
        Assert.Equal(maySend ? "m/9/9/z" : entry.Owner, again.Entry.Owner);
        Assert.Equal(maySend || state == LedgerState.Sending ? null : "because", again.Entry.Problem);
    }

    [Fact]
    public async Task A_further_attempt_is_linked_to_the_one_before_and_is_found_in_its_place()
    {
        LedgerEntry first = await AcceptedAsync("abc123def456", batch: "b", requestKey: "1");

        LedgerEntry second = await IntendedAsync(first with { Number = 0, Attempt = 2, Previous = first.Number, Task = null });

        LedgerEntry latest = (await Ledger.FindRequestAsync(Account, "b", "1"))!;
        Assert.Equal((second.Number, 2, first.Number), (latest.Number, latest.Attempt, latest.Previous!.Value));
    }
}
