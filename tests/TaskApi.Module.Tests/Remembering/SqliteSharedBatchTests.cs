using System.Threading.Tasks;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>Several processes of one machine with a ledger in a file.</summary>
[Collection(Together)]
public sealed class SqliteSharedBatchTests : SharedBatchTests
{
    private protected override Task<SharedRun> RunAsync(int processes) => RunAsync(processes, database: null);
}
