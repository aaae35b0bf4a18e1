using System;
using System.Threading.Tasks;
using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Batches;
using Xunit;

namespace TaskApi.Tests.Ledger.Sqlite;

/// <summary>Batches in SQLite.</summary>
public sealed class SqliteBatchPassTests : BatchPassTests
{
    private SqliteLedger? _ledger;

    private protected override ILedger Ledger => _ledger ??= SqliteLedger.InMemory(Clock);

    [Fact]
    public async Task What_another_machine_has_under_way_is_uncertain_only_when_it_cannot_be_under_way_any_more()
    {
        await Book.Ledger.IntendAsync(Draft(Fox()) with { Owner = "elsewhere/1/1/x" });

        using BatchPass soon = Pass();
        Assert.Null((await soon.LookUpAsync(Fox())).Problem);

        Clock.Advance(TimeSpan.FromMinutes(16));
        using BatchPass late = Pass();
        Assert.NotNull((await late.LookUpAsync(Fox())).Problem);
    }
}
