using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Callbacks;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Sqlite;

/// <summary>Callbacks settle submissions in SQLite.</summary>
[Collection(FakeClock.Name)]
public sealed class SqliteSettlingTests : SettlingTests
{
    private SqliteLedger? _ledger;

    private protected override ILedger Ledger => _ledger ??= SqliteLedger.InMemory(Clock);
}
