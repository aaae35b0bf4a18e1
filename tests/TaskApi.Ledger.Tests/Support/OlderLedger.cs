using System;
using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Tests.Ledger.Support;

/// <summary>Entries as the first version of the tables had them, of account <c>a</c>.</summary>
internal static class OlderLedger
{
    /// <summary>Batch <c>b</c>: 0.5 told, 0.25 estimated, 0.125 uncertain, and what was not charged; beside it one without a batch.</summary>
    /// <param name="entry">The table.</param>
    /// <param name="token">What a row has beside, with a comma before it; nothing for none.</param>
    /// <param name="tokenColumn">Its column, with a comma before it.</param>
    public static string Insert(string entry, string tokenColumn = "", string token = "") =>
        $$"""
        INSERT INTO {{entry}} (account, endpoint, batch, request_key, attempt, model, input, owner, intended_at, state,
                estimated_cost, task_id, kind, status, cost{{tokenColumn}})
        VALUES
            ('a', 'https://api.example.org/', 'b', '1', 1, 'm', '{}', 'o', 1, 'Accepted', 600000000, 't1', 'Image', 'Completed', 500000000{{token}}),
            ('a', 'https://api.example.org/', 'b', '2', 1, 'm', '{}', 'o', 2, 'Accepted', 250000000, 't2', 'Image', 'Pending', NULL{{token}}),
            ('a', 'https://api.example.org/', 'b', '3', 1, 'm', '{}', 'o', 3, 'Uncertain', 125000000, NULL, NULL, NULL, NULL{{token}}),
            ('a', 'https://api.example.org/', 'b', '4', 1, 'm', '{}', 'o', 4, 'Refused', 900000000, NULL, NULL, NULL, NULL{{token}}),
            ('a', 'https://api.example.org/', NULL, NULL, 1, 'm', '{}', 'o', 5, 'Accepted', 900000000, 't5', 'Image', 'Completed', 900000000{{token}})
        """;

    /// <summary>All is there, and money can be set aside beside what was spent before.</summary>
    public static async Task AssertAsync(ILedger ledger)
    {
        Assert.Equal(5, (await ledger.ListAsync(new LedgerQuery { Account = "a" })).Count);
        Assert.Equal(0.875m, await CommittedAsync());
        Assert.Empty((await ledger.FindTaskAsync("a", "t1"))!.Task!.Parents);
        await ledger.NoteAsync("a", new GenTask { Id = "t2", Status = GenTaskStatus.Completed, Cost = 0.2m });
        Assert.Equal(0.825m, await CommittedAsync());
        await ledger.NoteDurationAsync("a", new LedgerDuration("m", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        Assert.Single(await ledger.ListDurationsAsync("a", "m"));
        await ledger.NoteUploadAsync("a",
            new LedgerUpload("https://files.example.com/", "aa", "https://cdn.example.com/1.png", "/a.png", 1, "image/png", default));
        Assert.NotNull(await ledger.FindUploadAsync("a", "https://files.example.com/", "aa"));
        await ledger.NoteFileAsync("a", new LedgerFile("t1", 0, "/out/a.png", 1, "image/png", "0a"));
        Assert.Equal("0a", (await ledger.FindFileAsync("a", "t1", 0))?.Sha256);

        async Task<decimal?> CommittedAsync()
        {
            var request = new LedgerEntry { Account = "a", Endpoint = "https://api.example.org/", Batch = "b", RequestKey = "5", Owner = "o", EstimatedCost = 1,
                Request = new GenRequest { Model = "m" } };
            return (await ledger.IntendAsync(request, budget: 0)).Committed;
        }
    }
}
