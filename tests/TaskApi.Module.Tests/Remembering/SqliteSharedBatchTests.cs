using System.Threading.Tasks;
using TaskApi.Tests.Ledger.Support;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>Several processes of one machine with a ledger in a file.</summary>
public sealed class SqliteSharedBatchTests : SharedBatchTests
{
    private protected override Task<PostgresDatabase?> CreateDatabaseAsync() => Task.FromResult<PostgresDatabase?>(null);
}
