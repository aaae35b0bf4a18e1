using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Batches;

/// <summary>A finished table again: its rows are read ahead, and come back as if each was looked up.</summary>
public abstract partial class BatchPassTests
{
    private const int Rows = 300;

    [Fact]
    public async Task Rows_that_completed_are_not_looked_up_one_by_one()
    {
        await FinishAsync();
        var watched = new WatchedLists(Book.Ledger);

        await AssertComeBackAsync(watched, [.. Enumerable.Range(0, Rows)]);

        Assert.InRange(watched.LookUps + watched.Lists, 1, 20);
    }

    [Fact]
    public async Task Rows_in_another_order_come_back_too_and_nothing_is_read_ahead_in_vain_for_long()
    {
        await FinishAsync();
        var watched = new WatchedLists(Book.Ledger);

        await AssertComeBackAsync(watched, [.. Enumerable.Range(0, Rows).Reverse()]);

        Assert.InRange(watched.Entries, 0, 200);
    }

    [Fact]
    public async Task What_has_not_completed_is_looked_up_when_its_row_comes()
    {
        await AcceptedAsync(Row(0), Done("first"));
        await AcceptedAsync(Row(1), Done("second") with { Status = GenTaskStatus.Processing, Outputs = [] });
        LedgerEntry failed = await AcceptedAsync(Row(2), Done("third") with { Status = GenTaskStatus.Failed, Outputs = [] });
        using BatchPass pass = Pass(new BatchOptions { RetryFailed = true });
        await pass.LookUpAsync(Row(0));

        // Another worker goes on meanwhile.
        await Book.NoteAsync(Done("second"));
        LedgerIntent again = await Book.Ledger.IntendAsync(Draft(Row(2)) with { Attempt = 2, Previous = failed.Number });
        await Book.Ledger.SettleAsync(again.Entry with { State = LedgerState.Accepted, Task = Done("third again") });

        Assert.Equal(GenTaskStatus.Completed, (await pass.LookUpAsync(Row(1))).Task!.Status);
        Assert.Equal("third again", (await pass.LookUpAsync(Row(2))).Task!.Id);
    }

    [Fact]
    public async Task Of_a_request_that_was_sent_anew_the_latest_attempt_comes_back()
    {
        await AcceptedAsync(Row(0), Done("first"));
        LedgerEntry before = await AcceptedAsync(Row(1), Done("second"));
        await AcceptedAsync(Row(2), Done("third"));
        LedgerIntent again = await Book.Ledger.IntendAsync(Draft(Row(1)) with { Attempt = 2, Previous = before.Number });
        await Book.Ledger.SettleAsync(again.Entry with { State = LedgerState.Accepted, Task = Done("second again") });

        await AssertComeBackAsync(Book.Ledger, [0, 1, 2], "first", "second again", "third");
    }

    [Fact]
    public async Task A_row_that_was_edited_after_its_neighbours_were_read_ahead_is_told()
    {
        await FinishAsync();
        using BatchPass pass = Pass();
        Assert.Null((await pass.LookUpAsync(Row(0))).Warning);

        BatchRow row = await pass.LookUpAsync(Row(1) with { Input = Request(("prompt", "a wolf")).Input });

        Assert.Equal("task1", row.Task!.Id);
        Assert.Contains("-Force", row.Warning, StringComparison.Ordinal);
    }

    private static GenRequest Row(int number) => Fox() with { Key = Text("row", number) };

    private static string Text(string word, int number) => word + number.ToString(CultureInfo.InvariantCulture);

    private async Task FinishAsync()
    {
        for (int i = 0; i < Rows; i++)
        {
            await AcceptedAsync(Row(i), Done(Text("task", i)));
        }
    }

    private async Task AssertComeBackAsync(ILedger ledger, int[] rows, params string[] ids)
    {
        using var book = new LedgerBook(() => new WatchedLists(ledger), Book.Account, new Uri("https://api.example.org/"));
        using BatchPass pass = new(book, "b", new BatchOptions());
        for (int i = 0; i < rows.Length; i++)
        {
            BatchRow row = await pass.LookUpAsync(Row(rows[i]));
            Assert.Equal(ids.Length > 0 ? ids[i] : Text("task", rows[i]), row.Task?.Id);
            Assert.Null(row.Warning);
        }
    }
}
