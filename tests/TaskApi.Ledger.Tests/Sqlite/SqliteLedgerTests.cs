using TaskApi.Ledger.Sqlite;
using TaskApi.Tests.Ledger.Support;

namespace TaskApi.Tests.Ledger.Sqlite;

/// <summary>The ledger in a SQLite file.</summary>
public sealed class SqliteLedgerTests : LedgerTests
{
    private readonly LedgerFolder _folder = new();
    private readonly SqliteLedger _ledger;

    public SqliteLedgerTests() => _ledger = SqliteLedger.Open(_folder.File);

    private protected override ILedger Ledger => _ledger;

    private protected override ILedger OpenAgain() => SqliteLedger.Open(_folder.File);

    protected override void Dispose(bool disposing)
    {
        _ledger.Dispose();
        _folder.Dispose();
    }
}
