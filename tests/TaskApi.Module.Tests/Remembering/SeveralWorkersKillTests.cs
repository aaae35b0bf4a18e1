using System.Threading.Tasks;
using TaskApi.Module.Tests.Support;
using TaskApi.Tests.Ledger.Support;
using Xunit;

namespace TaskApi.Module.Tests.Remembering;

/// <summary>
/// Processes that share a batch and a database are killed at random moments, and others take their places. TASKAPI_KILLS sets how often,
/// TASKAPI_KILL_SEED repeats the moments of another run.
/// </summary>
public sealed class SeveralWorkersKillTests
{
    private const int UsualKills = 2;

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Of_several_workers_on_one_database_any_may_be_killed(int workers)
    {
        await using PostgresDatabase database = await PostgresDatabase.CreateAsync();
        using EmulatorServer server = await KilledBatch.StartServer();
        using var batch = new BatchProcess(server, database.ConnectionString);

        await KilledBatch.KillAndJudge(batch, server, workers, UsualKills);
    }
}
