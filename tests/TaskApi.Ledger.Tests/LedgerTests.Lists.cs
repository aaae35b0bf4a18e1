using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger;

/// <summary>Lists and counts that do not read the whole ledger.</summary>
public abstract partial class LedgerTests
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"task{i:000}"))];

    [Fact]
    public async Task A_long_list_is_read_page_by_page_in_its_order()
    {
        using LedgerBook book = await BookOfManyAsync("b");

        Assert.Equal(Ids, book.Read(new LedgerQuery { Batch = "b", State = LedgerState.Accepted }).Select(entry => entry.Task!.Id));
        Assert.Equal(Ids, book.Read(new LedgerQuery { Since = DateTimeOffset.UtcNow.AddHours(-1) }).Select(entry => entry.Task!.Id));
        Assert.Equal(Ids[150..], book.Read(new LedgerQuery { Last = 50 }).Select(entry => entry.Task!.Id));
        Assert.Empty(book.Read(new LedgerQuery { Batch = "c" }));
    }

    [Fact]
    public async Task Whoever_wants_the_first_of_a_long_list_does_not_read_the_others()
    {
        using LedgerBook book = await BookOfManyAsync(null);
        var watched = new WatchedLists(Ledger);
        using var watching = new LedgerBook(() => watched, Account, new Uri("https://api.example.org/"));

        Assert.Equal(Ids[..10], watching.Read(new LedgerQuery()).Take(10).Select(entry => entry.Task!.Id));

        Assert.InRange(watched.Entries, 10, 100);
    }

    [Fact]
    public async Task What_is_written_while_a_list_is_read_is_no_part_of_it()
    {
        using LedgerBook book = await BookOfManyAsync(null);
        int read = 0;

        // As Get-GenTask | New-GenTask does: without an end it would pay for ever.
        foreach (LedgerEntry entry in book.Read(new LedgerQuery { State = LedgerState.Accepted }))
        {
            await AcceptedAsync("again" + entry.Task!.Id);
            Assert.True(++read <= Ids.Length);
        }

        Assert.Equal(Ids.Length, read);
    }

    [Fact]
    public async Task Entries_are_counted_with_the_time_of_the_last()
    {
        LedgerEntry entry = await IntendedAsync(Fox() with { Request = Fox().Request with { Source = new GenSource("/x/prompts.csv", 2) } });
        await IntendedAsync(Fox());
        var ofFile = new LedgerQuery { Account = Account, SourcePath = "/x/prompts.csv", Since = DateTimeOffset.UtcNow.AddHours(-24) };

        Assert.Equal(1, (await Ledger.CountAsync(ofFile)).Entries);
        Assert.Equal(entry.IntendedAt, (await Ledger.CountAsync(ofFile)).LastAt);
        Assert.Equal(new LedgerCount(0, null), await Ledger.CountAsync(ofFile with { State = LedgerState.Accepted }));
        Assert.Equal(new LedgerCount(0, null), await Ledger.CountAsync(ofFile with { Since = DateTimeOffset.UtcNow.AddHours(1) }));
    }

    [Fact]
    public async Task Names_of_batches_come_with_the_one_first_that_was_sent_last()
    {
        await AcceptedAsync("a1", "old", "1");
        await AcceptedAsync("b1", "new", "1");
        await AcceptedAsync("c1");
        await AcceptedAsync("a2", "old", "2");
        await IntendedAsync(Fox() with { Account = "somebody else", Batch = "theirs", RequestKey = "1" });

        Assert.Equal(["old", "new"], await Ledger.BatchNamesAsync(Account, 10));
        Assert.Equal(["old"], await Ledger.BatchNamesAsync(Account, 1));
    }

    [Fact]
    public async Task Ids_are_found_by_their_beginning_whatever_the_databases_language()
    {
        foreach (string id in (string[])["abc-2", "Abc-1", "abc_1", "abd", "ab", "abcZ"])
        {
            await AcceptedAsync(id);
        }

        await AssertIdsAsync(new LedgerQuery { Account = Account, TaskIdBeginning = "abc", First = 10 }, "abc-2", "abcZ", "abc_1");
        await AssertIdsAsync(new LedgerQuery { Account = Account, TaskIdBeginning = "abc", First = 1 }, "abc-2");
        await AssertIdsAsync(new LedgerQuery { Account = Account, TaskIdBeginning = "x", First = 10 });
    }

    [Fact]
    public async Task Requests_that_a_later_attempt_has_replaced_can_be_left_out()
    {
        LedgerEntry first = await AcceptedAsync("first", "b", "1");
        await AcceptedAsync("other", "b", "2");
        LedgerEntry again = await IntendedAsync(first with { Number = 0, Attempt = 2, Previous = first.Number, Task = null });
        await Ledger.SettleAsync(again with { State = LedgerState.Accepted, Task = Task("again") });

        await AssertIdsAsync(new LedgerQuery { Account = Account, Batch = "b", IsLatestAttempt = true, First = 10 }, "other", "again");
        await AssertIdsAsync(new LedgerQuery { Account = Account, Batch = "b", IsLatestAttempt = true, After = first.Number + 1, First = 10 }, "again");
    }

    [Theory]
    [InlineData(LedgerState.Sending)]
    [InlineData(LedgerState.Uncertain)]
    [InlineData(LedgerState.Refused)]
    [InlineData(LedgerState.Unsent)]
    public async Task A_list_of_what_was_not_accepted_has_nothing_else(LedgerState state)
    {
        await AcceptedAsync("accepted");
        LedgerEntry entry = await IntendedAsync(Fox());
        await Ledger.SettleAsync(entry with { State = state });

        Assert.Equal(entry.Number, Assert.Single(await Ledger.ListAsync(new LedgerQuery { Account = Account, State = state })).Number);
    }

    private async Task<LedgerBook> BookOfManyAsync(string? batch)
    {
        foreach (string id in Ids)
        {
            await AcceptedAsync(id, batch, batch is null ? null : id);
        }

        // Of the pages alone: the test's own ledger outlives them.
        return new LedgerBook(() => new WatchedLists(Ledger), Account, new Uri("https://api.example.org/"));
    }
}
