using System.Threading.Tasks;
using TaskApi.Ledger.Postgres;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Postgres;

/// <summary>The ledger in a PostgreSQL database.</summary>
public sealed class PostgresLedgerTests : LedgerTests, IAsyncLifetime
{
    private PostgresDatabase? _database;
    private PostgresLedger? _ledger;

    private protected override ILedger Ledger => _ledger!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _ledger = PostgresLedger.Open(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private protected override ILedger OpenAgain() => PostgresLedger.Open(_database!.ConnectionString);

    protected override void Dispose(bool disposing) => _ledger?.Dispose();
}
