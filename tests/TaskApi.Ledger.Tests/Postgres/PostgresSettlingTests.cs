using System.Threading.Tasks;
using TaskApi.Ledger.Postgres;
using TaskApi.Tests.Ledger.Callbacks;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Tests.Ledger.Postgres;

/// <summary>Callbacks settle submissions in PostgreSQL.</summary>
[Collection(FakeClock.Name)]
public sealed class PostgresSettlingTests : SettlingTests, IAsyncLifetime
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
        _ledger?.Dispose();
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
