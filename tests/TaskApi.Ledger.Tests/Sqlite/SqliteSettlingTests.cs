using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Callbacks;

namespace TaskApi.Tests.Ledger.Sqlite;

/// <summary>Callbacks settle submissions in SQLite.</summary>
public sealed class SqliteSettlingTests : SettlingTests
{
    private SqliteLedger? _ledger;

    private protected override ILedger Ledger => _ledger ??= SqliteLedger.InMemory(Clock);
}
