using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Ledger.Batches;

/// <summary>Further attempts at a request: a callback's URL says which one it is of.</summary>
public abstract partial class BatchPassTests
{
    [Fact]
    public async Task A_further_attempt_that_was_refused_is_sent_again_as_that_attempt()
    {
        LedgerEntry first = await SettledAsync(Fox(), LedgerState.Uncertain, null);
        using BatchPass resending = Pass(new BatchOptions { Uncertain = UncertainChoice.Resend });
        LedgerIntent second = await Book.Ledger.IntendAsync((await resending.LookUpAsync(Fox())).ToSend!);
        await Book.Ledger.SettleAsync(second.Entry with { State = LedgerState.Refused, Problem = "Because." });
        using BatchPass pass = Pass();

        LedgerEntry again = (await pass.LookUpAsync(Fox())).ToSend!;

        Assert.Equal((second.Entry.Number, 2, first.Number), (again.Number, again.Attempt, again.Previous));
    }
}
